package io.github.underheap.junit;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** A number that annotations limit, of a whole test and of a site. */
enum Amount {
    BYTES("allocated %s", "byte", AllocStats::totalBytes, AllocationSite::totalBytes, AllocationSite::totalBytes),
    BLOCKS("allocated %s", "block", AllocStats::allocCount, AllocationSite::totalBlocks, AllocationSite::totalBlocks),
    PEAK(
            "had %s live at its peak",
            "byte", AllocStats::peakBytes, AllocationSite::atPeakBytes, AllocationSite::ownPeakBytes);

    private final String sentence;
    private final String unit;
    private final ToLongFunction<AllocStats> whole;
    private final ToLongFunction<AllocationSite> share;
    private final ToLongFunction<AllocationSite> alone;

    Amount(
            String sentence,
            String unit,
            ToLongFunction<AllocStats> whole,
            ToLongFunction<AllocationSite> share,
            ToLongFunction<AllocationSite> alone) {
        this.sentence = sentence;
        this.unit = unit;
        this.whole = whole;
        this.share = share;
        this.alone = alone;
    }

    /** What was done with so much of it, in the past: {@code allocated 3 blocks}. */
    String did(long number) {
        return did(Words.count(number, unit));
    }

    /** The same with {@code more}, or what else there is for a number. */
    String did(String number) {
        return String.format(Locale.ROOT, sentence, number);
    }

    /** Of all that was recorded. */
    long of(Profile profile) {
        return whole.applyAsLong(profile.stats());
    }

    /** What a site has of the whole, or has by itself. */
    long of(AllocationSite site, Per per) {
        return (per == Per.TEST ? share : alone).applyAsLong(site);
    }

    /** The numbers of a site that go with it, in words. */
    String figures(AllocationSite site, Per per) {
        if (this != PEAK) {
            return Words.bytesInBlocks(site.totalBytes(), site.totalBlocks());
        }
        return per == Per.TEST
                ? Words.bytesInBlocks(site.atPeakBytes(), site.atPeakBlocks())
                : Words.bytesInBlocks(site.ownPeakBytes(), site.ownPeakBlocks());
    }
}
