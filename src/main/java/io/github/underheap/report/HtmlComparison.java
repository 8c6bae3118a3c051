package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfilePair;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Two profiles in one page of HTML ({@link HtmlFormat}): what was added and what was removed are both drawn, and a hue says which.
 *
 * <p>Immutable, thread-safe.
 */
public final class HtmlComparison {

    private final HtmlView view;

    /** A page that opens with what tells most. */
    public HtmlComparison() {
        this(null, null);
    }

    /**
     * A page that opens with a metric and a search.
     *
     * @param metric what is drawn first; null for what tells most
     * @param search what is searched for first; null for nothing
     */
    public HtmlComparison(@Nullable Metric metric, @Nullable String search) {
        this.view = new HtmlView(metric, search);
    }

    /**
     * Writes the page.
     *
     * @param before on the earlier profile
     * @param after on the later profile
     * @param out is not closed
     * @throws IOException if {@code out} fails
     * @throws IllegalArgumentException if one of them is a difference
     */
    public void write(Verdicts before, Verdicts after, OutputStream out) throws IOException {
        check(before.profile());
        check(after.profile());
        ProfilePair pair = ProfilePair.of(before.profile(), after.profile());
        HtmlPage.write(new HtmlData(HtmlSites.of(pair, before, after), view), out);
    }

    private static void check(Profile profile) {
        if (profile.isDifference()) {
            throw new IllegalArgumentException("the difference of two profiles cannot be compared with another one");
        }
    }
}
