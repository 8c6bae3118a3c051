package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.SiteNumber;

/** A line of a comparison: what a group had before, and has now. Immutable. */
public final class Change {

    private final String key;
    private final AllocationSite largest;
    private final long[] before;
    private final long[] after;
    private final long weightBefore;
    private final long weightAfter;
    private final boolean wasThere;
    private final boolean isThere;

    Change(Side before, Side after, String key, AllocationSite largest) {
        this.key = key;
        this.largest = largest;
        this.before = before.numbers;
        this.after = after.numbers;
        this.weightBefore = before.weight;
        this.weightAfter = after.weight;
        this.wasThere = before.sites > 0;
        this.isThere = after.sites > 0;
    }

    /** What a group has in one of the two profiles. */
    static final class Side {
        private final long[] numbers = new long[SiteNumber.COUNT];
        private long weight;
        private int sites;

        void add(AllocationSite site, long itsWeight) {
            for (SiteNumber number : SiteNumber.values()) {
                number.addTo(numbers, site.get(number));
            }
            weight = SiteNumber.Sum.ADD.of(weight, itsWeight);
            sites++;
        }
    }

    /** Its name. */
    public String key() {
        return key;
    }

    /** A site of it, of the later profile if it has one there: the one that weighs most. */
    public AllocationSite largest() {
        return largest;
    }

    /** Whether it is in the later profile alone. */
    public boolean isNew() {
        return !wasThere;
    }

    /** Whether it is in the earlier profile alone. */
    public boolean isRemoved() {
        return !isThere;
    }

    /** A number of the earlier profile; 0 if it is not there. */
    public long before(SiteNumber number) {
        return before[number.ordinal()];
    }

    /** A number of the later profile; 0 if it is not there. */
    public long after(SiteNumber number) {
        return after[number.ordinal()];
    }

    /** Its value before, by the metric of the selection. */
    public long weightBefore() {
        return weightBefore;
    }

    /** Its value after, by the metric of the selection. */
    public long weightAfter() {
        return weightAfter;
    }

    /** How much more there is, by the metric of the selection; negative if there is less. */
    public long growth() {
        return weightAfter - weightBefore;
    }
}
