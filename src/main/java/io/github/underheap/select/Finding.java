package io.github.underheap.select;

/**
 * A verdict on a site, with its reason.
 *
 * @param verdict what the site is
 * @param reason why, in words; empty if there is nothing to say
 * @param hint what to do about it, in words; may be empty
 */
public record Finding(Verdict verdict, String reason, String hint) {

    static final Finding NOTHING = new Finding(Verdict.NONE, "", "");
}
