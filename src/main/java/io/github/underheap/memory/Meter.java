package io.github.underheap.memory;

import java.lang.ref.Reference;

/**
 * Counts a window of a profile: what was allocated and freed since it was opened, and the highest live bytes in it,
 * relative to the start.
 *
 * <p>It is a second set of totals that starts at {@value #START} live bytes, so that blocks from before the window can be
 * freed in it without going below zero. It has stripes of rows instead of sites.
 *
 * <p>Thread-safe, lock-free ({@link Totals}, {@link SiteRows}).
 */
public final class Meter {

    private static final long START = Totals.LIMIT / 2;

    private static final int STRIPES = 8;

    private final MemorySource source = new ReclaimedMemory();
    private final Totals totals = new Totals(source, START);
    private final SiteRows rows = new SiteRows(new Header(source), source);
    private final int firstStripe = rows.count();

    /** @throws OutOfMemoryError if there is no memory for it */
    public Meter() {
        for (int i = 0; i < STRIPES; i++) {
            rows.appendReserved(RowRole.STRIPE);
        }
    }

    /** Counts a new block. */
    public void allocated(long bytes) {
        try {
            long epoch = totals.add(bytes);
            if (epoch == Totals.REFUSED) {
                totals.drop();
            } else {
                rows.allocated(stripe(), bytes, epoch, 0, 0);
            }
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** Counts blocks that were given back in one step. */
    public void freed(long blocks, long bytes) {
        try {
            rows.freed(stripe(), blocks, bytes, totals.remove(bytes), 0, false);
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
                rows.resized(stripe(), oldBytes, newBytes, epoch, 0, 0);
            }
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** The sums since the window was opened; live numbers and those at the peak may be negative. */
    public RowNumbers read() {
        try {
            Totals.State state = totals.read();
            RowNumbers sum = new RowNumbers();
            RowNumbers row = new RowNumbers();
            for (int i = firstStripe; i < rows.count(); i++) {
                rows.read(i, state, row);
                sum.add(row);
            }
            sum.liveBytes = state.live() - START;
            sum.atPeakBytes = state.peak() - START;
            return sum;
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    private int stripe() {
        return firstStripe + Stripes.ofCurrentThread(STRIPES);
    }
}
