package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;

/** A number by which sites are weighed: in stacks, in orders, in limits. */
public enum Metric {
    /** Live bytes at the global peak. */
    PEAK("bytes at t-gmax"),
    /** Live bytes when the profile was taken. */
    LIVE("bytes at t-end"),
    /** Bytes of blocks that were leaked ({@link Verdict#LEAKED}). */
    LEAKED("leaked bytes"),
    /** All bytes that were ever allocated. */
    TOTAL("total bytes"),
    /** All blocks that were ever allocated. */
    BLOCKS("blocks");

    private final String words;

    Metric(String words) {
        this.words = words;
    }

    /** What it counts, in words for a head of a table. */
    public String words() {
        return words;
    }

    /** Its value for a site. */
    public long of(AllocationSite site, Verdicts verdicts) {
        return switch (this) {
            case PEAK -> site.atPeakBytes();
            case LIVE -> site.liveBytes();
            case LEAKED -> verdicts.leakedBytes(site);
            case TOTAL -> site.totalBytes();
            case BLOCKS -> site.totalBlocks();
        };
    }
}
