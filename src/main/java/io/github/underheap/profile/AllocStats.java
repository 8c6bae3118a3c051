package io.github.underheap.profile;

import org.jspecify.annotations.Nullable;

/**
 * Allocation counters. Bytes are requested bytes: alignment padding and slabs are not in them. No number is negative,
 * except in the difference of two profiles; one that cannot be held is 2^63 - 1.
 *
 * <p>When no allocation is under way, {@code allocCount - freeCount} is {@code currentBlocks}, and all numbers agree
 * with the sums over the sites exactly. Otherwise live bytes and their peak are those of one instant, and the other
 * numbers may count events that happened while they were read.
 *
 * <p>Immutable.
 */
public final class AllocStats {

    private final long allocCount;
    private final long totalBytes;
    private final long currentBytes;
    private final long currentBlocks;
    private final long peakBytes;
    private final long peakBlocks;
    private final long freeCount;

    private AllocStats(
            long allocCount,
            long totalBytes,
            long currentBytes,
            long currentBlocks,
            long peakBytes,
            long peakBlocks,
            long freeCount) {
        this.allocCount = allocCount;
        this.totalBytes = totalBytes;
        this.currentBytes = currentBytes;
        this.currentBlocks = currentBlocks;
        this.peakBytes = peakBytes;
        this.peakBlocks = peakBlocks;
        this.freeCount = freeCount;
    }

    /** Counters of these values, in the order of the accessors below. */
    public static AllocStats of(
            long allocCount,
            long totalBytes,
            long currentBytes,
            long currentBlocks,
            long peakBytes,
            long peakBlocks,
            long freeCount) {
        return new AllocStats(allocCount, totalBytes, currentBytes, currentBlocks, peakBytes, peakBlocks, freeCount);
    }

    /** Blocks allocated; as in dhat, a resize counts as one more block. */
    public long allocCount() {
        return allocCount;
    }

    /** Bytes allocated; as in dhat, a resize counts with the full new size. */
    public long totalBytes() {
        return totalBytes;
    }

    /** Bytes allocated and not freed. */
    public long currentBytes() {
        return currentBytes;
    }

    /** Blocks allocated and not freed. */
    public long currentBlocks() {
        return currentBlocks;
    }

    /** The highest {@link #currentBytes()} so far. */
    public long peakBytes() {
        return peakBytes;
    }

    /** Live blocks when the live bytes were highest; of equal peaks the latest. */
    public long peakBlocks() {
        return peakBlocks;
    }

    /** Blocks freed; the end that a resize puts to the block's old size counts too. */
    public long freeCount() {
        return freeCount;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AllocStats that
                && allocCount == that.allocCount
                && totalBytes == that.totalBytes
                && currentBytes == that.currentBytes
                && currentBlocks == that.currentBlocks
                && peakBytes == that.peakBytes
                && peakBlocks == that.peakBlocks
                && freeCount == that.freeCount;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(allocCount * 31 + totalBytes * 37 + currentBytes);
    }

    @Override
    public String toString() {
        return "AllocStats[allocCount=" + allocCount + ", totalBytes=" + totalBytes + ", currentBytes=" + currentBytes
                + ", currentBlocks=" + currentBlocks + ", peakBytes=" + peakBytes + ", peakBlocks=" + peakBlocks
                + ", freeCount=" + freeCount + "]";
    }
}
