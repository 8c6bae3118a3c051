package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * What each site allocated: one row of three cache lines per site, in order of first appearance.
 *
 * <pre>
 *    0          8          16      20     24      28      32          40          48          56          64
 *   +----------+----------+-------+------+-------+-------+-----------+-----------+-----------+-----------+
 *   | version  | hash     | stack | len  | role  | kinds | total     | total     | live      | live      |
 *   |          |          |       |      |       |       | bytes     | blocks    | bytes     | blocks    |
 *   +----------+----------+-------+------+-------+-------+-----------+-----------+-----------+-----------+
 *   64         72         80         88          96          104         112         120         128
 *   +----------+----------+----------+-----------+-----------+-----------+-----------+-----------+
 *   | epoch    | stored   | stored   | last      | stored    | peak      | peak      | lifetime, |
 *   |          | bytes    | blocks   | alloc ns  | alloc ns  | bytes     | blocks    | low       |
 *   +----------+----------+----------+-----------+-----------+-----------+-----------+-----------+
 *   128        136        144        152         160         168         176         184         192
 *   +----------+----------+----------+-----------+-----------+-----------+-----------+-----------+
 *   | lifetime,| logical  | logical  | logical   | logical   | failed    | late      | takeovers |
 *   | high     | bytes    | blocks   | live b.   | live blk. | closes    | blocks    |           |
 *   +----------+----------+----------+-----------+-----------+-----------+-----------+-----------+
 * </pre>
 *
 * <p><b>The state at the peak</b> is copied lazily, in constant time: <em>stored</em> is what was live here when the last
 * peak before {@code epoch} was left. An operation with a newer epoch first copies live to stored; one with an older
 * epoch (it was overtaken between its step on {@link Totals} and its step here) belongs to the stored state too. A reader
 * takes live while at the peak or if nothing happened here since the peak was left, else stored.
 *
 * <p><b>Lifetimes</b> need no list of blocks: a block's birth is subtracted when it is allocated, the time of its death is
 * added when it is freed, in 128 bits. With the blocks that are still live charged up to now, the sum is the lifetime of all
 * blocks.
 *
 * <p><b>Race.</b> Any number of threads allocate and free at one site, and readers, in this process or another one, look at
 * it meanwhile. A writer puts its thread number and an odd bit into {@code version} by compare-and-set, does a dozen plain loads
 * and stores, and puts the next even version there with release. Other writers spin for that long and never park. A reader
 * takes its copy between two equal even versions.
 *
 * <p><b>Faults.</b> A writer that runs out of stack in between releases the row on its way out. If there is no stack for that
 * either, it does so further out ({@link #recover}), or with its next event here, or the next writer takes the row over after
 * a second. The row then says that its numbers may be off.
 *
 * <p>Thread-safe.
 */
public final class SiteRows {

    /** Row of the events whose site found no room in the table. */
    public static final int TABLE_FULL = 0;

    /** Row of the events whose stack could not be captured. */
    public static final int NO_STACK = 1;

    /** The first row that is not reserved. */
    static final int FIRST = 2;

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("version"),
            ValueLayout.JAVA_LONG.withName("hash"),
            ValueLayout.JAVA_INT.withName("stack"),
            ValueLayout.JAVA_INT.withName("stackLength"),
            ValueLayout.JAVA_INT.withName("role"),
            ValueLayout.JAVA_INT.withName("kinds"),
            ValueLayout.JAVA_LONG.withName("totalBytes"),
            ValueLayout.JAVA_LONG.withName("totalBlocks"),
            ValueLayout.JAVA_LONG.withName("liveBytes"),
            ValueLayout.JAVA_LONG.withName("liveBlocks"),
            ValueLayout.JAVA_LONG.withName("epoch"),
            ValueLayout.JAVA_LONG.withName("storedBytes"),
            ValueLayout.JAVA_LONG.withName("storedBlocks"),
            ValueLayout.JAVA_LONG.withName("lastAllocNanos"),
            ValueLayout.JAVA_LONG.withName("storedAllocNanos"),
            ValueLayout.JAVA_LONG.withName("peakBytes"),
            ValueLayout.JAVA_LONG.withName("peakBlocks"),
            ValueLayout.JAVA_LONG.withName("lifetimeLow"),
            ValueLayout.JAVA_LONG.withName("lifetimeHigh"),
            ValueLayout.JAVA_LONG.withName("logicalBytes"),
            ValueLayout.JAVA_LONG.withName("logicalBlocks"),
            ValueLayout.JAVA_LONG.withName("logicalLiveBytes"),
            ValueLayout.JAVA_LONG.withName("logicalLiveBlocks"),
            ValueLayout.JAVA_LONG.withName("failedCloses"),
            ValueLayout.JAVA_LONG.withName("lateBlocks"),
            ValueLayout.JAVA_LONG.withName("takeovers"));

    private static final long VERSION = Words.offset(LAYOUT, "version");
    private static final long HASH = Words.offset(LAYOUT, "hash");
    private static final long STACK = Words.offset(LAYOUT, "stack");
    private static final long STACK_LENGTH = Words.offset(LAYOUT, "stackLength");
    private static final long ROLE = Words.offset(LAYOUT, "role");
    private static final long KINDS = Words.offset(LAYOUT, "kinds");
    private static final long TOTAL_BYTES = Words.offset(LAYOUT, "totalBytes");
    private static final long TOTAL_BLOCKS = Words.offset(LAYOUT, "totalBlocks");
    private static final long LIVE_BYTES = Words.offset(LAYOUT, "liveBytes");
    private static final long LIVE_BLOCKS = Words.offset(LAYOUT, "liveBlocks");
    private static final long EPOCH = Words.offset(LAYOUT, "epoch");
    private static final long STORED_BYTES = Words.offset(LAYOUT, "storedBytes");
    private static final long STORED_BLOCKS = Words.offset(LAYOUT, "storedBlocks");
    private static final long LAST_ALLOC = Words.offset(LAYOUT, "lastAllocNanos");
    private static final long STORED_ALLOC = Words.offset(LAYOUT, "storedAllocNanos");
    private static final long PEAK_BYTES = Words.offset(LAYOUT, "peakBytes");
    private static final long PEAK_BLOCKS = Words.offset(LAYOUT, "peakBlocks");
    private static final long LIFETIME_LOW = Words.offset(LAYOUT, "lifetimeLow");
    private static final long LIFETIME_HIGH = Words.offset(LAYOUT, "lifetimeHigh");
    private static final long LOGICAL_BYTES = Words.offset(LAYOUT, "logicalBytes");
    private static final long LOGICAL_BLOCKS = Words.offset(LAYOUT, "logicalBlocks");
    private static final long LOGICAL_LIVE_BYTES = Words.offset(LAYOUT, "logicalLiveBytes");
    private static final long LOGICAL_LIVE_BLOCKS = Words.offset(LAYOUT, "logicalLiveBlocks");
    private static final long FAILED_CLOSES = Words.offset(LAYOUT, "failedCloses");
    private static final long LATE_BLOCKS = Words.offset(LAYOUT, "lateBlocks");
    private static final long TAKEOVERS = Words.offset(LAYOUT, "takeovers");

    /** 64 rows, 12 KiB, in the first chunk. */
    private static final int FIRST_CHUNK_LOG2 = 6;

    private final ChunkedRegion rows;

    SiteRows(Header header, MemorySource source) {
        rows = new ChunkedRegion(Region.SITE_ROWS, header, source, LAYOUT.byteSize(), FIRST_CHUNK_LOG2);
        appendReserved(RowRole.TABLE_FULL);
        appendReserved(RowRole.NO_STACK);
    }

    /** Adds the row of a site; its numbers are 0. */
    int append(long hash, int stack, int stackLength, long limit) {
        int row = rows.reserve(1, limit);
        if (row >= 0) {
            MemorySegment chunk = rows.chunk(row);
            long at = rows.offset(row);
            Words.set(chunk, at + HASH, hash);
            Words.setInt(chunk, at + STACK, stack);
            Words.setInt(chunk, at + ROLE, RowRole.SITE.ordinal());
            Words.setIntRelease(chunk, at + STACK_LENGTH, stackLength);
        }
        return row;
    }

    /** Adds a row that stands for no site. */
    int appendReserved(RowRole role) {
        int row = rows.reserve(1, Long.MAX_VALUE);
        Words.setIntRelease(rows.chunk(row), rows.offset(row) + ROLE, role.ordinal());
        return row;
    }

    /** Rows there are, including the reserved ones. */
    public int count() {
        return (int) rows.count();
    }

    long hash(int row) {
        return Words.get(rows.chunk(row), rows.offset(row) + HASH);
    }

    int stack(int row) {
        return Words.getInt(rows.chunk(row), rows.offset(row) + STACK);
    }

    int stackLength(int row) {
        return Words.getIntAcquire(rows.chunk(row), rows.offset(row) + STACK_LENGTH);
    }

    /**
     * Books a new block.
     *
     * @param bytes requested size
     * @param epoch what {@link Totals#add} gave for it
     * @param nanos time of its birth
     * @param kinds bits to add to the kinds seen here
     */
    public void allocated(int row, long bytes, long epoch, long nanos, int kinds) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        long version = claim(chunk, at);
        try {
            noteKinds(chunk, at, kinds);
            grow(chunk, at + TOTAL_BYTES, bytes);
            grow(chunk, at + TOTAL_BLOCKS, 1);
            change(chunk, at, bytes, 1, epoch, true);
            if (nanos != 0) { // It always is in a profile that measures no time.
                noteAllocation(chunk, at, epoch, nanos);
                subtractLifetime(chunk, at, nanos);
            }
        } finally {
            release(chunk, at, version);
        }
    }

    /**
     * Books blocks that were given back.
     *
     * @param blocks how many
     * @param bytes their requested sizes, summed
     * @param epoch what {@link Totals#remove} gave for the step that they were part of
     * @param nanos time of their death
     * @param late whether that time is an upper bound
     */
    public void freed(int row, long blocks, long bytes, long epoch, long nanos, boolean late) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        long version = claim(chunk, at);
        try {
            change(chunk, at, -bytes, -blocks, epoch, false);
            if (nanos != 0) {
                addLifetime(chunk, at, blocks, nanos);
            }
            if (late) {
                grow(chunk, at + LATE_BLOCKS, blocks);
            }
        } finally {
            release(chunk, at, version);
        }
    }

    /**
     * Books a block whose size changed: in DHAT's terms one more block of the full new size, which restarts its life.
     *
     * @param epoch what the one step on {@link Totals} gave: {@code add} if it grew or kept its size, else {@code remove}
     * @param birth when its life so far began; that part of it is forgotten
     */
    public void resized(int row, long oldBytes, long newBytes, long epoch, long birth, long nanos) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        long version = claim(chunk, at);
        try {
            grow(chunk, at + TOTAL_BYTES, newBytes);
            grow(chunk, at + TOTAL_BLOCKS, 1);
            boolean grows = newBytes >= oldBytes;
            change(chunk, at, newBytes - oldBytes, 0, epoch, grows);
            if (grows) {
                noteAllocation(chunk, at, epoch, nanos);
            }
            subtractLifetime(chunk, at, nanos - birth);
        } finally {
            release(chunk, at, version);
        }
    }

    /** Books a part that was cut from a tracked block: it has columns of its own and no share in the totals. */
    public void logicalAllocated(int row, long bytes, int kinds) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        long version = claim(chunk, at);
        try {
            noteKinds(chunk, at, kinds);
            grow(chunk, at + LOGICAL_BYTES, bytes);
            grow(chunk, at + LOGICAL_BLOCKS, 1);
            grow(chunk, at + LOGICAL_LIVE_BYTES, bytes);
            grow(chunk, at + LOGICAL_LIVE_BLOCKS, 1);
        } finally {
            release(chunk, at, version);
        }
    }

    /** Books parts of tracked blocks that were given back. */
    public void logicalFreed(int row, long blocks, long bytes) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        long version = claim(chunk, at);
        try {
            grow(chunk, at + LOGICAL_LIVE_BYTES, -bytes);
            grow(chunk, at + LOGICAL_LIVE_BLOCKS, -blocks);
        } finally {
            release(chunk, at, version);
        }
    }

    /** Books an attempt to close an arena that failed. */
    public void closeFailed(int row) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        long version = claim(chunk, at);
        try {
            grow(chunk, at + FAILED_CLOSES, 1);
        } finally {
            release(chunk, at, version);
        }
    }

    /**
     * Copies a row as it was at one instant, or as it stands if its writer was stopped in the middle.
     *
     * @param state the totals, read before
     * @param into receives the numbers
     */
    public void read(int row, Totals.State state, RowNumbers into) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        for (long waited = 0; ; waited = Spin.pause(waited)) {
            long version = Words.getAcquire(chunk, at + VERSION);
            if ((version & 1) == 0) {
                copy(chunk, at, state, into);
                VarHandle.acquireFence();
                if (Words.getAcquire(chunk, at + VERSION) == version) {
                    return;
                }
            }
            if (waited == Spin.GIVEN_UP) {
                copy(chunk, at, state, into);
                return;
            }
        }
    }

    private static void copy(MemorySegment chunk, long at, Totals.State state, RowNumbers into) {
        into.role = RowRole.of(Words.getInt(chunk, at + ROLE));
        into.stack = Words.getInt(chunk, at + STACK);
        into.stackLength = Words.getIntAcquire(chunk, at + STACK_LENGTH);
        into.kinds = Words.getInt(chunk, at + KINDS);
        into.totalBytes = Words.get(chunk, at + TOTAL_BYTES);
        into.totalBlocks = Words.get(chunk, at + TOTAL_BLOCKS);
        into.liveBytes = Words.get(chunk, at + LIVE_BYTES);
        into.liveBlocks = Words.get(chunk, at + LIVE_BLOCKS);
        boolean liveIsPeak = state.atPeak() || Words.get(chunk, at + EPOCH) != state.epoch();
        into.atPeakBytes = liveIsPeak ? into.liveBytes : Words.get(chunk, at + STORED_BYTES);
        into.atPeakBlocks = liveIsPeak ? into.liveBlocks : Words.get(chunk, at + STORED_BLOCKS);
        into.atPeakAllocNanos = Words.get(chunk, at + (liveIsPeak ? LAST_ALLOC : STORED_ALLOC));
        into.peakBytes = Words.get(chunk, at + PEAK_BYTES);
        into.peakBlocks = Words.get(chunk, at + PEAK_BLOCKS);
        into.lifetimeLow = Words.get(chunk, at + LIFETIME_LOW);
        into.lifetimeHigh = Words.get(chunk, at + LIFETIME_HIGH);
        into.logicalBytes = Words.get(chunk, at + LOGICAL_BYTES);
        into.logicalBlocks = Words.get(chunk, at + LOGICAL_BLOCKS);
        into.logicalLiveBytes = Words.get(chunk, at + LOGICAL_LIVE_BYTES);
        into.logicalLiveBlocks = Words.get(chunk, at + LOGICAL_LIVE_BLOCKS);
        into.failedCloses = Words.get(chunk, at + FAILED_CLOSES);
        into.lateBlocks = Words.get(chunk, at + LATE_BLOCKS);
        into.takeovers = Words.get(chunk, at + TAKEOVERS);
    }

    /** Moves the live numbers, keeps the state at the global peak, and raises the site's own peak. */
    private static void change(MemorySegment chunk, long at, long bytes, long blocks, long epoch, boolean mayBePeak) {
        long liveBytes = Words.get(chunk, at + LIVE_BYTES);
        long liveBlocks = Words.get(chunk, at + LIVE_BLOCKS);
        long rowEpoch = Words.get(chunk, at + EPOCH);
        if (rowEpoch < epoch) {
            Words.set(chunk, at + EPOCH, epoch);
            Words.set(chunk, at + STORED_BYTES, liveBytes);
            Words.set(chunk, at + STORED_BLOCKS, liveBlocks);
            Words.set(chunk, at + STORED_ALLOC, Words.get(chunk, at + LAST_ALLOC));
        } else if (rowEpoch > epoch) {
            long storedBytes = Words.get(chunk, at + STORED_BYTES) + bytes;
            long storedBlocks = Words.get(chunk, at + STORED_BLOCKS) + blocks;
            Words.set(chunk, at + STORED_BYTES, storedBytes);
            Words.set(chunk, at + STORED_BLOCKS, storedBlocks);
            if (mayBePeak) {
                raisePeak(chunk, at, storedBytes, storedBlocks);
            }
        }
        liveBytes += bytes;
        liveBlocks += blocks;
        Words.set(chunk, at + LIVE_BYTES, liveBytes);
        Words.set(chunk, at + LIVE_BLOCKS, liveBlocks);
        if (mayBePeak) {
            raisePeak(chunk, at, liveBytes, liveBlocks);
        }
    }

    /** Of equal peaks the latest counts, as in dhat-rs. */
    private static void raisePeak(MemorySegment chunk, long at, long bytes, long blocks) {
        if (bytes >= Words.get(chunk, at + PEAK_BYTES)) {
            Words.set(chunk, at + PEAK_BYTES, bytes);
            Words.set(chunk, at + PEAK_BLOCKS, blocks);
        }
    }

    private static void noteKinds(MemorySegment chunk, long at, int kinds) {
        int seen = Words.getInt(chunk, at + KINDS);
        if ((seen | kinds) != seen) {
            Words.setInt(chunk, at + KINDS, seen | kinds);
        }
    }

    /** The time of the peak is the latest of these over all rows, so it costs no store to a shared word. */
    private static void noteAllocation(MemorySegment chunk, long at, long epoch, long nanos) {
        if (nanos > Words.get(chunk, at + LAST_ALLOC)) {
            Words.set(chunk, at + LAST_ALLOC, nanos);
        }
        if (Words.get(chunk, at + EPOCH) > epoch && nanos > Words.get(chunk, at + STORED_ALLOC)) {
            Words.set(chunk, at + STORED_ALLOC, nanos);
        }
    }

    private static void subtractLifetime(MemorySegment chunk, long at, long nanos) {
        long low = Words.get(chunk, at + LIFETIME_LOW);
        Words.set(chunk, at + LIFETIME_LOW, low - nanos);
        if (Long.compareUnsigned(low, nanos) < 0) {
            grow(chunk, at + LIFETIME_HIGH, -1);
        }
    }

    private static void addLifetime(MemorySegment chunk, long at, long blocks, long nanos) {
        long added = blocks * nanos;
        long low = Words.get(chunk, at + LIFETIME_LOW) + added;
        Words.set(chunk, at + LIFETIME_LOW, low);
        long carry = Long.compareUnsigned(low, added) < 0 ? 1 : 0;
        grow(chunk, at + LIFETIME_HIGH, Math.multiplyHigh(blocks, nanos) + carry);
    }

    private static void grow(MemorySegment chunk, long at, long delta) {
        Words.set(chunk, at, Words.get(chunk, at) + delta);
    }

    /**
     * Gives a row up that the current thread claimed and, for want of stack, could not release; does nothing otherwise. The numbers
     * of the row may be off by one event, and it says so.
     */
    public void recover(int row) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        if (Words.getVolatile(chunk, at + VERSION) == claimOfCurrentThread()) {
            grow(chunk, at + TAKEOVERS, 1);
            Words.setRelease(chunk, at + VERSION, freshVersion());
        }
    }

    /** Claims a row; for tests that stop in the middle. */
    void claim(int row) {
        claim(rows.chunk(row), rows.offset(row));
    }

    private static long claim(MemorySegment chunk, long at) {
        long mine = claimOfCurrentThread();
        long waited = 0;
        while (true) {
            long version = Words.getVolatile(chunk, at + VERSION);
            if ((version & 1) == 0) {
                if (Words.compareAndSet(chunk, at + VERSION, version, mine)) {
                    // The stores to the row must not be seen before the claim.
                    VarHandle.storeStoreFence();
                    return version;
                }
            } else {
                waited = version == mine ? Spin.GIVEN_UP : Spin.pause(waited);
                if (waited == Spin.GIVEN_UP && Words.compareAndSet(chunk, at + VERSION, version, mine)) {
                    VarHandle.storeStoreFence();
                    grow(chunk, at + TAKEOVERS, 1);
                    return freshVersion();
                }
            }
        }
    }

    private static long claimOfCurrentThread() {
        return (Thread.currentThread().threadId() << 1) | 1;
    }

    /** A version that no reader has seen: the last one is not known when a row is taken over. */
    private static long freshVersion() {
        return Long.MIN_VALUE | (System.nanoTime() << 1);
    }

    private static void release(MemorySegment chunk, long at, long version) {
        Words.setRelease(chunk, at + VERSION, version + 2);
    }
}
