package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.SiteNumber;

/** A line of a report: a site, or several that are shown as one. Immutable. */
public final class Group {

    private static final double TWO_TO_64 = 0x1p64;

    private final String key;
    private final AllocationSite largest;
    private final AllocationSite judged;
    private final int sites;
    private final long[] numbers;
    private final long weight;
    private final long leakedBytes;
    private final Verdict verdict;

    /** @param sum is not added to any more */
    Group(GroupSum sum) {
        this.key = sum.key();
        this.largest = sum.largest();
        this.judged = sum.judged();
        this.sites = sum.sites();
        this.numbers = sum.numbers();
        this.weight = sum.weight();
        this.leakedBytes = sum.leakedBytes();
        this.verdict = sum.verdict();
    }

    /** Its name. */
    public String key() {
        return key;
    }

    /** The site of it that weighs most; of several the first that appeared. */
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

    /** What a threshold of bytes is compared with: the metric, or all bytes if that counts blocks. */
    long bytes(Metric metric) {
        return metric == Metric.BLOCKS ? get(SiteNumber.TOTAL_BYTES) : weight;
    }

    /** How long its blocks lived on average, in ns; 0 if it has none, or lifetimes were not measured. */
    public double averageLifetimeNanos() {
        long blocks = get(SiteNumber.TOTAL_BLOCKS);
        double high = get(SiteNumber.LIFETIME_HIGH) * TWO_TO_64;
        long low = get(SiteNumber.LIFETIME_LOW);
        double nanos = high + (low < 0 ? low + TWO_TO_64 : low);
        // Where the clocks of processors differ a little, a short life can come out negative.
        return blocks <= 0 ? 0 : Math.max(nanos / blocks, 0);
    }

    /** Live bytes of those of its sites that are leaked. */
    public long leakedBytes() {
        return leakedBytes;
    }

    /** The first verdict, in the order of {@link Verdict}, that one of its sites has. */
    public Verdict verdict() {
        return verdict;
    }

    /** The first of its sites that has that verdict. */
    public AllocationSite judged() {
        return judged;
    }
}
