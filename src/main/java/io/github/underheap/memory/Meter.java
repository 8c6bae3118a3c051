package io.github.underheap.memory;

import java.lang.ref.Reference;

/**
 * Counts a window of a profile: what was allocated and freed since it was opened, and the highest live bytes in it,
 * relative to the start.
 *
 * <p>It is a second set of totals that starts at {@value #START} live bytes, so that blocks from before the window can be
 * freed in it without going below zero. It has counters of the threads instead of sites.
 *
 * <p>Thread-safe, lock-free ({@link Totals}, {@link ThreadCounters}).
 */
public final class Meter {

    private static final long START = Totals.LIMIT / 2;

    private static final int OWNERS = 64;

    private final MemorySource source = new ReclaimedMemory();
    private final Totals totals = new Totals(source, START);
    private final ThreadCounters counters = new ThreadCounters(source, OWNERS);

    /** @throws OutOfMemoryError if there is no memory for it */
    public Meter() {}

    /** Counts a new block. */
    public void allocated(long bytes) {
        try {
            long epoch = totals.add(bytes);
            if (epoch == Totals.REFUSED) {
                totals.drop();
            } else {
                counters.allocated(bytes, epoch, 0);
            }
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** Counts blocks that were given back in one step. */
    public void freed(long blocks, long bytes) {
        try {
            counters.freed(blocks, totals.remove(bytes), false);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** Counts a block whose size changed. */
    public void resized(long oldBytes, long newBytes) {
        try {
            long grown = newBytes - oldBytes;
            long epoch = grown >= 0 ? totals.add(grown) : totals.remove(-grown);
            if (epoch == Totals.REFUSED) {
                totals.drop();
            } else {
                counters.resized(newBytes);
            }
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** The sums since the window was opened; live numbers and those at the peak may be negative. */
    public RowNumbers read() {
        try {
            Totals.State state = totals.read();
            RowNumbers sum = counters.read(state);
            sum.liveBytes -= START;
            sum.atPeakBytes -= START;
            sum.peakBytes -= START;
            return sum;
        } finally {
            Reference.reachabilityFence(source);
        }
    }
}
