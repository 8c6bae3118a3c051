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
 * added when it is freed, in 128 bits: high times 2^64 plus low, both signed, so that high seldom changes. With the blocks that
 * are still live charged up to now, the sum is the lifetime of all blocks.
 *
 * <p><b>Race.</b> Any number of threads allocate and free at one site while others read it: {@link RowClaim}.
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

    /** Time of an event that brings no new bytes. */
    private static final long NOT_BORN = Long.MIN_VALUE;

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

    private void appendReserved(RowRole role) {
        int row = rows.reserve(1, Long.MAX_VALUE);
        Words.setIntRelease(rows.chunk(row), rows.offset(row) + ROLE, role.ordinal());
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
            Words.grow(chunk, at + TOTAL_BYTES, bytes);
            Words.grow(chunk, at + TOTAL_BLOCKS, 1);
            if (Words.get(chunk, at + EPOCH) != epoch) {
                keepPeak(chunk, at, bytes, 1, epoch, nanos);
            }
            grow(chunk, at, bytes, 1, nanos);
            addLifetime(chunk, at, -nanos);
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
            if (Words.get(chunk, at + EPOCH) != epoch) {
                keepPeak(chunk, at, -bytes, -blocks, epoch, NOT_BORN);
            }
            Words.grow(chunk, at + LIVE_BYTES, -bytes);
            Words.grow(chunk, at + LIVE_BLOCKS, -blocks);
            addLifetime(chunk, at, blocks * nanos);
            long high = Math.multiplyHigh(blocks, nanos) - ((blocks * nanos) >> 63);
            if (high != 0) {
                Words.grow(chunk, at + LIFETIME_HIGH, high);
            }
            if (late) {
                Words.grow(chunk, at + LATE_BLOCKS, blocks);
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
            Words.grow(chunk, at + TOTAL_BYTES, newBytes);
            Words.grow(chunk, at + TOTAL_BLOCKS, 1);
            boolean grows = newBytes >= oldBytes;
            if (Words.get(chunk, at + EPOCH) != epoch) {
                keepPeak(chunk, at, newBytes - oldBytes, 0, epoch, grows ? nanos : NOT_BORN);
            }
            if (grows) {
                grow(chunk, at, newBytes - oldBytes, 0, nanos);
            } else {
                Words.grow(chunk, at + LIVE_BYTES, newBytes - oldBytes);
            }
            addLifetime(chunk, at, birth - nanos);
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
            Words.grow(chunk, at + LOGICAL_BYTES, bytes);
            Words.grow(chunk, at + LOGICAL_BLOCKS, 1);
            Words.grow(chunk, at + LOGICAL_LIVE_BYTES, bytes);
            Words.grow(chunk, at + LOGICAL_LIVE_BLOCKS, 1);
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
            Words.grow(chunk, at + LOGICAL_LIVE_BYTES, -bytes);
            Words.grow(chunk, at + LOGICAL_LIVE_BLOCKS, -blocks);
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
            Words.grow(chunk, at + FAILED_CLOSES, 1);
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

    /** The sums over all rows, each as it was at one instant. */
    public RowNumbers sum(Totals.State state) {
        RowNumbers sum = new RowNumbers();
        RowNumbers row = new RowNumbers();
        for (int i = 0; i < count(); i++) {
            read(i, state, row);
            sum.add(row);
        }
        return sum;
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
        raisePeak(into, into.atPeakBytes, into.atPeakBlocks);
        raisePeak(into, into.liveBytes, into.liveBlocks);
        into.lifetimeLow = Words.get(chunk, at + LIFETIME_LOW);
        into.lifetimeHigh = Words.get(chunk, at + LIFETIME_HIGH) + (into.lifetimeLow >> 63);
        into.logicalBytes = Words.get(chunk, at + LOGICAL_BYTES);
        into.logicalBlocks = Words.get(chunk, at + LOGICAL_BLOCKS);
        into.logicalLiveBytes = Words.get(chunk, at + LOGICAL_LIVE_BYTES);
        into.logicalLiveBlocks = Words.get(chunk, at + LOGICAL_LIVE_BLOCKS);
        into.failedCloses = Words.get(chunk, at + FAILED_CLOSES);
        into.lateBlocks = Words.get(chunk, at + LATE_BLOCKS);
        into.takeovers = Words.get(chunk, at + TAKEOVERS);
    }

    /** A writer that was stopped in the middle may have raised the live numbers and not yet the peak. */
    private static void raisePeak(RowNumbers row, long bytes, long blocks) {
        if (bytes > row.peakBytes) {
            row.peakBytes = bytes;
            row.peakBlocks = blocks;
        }
    }

    /** Raises the live numbers, and with them the site's own peak. */
    private static void grow(MemorySegment chunk, long at, long bytes, long blocks, long nanos) {
        long liveBytes = Words.get(chunk, at + LIVE_BYTES) + bytes;
        long liveBlocks = Words.get(chunk, at + LIVE_BLOCKS) + blocks;
        Words.set(chunk, at + LIVE_BYTES, liveBytes);
        Words.set(chunk, at + LIVE_BLOCKS, liveBlocks);
        raisePeak(chunk, at, liveBytes, liveBlocks);
        // The time of the peak is the latest of these over all rows, so it costs no store to a shared word.
        raise(chunk, at + LAST_ALLOC, nanos);
    }

    /**
     * Keeps the state at the global peak, before the live numbers change in another epoch than the last time.
     *
     * @param nanos when the new bytes were born, or {@link #NOT_BORN}
     */
    private static void keepPeak(MemorySegment chunk, long at, long bytes, long blocks, long epoch, long nanos) {
        if (Words.get(chunk, at + EPOCH) < epoch) {
            Words.set(chunk, at + EPOCH, epoch);
            Words.set(chunk, at + STORED_BYTES, Words.get(chunk, at + LIVE_BYTES));
            Words.set(chunk, at + STORED_BLOCKS, Words.get(chunk, at + LIVE_BLOCKS));
            Words.set(chunk, at + STORED_ALLOC, Words.get(chunk, at + LAST_ALLOC));
            return;
        }
        long storedBytes = Words.get(chunk, at + STORED_BYTES) + bytes;
        long storedBlocks = Words.get(chunk, at + STORED_BLOCKS) + blocks;
        Words.set(chunk, at + STORED_BYTES, storedBytes);
        Words.set(chunk, at + STORED_BLOCKS, storedBlocks);
        if (nanos != NOT_BORN) {
            raisePeak(chunk, at, storedBytes, storedBlocks);
            raise(chunk, at + STORED_ALLOC, nanos);
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

    private static void raise(MemorySegment chunk, long at, long nanos) {
        if (nanos > Words.get(chunk, at)) {
            Words.set(chunk, at, nanos);
        }
    }

    private static void addLifetime(MemorySegment chunk, long at, long nanos) {
        long low = Words.get(chunk, at + LIFETIME_LOW);
        long sum = low + nanos;
        Words.set(chunk, at + LIFETIME_LOW, sum);
        if (((low ^ sum) & (nanos ^ sum)) < 0) {
            Words.grow(chunk, at + LIFETIME_HIGH, sum < 0 ? 1 : -1);
        }
    }

    /**
     * Gives a row up that the current thread claimed and, for want of stack, could not release; does nothing otherwise. The numbers
     * of the row may be off by one event, and it says so.
     */
    public void recover(int row) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.offset(row);
        RowClaim.recover(chunk, at + VERSION, at + TAKEOVERS);
    }

    /** Claims a row; for tests that stop in the middle. */
    void claim(int row) {
        claim(rows.chunk(row), rows.offset(row));
    }

    private static long claim(MemorySegment chunk, long at) {
        return RowClaim.claim(chunk, at + VERSION, at + TAKEOVERS);
    }

    private static void release(MemorySegment chunk, long at, long version) {
        RowClaim.release(chunk, at + VERSION, version);
    }
}
