package io.github.underheap.junit;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.util.Locale;

/** A number that annotations limit, of a whole test and of a site. */
enum Amount {
    BYTES("allocated %s", "byte"),
    BLOCKS("allocated %s", "block"),
    PEAK("had %s live at its peak", "byte");

    private final String sentence;
    private final String unit;

    Amount(String sentence, String unit) {
        this.sentence = sentence;
        this.unit = unit;
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
        return switch (this) {
            case BYTES -> profile.stats().totalBytes();
            case BLOCKS -> profile.stats().allocCount();
            case PEAK -> profile.stats().peakBytes();
        };
    }

    /** What a site has of the whole, or has by itself. */
    long of(AllocationSite site, Per per) {
        return switch (this) {
            case BYTES -> site.totalBytes();
            case BLOCKS -> site.totalBlocks();
            case PEAK -> per == Per.TEST ? site.atPeakBytes() : site.ownPeakBytes();
        };
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
