package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.SiteNumber;

/**
 * A line of a report: sites that are shown as one. Immutable.
 */
public final class Group {

    private final String key;
    private final AllocationSite largest;
    private final int sites;
    private final long[] numbers;
    private final long weight;

    Group(String key, AllocationSite largest, int sites, long[] numbers, long weight) {
        this.key = key;
        this.largest = largest;
        this.sites = sites;
        this.numbers = numbers;
        this.weight = weight;
    }

    /** Its name. */
    public String key() {
        return key;
    }

    /** The site of it that weighs most. */
    public AllocationSite largest() {
        return largest;
    }

    /** How many sites are in it. */
    public int sites() {
        return sites;
    }

    /** A number of all its sites together, by the rule of its sum. */
    public long get(SiteNumber number) {
        return numbers[number.ordinal()];
    }

    /** Its value by the metric of the selection. */
    public long weight() {
        return weight;
    }
}
