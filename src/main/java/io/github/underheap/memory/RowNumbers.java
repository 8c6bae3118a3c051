package io.github.underheap.memory;

/**
 * The numbers of one row as they were at one instant; reused from row to row. Bytes are requested bytes, times are
 * nanoseconds since the profile began.
 *
 * <p>Not thread-safe.
 */
public final class RowNumbers {

    /** Numbers of a row that are 64 bits. */
    static final int COUNT = 18;

    /** The greatest integer that JSON readers keep exact. */
    public static final long MAX_EXACT = (1L << 53) - 1;

    public RowRole role = RowRole.SITE;
    public int stack;
    public int stackLength;
    public int kinds;
    public long totalBytes;
    public long totalBlocks;
    public long liveBytes;
    public long liveBlocks;
    public long atPeakBytes;
    public long atPeakBlocks;
    public long atPeakAllocNanos;
    public long peakBytes;
    public long peakBlocks;
    public long lifetimeLow;
    public long lifetimeHigh;
    public long logicalBytes;
    public long logicalBlocks;
    public long logicalLiveBytes;
    public long logicalLiveBlocks;
    public long failedCloses;
    public long lateBlocks;
    public long takeovers;

    /** Sum of the lifetimes of all blocks, in µs, if those that are live now die at {@code nanos}; at most 2^53 - 1. */
    public long lifetimeMicros(long nanos) {
        long added = liveBlocks * nanos;
        long low = lifetimeLow + added;
        long high =
                lifetimeHigh + Math.multiplyHigh(liveBlocks, nanos) + (Long.compareUnsigned(low, added) < 0 ? 1 : 0);
        return microsOf(high, low);
    }

    /** Whether anything happened at the row. */
    public boolean isUsed() {
        return (totalBlocks | logicalBlocks | failedCloses) != 0;
    }

    /** Adds the numbers of another row; times become the later of the two. */
    public void add(RowNumbers row) {
        kinds |= row.kinds;
        totalBytes += row.totalBytes;
        totalBlocks += row.totalBlocks;
        liveBytes += row.liveBytes;
        liveBlocks += row.liveBlocks;
        atPeakBytes += row.atPeakBytes;
        atPeakBlocks += row.atPeakBlocks;
        atPeakAllocNanos = Math.max(atPeakAllocNanos, row.atPeakAllocNanos);
        peakBytes += row.peakBytes;
        peakBlocks += row.peakBlocks;
        long low = lifetimeLow + row.lifetimeLow;
        lifetimeHigh += row.lifetimeHigh + (Long.compareUnsigned(low, row.lifetimeLow) < 0 ? 1 : 0);
        lifetimeLow = low;
        logicalBytes += row.logicalBytes;
        logicalBlocks += row.logicalBlocks;
        logicalLiveBytes += row.logicalLiveBytes;
        logicalLiveBlocks += row.logicalLiveBlocks;
        failedCloses += row.failedCloses;
        lateBlocks += row.lateBlocks;
        takeovers += row.takeovers;
    }

    long[] numbers() {
        return new long[] {
            totalBytes,
            totalBlocks,
            liveBytes,
            liveBlocks,
            atPeakBytes,
            atPeakBlocks,
            atPeakAllocNanos,
            peakBytes,
            peakBlocks,
            lifetimeLow,
            lifetimeHigh,
            logicalBytes,
            logicalBlocks,
            logicalLiveBytes,
            logicalLiveBlocks,
            failedCloses,
            lateBlocks,
            takeovers
        };
    }

    void setNumbers(long[] numbers) {
        totalBytes = numbers[0];
        totalBlocks = numbers[1];
        liveBytes = numbers[2];
        liveBlocks = numbers[3];
        atPeakBytes = numbers[4];
        atPeakBlocks = numbers[5];
        atPeakAllocNanos = numbers[6];
        peakBytes = numbers[7];
        peakBlocks = numbers[8];
        lifetimeLow = numbers[9];
        lifetimeHigh = numbers[10];
        logicalBytes = numbers[11];
        logicalBlocks = numbers[12];
        logicalLiveBytes = numbers[13];
        logicalLiveBlocks = numbers[14];
        failedCloses = numbers[15];
        lateBlocks = numbers[16];
        takeovers = numbers[17];
    }

    static long microsOf(long high, long low) {
        if (high < 0) {
            return 0;
        }
        // 2^53 µs are less than 2^63 ns, so only a zero high word with a positive low word can be in range.
        if (high > 0 || low < 0) {
            return MAX_EXACT;
        }
        return Math.min(low / 1_000, MAX_EXACT);
    }
}
