package io.github.underheap;

import io.github.underheap.memory.ProfileInfo;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.ReclaimedMemory;
import io.github.underheap.memory.RowNumbers;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.Stripes;
import io.github.underheap.memory.Totals;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.SiteCapture;
import java.lang.ref.Reference;

/**
 * Fresh counters and rows: what a tracker records into until it is reset or closed.
 *
 * <p>Blocks are freed into the generation that counted them. The memory goes when nothing refers to this object any more, that
 * is with the last arena that was counted in it.
 *
 * <p>This class is the one place where a block's events are booked: per event one compare-and-set on the totals' word and one
 * claim of the site's row.
 *
 * <p>Thread-safe. No method waits for another thread longer than for the few stores of a claimed row.
 */
final class Generation {

    private static final int STRIPES =
            Integer.highestOneBit(Math.max(Runtime.getRuntime().availableProcessors(), 4)) * 4;

    private final ProfileInfo info;
    private final ReclaimedMemory source;
    private final ProfileMemory memory;
    private final Totals totals;
    private final SiteRows rows;
    private final NativeWalk walk;
    private final SiteCapture capture;
    private final Clock clock;
    private final long start;
    private final boolean timed;
    /** Set by whoever catches a fault, by a plain store, for which there is always stack. */
    volatile boolean faulted;

    /**
     * Lays out fresh tables.
     *
     * @param walk how stacks that were seen before are recognised
     * @throws OutOfMemoryError if there is no memory for the tables
     */
    Generation(TrackerOptions options, NativeWalk walk) {
        this.walk = walk;
        clock = options.clock();
        start = clock.nanoTime();
        timed = options.capture() != Capture.NONE;
        info = new ProfileInfo(
                ProcessHandle.current().pid(),
                System.currentTimeMillis(),
                start,
                1_000_000_000,
                options.toString(),
                CommandLine.current(),
                HostName.current());
        source = new ReclaimedMemory();
        memory = new ProfileMemory(source, options.buckets(), options.maxSites(), timed ? 0 : STRIPES, info);
        totals = memory.totals();
        rows = memory.rows();
        if (timed) {
            capture = walk.capture(new SiteRecorder(memory), options.depth(), OwnClasses::contains);
        } else {
            int firstStripe = memory.firstStripe();
            capture = () -> firstStripe + Stripes.ofCurrentThread(STRIPES);
        }
    }

    /** The site of the code that called the library; a capture that fails costs the stack, not the event. */
    int site() {
        try {
            return capture.site();
        } catch (Throwable e) {
            return SiteRows.NO_STACK;
        }
    }

    /** After a fault: gives a row up that the current thread may still hold. */
    void recover(int row) {
        try {
            rows.recover(row);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** ns since this generation began; 0 if it measures no time. */
    long nanos() {
        return timed ? clock.nanoTime() - start : 0;
    }

    /** Books a block that is born now; false if the counters cannot hold it. */
    boolean allocated(int row, long bytes, long now, int kinds) {
        try {
            long epoch = totals.add(bytes);
            boolean counted = epoch != Totals.REFUSED;
            if (counted) {
                rows.allocated(row, bytes, epoch, now, kinds);
            } else {
                totals.drop();
            }
            return counted;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Books one block that dies now. */
    void freed(int row, long bytes, boolean late) {
        freedRow(row, 1, bytes, stepDown(bytes), nanos(), late);
    }

    /** Takes bytes off the live ones in one step; the epoch goes to {@link #freedRow} for each site that they belong to. */
    long stepDown(long bytes) {
        try {
            return totals.remove(bytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Books a site's share of a step. */
    void freedRow(int row, long blocks, long bytes, long epoch, long now, boolean late) {
        try {
            rows.freed(row, blocks, bytes, epoch, now, late);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Books a new size of a block; false if the counters cannot hold it. */
    boolean resized(int row, long oldBytes, long newBytes, long birth, long now) {
        try {
            long epoch = newBytes >= oldBytes ? totals.add(newBytes - oldBytes) : totals.remove(oldBytes - newBytes);
            boolean counted = epoch != Totals.REFUSED;
            if (counted) {
                rows.resized(row, oldBytes, newBytes, epoch, birth, now);
            } else {
                totals.drop();
            }
            return counted;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    void logicalAllocated(int row, long bytes, int kinds) {
        try {
            rows.logicalAllocated(row, bytes, kinds);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    void logicalFreed(int row, long blocks, long bytes) {
        try {
            rows.logicalFreed(row, blocks, bytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    void closeFailed() {
        try {
            rows.closeFailed(site());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Counts an event that was lost through a fault of the library. */
    void drop() {
        try {
            totals.drop();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Off-heap bytes that this generation itself takes. */
    long ownBytes() {
        return source.bytes();
    }

    AllocStats stats() {
        try {
            Totals.State state = totals.read();
            RowNumbers sum = new RowNumbers();
            RowNumbers row = new RowNumbers();
            for (int i = 0; i < rows.count(); i++) {
                rows.read(i, state, row);
                sum.add(row);
            }
            return new AllocStats(
                    sum.totalBlocks,
                    sum.totalBytes,
                    state.live(),
                    sum.liveBlocks,
                    state.peak(),
                    sum.atPeakBlocks,
                    sum.totalBlocks - sum.liveBlocks);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    Profile profile() {
        return new Profile(memory, info, clock, timed, faulted, walk.mismatches());
    }
}
