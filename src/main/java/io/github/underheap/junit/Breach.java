package io.github.underheap.junit;

import io.github.underheap.profile.AllocationSite;
import java.util.List;

/**
 * What a test did that an annotation forbids.
 *
 * @param headline in one line, with the annotation, the numbers and the limit
 * @param sites where it did so, the worst first; empty if that is not known
 * @param isMeasured whether there is a profile to look at; else nobody could check
 */
record Breach(String headline, List<Place> sites, boolean isMeasured) {

    /**
     * A site of a breach.
     *
     * @param figures its numbers, in words
     */
    record Place(AllocationSite site, String figures) {}

    /** What numbers say. */
    static Breach of(String headline, List<Place> sites) {
        return new Breach(headline, sites, true);
    }

    /** A limit that cannot be checked. */
    static Breach unchecked(String annotation, String whyNot) {
        return new Breach(annotation + " cannot be checked: " + whyNot, List.of(), false);
    }

    /** Limits that nobody can vouch for, since something was lost. */
    static Breach flawed(String flaw) {
        return new Breach("no limit can be vouched for: " + flaw, List.of(), true);
    }

    /** What the test itself got wrong about its limits. */
    static Breach mistaken(String mistake) {
        return new Breach(mistake, List.of(), false);
    }
}
