package io.github.underheap.junit;

import io.github.underheap.profile.AllocationSite;
import java.util.List;

/**
 * What a test did that an annotation forbids.
 *
 * @param headline in one line, with the annotation, the numbers and the limit
 * @param sites where it did so, the worst first; empty if that is not known
 */
record Breach(String headline, List<Place> sites) {

    /**
     * A site of a breach.
     *
     * @param figures its numbers, in words
     */
    record Place(AllocationSite site, String figures) {}

    static Breach withoutSites(String headline) {
        return new Breach(headline, List.of());
    }
}
