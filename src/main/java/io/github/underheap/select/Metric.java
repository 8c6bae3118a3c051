package io.github.underheap.select;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;

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

    /** What it counts, in words for the head of a table. */
    public String words() {
        return words;
    }

    /** Whether it was measured in a profile; if not, it is 0 everywhere and means nothing. */
    public boolean isMeasured(Profile profile) {
        return profile.measures(
                switch (this) {
                    case PEAK -> SiteNumber.PEAK_BYTES;
                    case LIVE, LEAKED -> SiteNumber.LIVE_BYTES;
                    case TOTAL -> SiteNumber.TOTAL_BYTES;
                    case BLOCKS -> SiteNumber.TOTAL_BLOCKS;
                });
    }

    /** Its value for a whole profile: for numbers that are also counted apart from the sites, that count. */
    public long of(Verdicts verdicts) {
        AllocStats stats = verdicts.profile().stats();
        return switch (this) {
            case PEAK -> stats.peakBytes();
            case LIVE -> stats.currentBytes();
            case LEAKED -> leaked(verdicts);
            case TOTAL -> stats.totalBytes();
            case BLOCKS -> stats.allocCount();
        };
    }

    private static long leaked(Verdicts verdicts) {
        long sum = 0;
        for (int i = 0; i < verdicts.profile().siteCount(); i++) {
            sum = SiteNumber.Sum.ADD.of(
                    sum, verdicts.leakedBytes(verdicts.profile().site(i)));
        }
        return sum;
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
