package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What each site allocated: one row of four cache lines per site, in order of first appearance. A block's birth writes the first.
 *
 * <pre>
 *    0          8          16         24         32         40         48         56         64
 *   +----------+----------+----------+----------+----------+----------+----------+----------+
 *   | claim    | total    | total    | freed    | freed    | epoch    | lifetime,| last     |
 *   |          | bytes    | blocks   | bytes    | blocks   |          | low      | birth    |
 *   +----------+----------+----------+----------+----------+----------+----------+----------+
 *   64         72         80         88         96         104       112     116     120     124    128
 *   +----------+----------+----------+----------+----------+----------+-------+-------+-------+------+
 *   | stored   | stored   | stored   | own peak | own peak | lifetime,| origin| wraps | inter-| role |
 *   | bytes    | blocks   | birth    | bytes    | blocks   | high     |       |       | rupted|      |
 *   +----------+----------+----------+----------+----------+----------+-------+-------+-------+------+
 *   128     132     136        144                                                          192
 *   +-------+-------+----------+----------+--------------------------------------------------+
 *   | stack | len   | tally 0  | tally 1  | … seven fit into this line                       |   more take another line each eight
 *   +-------+-------+----------+----------+--------------------------------------------------+
 * </pre>
 *
 * <p><b>Live</b> is total less freed. Both count modulo 2^64, so that the difference is right whatever has passed.
 *
 * <p><b>The own peak</b> is raised when it is left, by a death or a shrink, and readers raise their copy: live bytes only grow in
 * between, and of equal peaks the latest counts. The death of blocks without bytes leaves a peak as it was, whose blocks are still those
 * from before: the top bit of <em>origin</em> says whether a block was born since then.
 *
 * <p><b>The state at the peak</b> is copied lazily, in constant time: <em>stored</em> is what was live here when the last
 * peak before {@code epoch} was left. An operation with a newer epoch first copies live to stored; one with an older
 * epoch belongs to the stored state too. A reader takes live while at the peak or if nothing happened here since the peak was
 * left, else stored.
 *
 * <p><b>Claim first.</b> A row is claimed before the step on {@link Totals}, so an operation on one row cannot be overtaken by
 * another one at that row, and a row that cannot be claimed leaves the totals as they were. Only a share of a step that was
 * made for several rows ({@link #share}) may come with an older epoch.
 *
 * <p><b>Times</b> are in the units of whoever counts; nobody here looks at a clock.
 *
 * <p><b>Lifetimes</b> need no list of blocks: a block's birth is subtracted when it is allocated, the time of its death is
 * added when it is freed, in 128 bits: high times 2^64 plus low, both signed, so that high seldom changes. With the blocks that
 * are still live charged up to now, the sum is the lifetime of all blocks.
 *
 * <p><b>Wraps.</b> Totals and tallies count modulo 2^64. The bit of <em>wraps</em> that belongs to one is set for good when it passes
 * 2^63 - 1, and readers say 2^63 - 1 from then on.
 *
 * <p><b>Race.</b> Any number of threads allocate and free at one site while others read it: {@link RowClaim}.
 *
 * <p><b>Long methods.</b> What an allocation and a close call here has more than 325 bytes of bytecode ({@code FreqInlineSize}), so that
 * HotSpot compiles it by itself and not into its callers. Otherwise the accesses to off-heap memory, each of which is a dozen small
 * methods of the JDK deep, lie more than 15 calls deep in the application's method ({@code MaxInlineLevel}), and the innermost of them
 * stay calls: measured, counting a short-lived arena then added 82 ns instead of 58, and more or less with the application.
 *
 * <p>Thread-safe. The methods that book allocate nothing on the heap once the chunk of the row is there.
 */
@SuppressWarnings("ReachabilityFenceUsage") // after a fault nothing is read or written any more
public final class SiteRows {

    /** Row of the events whose site found no room in the table. */
    public static final int TABLE_FULL = 0;

    /** Row of the events whose stack could not be captured. */
    public static final int NO_STACK = 1;

    /** The first row that is not reserved. */
    static final int FIRST = 2;

    /** The bits of <em>wraps</em> less those of the totals. */
    static final int MAX_TALLIES = 30;

    private static final StructLayout CORE = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("claim"),
            ValueLayout.JAVA_LONG.withName("totalBytes"),
            ValueLayout.JAVA_LONG.withName("totalBlocks"),
            ValueLayout.JAVA_LONG.withName("freedBytes"),
            ValueLayout.JAVA_LONG.withName("freedBlocks"),
            ValueLayout.JAVA_LONG.withName("epoch"),
            ValueLayout.JAVA_LONG.withName("lifetimeLow"),
            ValueLayout.JAVA_LONG.withName("lastBirth"),
            ValueLayout.JAVA_LONG.withName("storedBytes"),
            ValueLayout.JAVA_LONG.withName("storedBlocks"),
            ValueLayout.JAVA_LONG.withName("storedBirth"),
            ValueLayout.JAVA_LONG.withName("ownPeakBytes"),
            ValueLayout.JAVA_LONG.withName("ownPeakBlocks"),
            ValueLayout.JAVA_LONG.withName("lifetimeHigh"),
            ValueLayout.JAVA_INT.withName("origin"),
            ValueLayout.JAVA_INT.withName("wraps"),
            ValueLayout.JAVA_INT.withName("interrupted"),
            ValueLayout.JAVA_INT.withName("role"),
            ValueLayout.JAVA_INT.withName("stack"),
            ValueLayout.JAVA_INT.withName("stackLength"));

    private static final long CLAIM = Words.offset(CORE, "claim");
    private static final long STACK = Words.offset(CORE, "stack");
    private static final long STACK_LENGTH = Words.offset(CORE, "stackLength");
    private static final long ROLE = Words.offset(CORE, "role");
    private static final long ORIGIN = Words.offset(CORE, "origin");
    private static final long INTERRUPTED = Words.offset(CORE, "interrupted");
    private static final long WRAPS = Words.offset(CORE, "wraps");
    private static final long TOTAL_BYTES = Words.offset(CORE, "totalBytes");
    private static final long TOTAL_BLOCKS = Words.offset(CORE, "totalBlocks");
    private static final long FREED_BYTES = Words.offset(CORE, "freedBytes");
    private static final long FREED_BLOCKS = Words.offset(CORE, "freedBlocks");
    private static final long EPOCH = Words.offset(CORE, "epoch");
    private static final long STORED_BYTES = Words.offset(CORE, "storedBytes");
    private static final long STORED_BLOCKS = Words.offset(CORE, "storedBlocks");
    private static final long LAST_BIRTH = Words.offset(CORE, "lastBirth");
    private static final long STORED_BIRTH = Words.offset(CORE, "storedBirth");
    private static final long OWN_PEAK_BYTES = Words.offset(CORE, "ownPeakBytes");
    private static final long OWN_PEAK_BLOCKS = Words.offset(CORE, "ownPeakBlocks");
    private static final long LIFETIME_LOW = Words.offset(CORE, "lifetimeLow");
    private static final long LIFETIME_HIGH = Words.offset(CORE, "lifetimeHigh");
    private static final long TALLIES = CORE.byteSize();

    /** The bit of <em>origin</em> that says that a block was born since the own peak was last left. */
    private static final int BORN = 1 << 31;

    /** 64 rows, 16 KiB, in a chunk: one that is made for a single row of a window must not be large. */
    private static final int CHUNK_LOG2 = 6;

    /** Copies of a row that is being written that a reader throws away before it claims the row. */
    private static final int UNCLAIMED_COPIES = 64;

    private final MemorySource source;
    private final Totals totals;
    private final Tallies tallies;
    private final Patience patience;
    private final long rowLines;
    private final ChunkTable chunks;
    /** Those of {@link #totals} and {@link #chunks}, one load nearer. */
    private final long totalsLine;

    private final long[] firstLines;

    /** What numbers the rows; null if another table does. */
    private final @Nullable Header header;

    private SiteRows(@Nullable Header header, MemorySource source, Totals totals, Tallies tallies, Patience patience) {
        this.header = header;
        this.source = source;
        this.totals = totals;
        this.tallies = tallies;
        this.patience = patience;
        long rowBytes = Words.wholeLines(TALLIES + (long) tallies.count() * Long.BYTES);
        rowLines = rowBytes / Words.CACHE_LINE;
        long chunkBytes = rowBytes << CHUNK_LOG2;
        chunks = new ChunkTable(header, Region.SITE_ROWS, source, chunkBytes, chunkBytes);
        totalsLine = totals.line();
        firstLines = chunks.lines();
    }

    /** Rows that are numbered here, from 0 on. */
    static SiteRows dense(Header header, MemorySource source, Totals totals, Tallies tallies, Patience patience) {
        SiteRows rows = new SiteRows(header, source, totals, tallies, patience);
        rows.appendReserved(RowRole.TABLE_FULL);
        rows.appendReserved(RowRole.NO_STACK);
        return rows;
    }

    /** Rows by the numbers of another table; they have neither role nor stack, and memory as soon as something happens at them. */
    static SiteRows sparse(MemorySource source, Totals totals, Tallies tallies, Patience patience) {
        return new SiteRows(null, source, totals, tallies, patience);
    }

    /**
     * Adds the row of a site; its numbers are 0.
     *
     * @return its number, or -1 if there are {@code limit} rows
     * @throws OutOfMemoryError if there is no memory for it
     */
    int append(int stack, int stackLength, long limit) {
        int row = append(limit);
        if (row >= 0) {
            MemorySegment chunk = chunk(row);
            long at = offset(row);
            Words.setInt(chunk, at + STACK, stack);
            Words.setInt(chunk, at + ROLE, RowRole.SITE.ordinal());
            Words.setIntRelease(chunk, at + STACK_LENGTH, stackLength);
        }
        return row;
    }

    private void appendReserved(RowRole role) {
        int row = append(Long.MAX_VALUE);
        Words.setIntRelease(chunk(row), offset(row) + ROLE, role.ordinal());
    }

    @SuppressWarnings("NullAway") // only of rows that are numbered here
    private int append(long limit) {
        while (true) {
            long row = header.count(Region.SITE_ROWS);
            if (row >= Math.min(limit, Integer.MAX_VALUE)) {
                return -1;
            }
            MemorySegment ignored = chunks.make((int) row >>> CHUNK_LOG2);
            if (header.advanceCount(Region.SITE_ROWS, row, row + 1)) {
                return (int) row;
            }
        }
    }

    /** Rows there are, including the reserved ones; 0 if another table numbers them. */
    public int count() {
        return header == null ? 0 : (int) header.count(Region.SITE_ROWS);
    }

    /**
     * Goes over the rows that have memory.
     *
     * @return the first one from {@code row} on, or -1 if there is none; nothing may have happened at it ({@link RowNumbers#isUsed})
     */
    public int next(int row) {
        if (header != null) {
            return row < count() ? row : -1;
        }
        int chunk = chunks.next(row >>> CHUNK_LOG2);
        return chunk < 0 ? -1 : Math.max(row, chunk << CHUNK_LOG2);
    }

    int stack(int row) {
        return Words.getInt(chunk(row), offset(row) + STACK);
    }

    int stackLength(int row) {
        return Words.getIntAcquire(chunk(row), offset(row) + STACK_LENGTH);
    }

    /**
     * Books a new block. Long on purpose, as is {@link #died}: see the class comment.
     *
     * @param bytes requested size
     * @param time of its birth
     * @param origin bits to add to those seen here, not the top one
     * @return false if the totals cannot hold it or the row cannot be had: then nothing was booked, and the event is counted as lost
     */
    public boolean born(int row, long bytes, long time, int origin) {
        long line = line(row);
        if (line == ChunkTable.NONE && (line = make(row)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment chunk = chunks.base(row >>> CHUNK_LOG2);
        long at = Words.at(line + lines(row));
        long version = claim(chunk, at);
        if (version == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            long epoch = totals.add(totalsLine, bytes);
            if (epoch == Totals.REFUSED) {
                RowClaim.release(chunk, at + CLAIM, version);
                return lost();
            }
            long totalBytes = Words.get(chunk, at + TOTAL_BYTES);
            long totalBlocks = Words.get(chunk, at + TOTAL_BLOCKS);
            long lastBirth = Words.get(chunk, at + LAST_BIRTH);
            if (Words.get(chunk, at + EPOCH) != epoch) {
                Words.set(chunk, at + EPOCH, epoch);
                Words.set(chunk, at + STORED_BYTES, totalBytes - Words.get(chunk, at + FREED_BYTES));
                Words.set(chunk, at + STORED_BLOCKS, totalBlocks - Words.get(chunk, at + FREED_BLOCKS));
                Words.set(chunk, at + STORED_BIRTH, lastBirth);
            }
            int seen = Words.getInt(chunk, at + ORIGIN);
            int now = seen | origin | BORN;
            if (now != seen) {
                Words.setInt(chunk, at + ORIGIN, now);
            }
            totalBytes += bytes;
            totalBlocks++;
            Words.set(chunk, at + TOTAL_BYTES, totalBytes);
            Words.set(chunk, at + TOTAL_BLOCKS, totalBlocks);
            if ((totalBytes | totalBlocks) < 0) {
                noteWrap(chunk, at, (totalBytes < 0 ? 1 : 0) | (totalBlocks < 0 ? 2 : 0));
            }
            if (time > lastBirth) {
                Words.set(chunk, at + LAST_BIRTH, time);
            }
            long low = Words.get(chunk, at + LIFETIME_LOW);
            long sum = low - time;
            Words.set(chunk, at + LIFETIME_LOW, sum);
            if (((low ^ time) & (low ^ sum)) < 0) {
                Words.grow(chunk, at + LIFETIME_HIGH, sum < 0 ? 1 : -1);
            }
            RowClaim.release(chunk, at + CLAIM, version);
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            interrupt(chunk, at);
            throw e;
        }
    }

    /**
     * Books blocks that were given back in one step.
     *
     * @param blocks how many
     * @param bytes their requested sizes, summed
     * @param time of their death
     * @param late whether that time is an upper bound
     * @return false if the row cannot be had: then nothing was booked, and the event is counted as lost
     */
    public boolean died(int row, long blocks, long bytes, long time, boolean late) {
        long line = line(row);
        if (line == ChunkTable.NONE && (line = make(row)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment chunk = chunks.base(row >>> CHUNK_LOG2);
        long at = Words.at(line + lines(row));
        long version = claim(chunk, at);
        if (version == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            long epoch = totals.remove(totalsLine, bytes);
            long freedBytes = Words.get(chunk, at + FREED_BYTES);
            long freedBlocks = Words.get(chunk, at + FREED_BLOCKS);
            long liveBytes = Words.get(chunk, at + TOTAL_BYTES) - freedBytes;
            long liveBlocks = Words.get(chunk, at + TOTAL_BLOCKS) - freedBlocks;
            if (Words.get(chunk, at + EPOCH) != epoch) {
                Words.set(chunk, at + EPOCH, epoch);
                Words.set(chunk, at + STORED_BYTES, liveBytes);
                Words.set(chunk, at + STORED_BLOCKS, liveBlocks);
                Words.set(chunk, at + STORED_BIRTH, Words.get(chunk, at + LAST_BIRTH));
            }
            if (liveBytes >= Words.get(chunk, at + OWN_PEAK_BYTES)) {
                leaveOwnPeak(chunk, at, liveBytes, liveBlocks, bytes);
            }
            Words.set(chunk, at + FREED_BYTES, freedBytes + bytes);
            Words.set(chunk, at + FREED_BLOCKS, freedBlocks + blocks);
            long lived = blocks * time;
            long low = Words.get(chunk, at + LIFETIME_LOW);
            long sum = low + lived;
            Words.set(chunk, at + LIFETIME_LOW, sum);
            if (((low ^ sum) & (lived ^ sum)) < 0) {
                Words.grow(chunk, at + LIFETIME_HIGH, sum < 0 ? 1 : -1);
            }
            long high = Math.multiplyHigh(blocks, time) - (lived >> 63);
            if (high != 0) {
                Words.grow(chunk, at + LIFETIME_HIGH, high);
            }
            if (late) {
                long at1 = at + TALLIES + (long) tallies.late() * Long.BYTES;
                long lateBlocks = Words.get(chunk, at1) + blocks;
                Words.set(chunk, at1, lateBlocks);
                if (lateBlocks < 0) {
                    noteWrap(chunk, at, 4 << tallies.late());
                }
            }
            RowClaim.release(chunk, at + CLAIM, version);
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            interrupt(chunk, at);
            throw e;
        }
    }

    /**
     * Books the share of a row in a step that gave back blocks of several.
     *
     * @param epoch what {@link Totals#remove} gave for the step
     * @return false if the row cannot be had: then the row is left as it was, and the event is counted as lost
     * @see #died
     */
    public boolean share(int row, long blocks, long bytes, long epoch, long time, boolean late) {
        long line = line(row);
        if (line == ChunkTable.NONE && (line = make(row)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment chunk = chunks.base(row >>> CHUNK_LOG2);
        long at = Words.at(line + lines(row));
        long version = claim(chunk, at);
        if (version == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            takeOff(chunk, at, blocks, bytes, epoch, time);
            if (late) {
                growTally(chunk, at, tallies.late(), blocks);
            }
            RowClaim.release(chunk, at + CLAIM, version);
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            interrupt(chunk, at);
            throw e;
        }
    }

    /**
     * Books a block whose size changed: in DHAT's terms one more block of the full new size, which restarts its life.
     *
     * @param birth when its life so far began; that part of it is forgotten
     * @return false if the totals cannot hold it or the row cannot be had: then nothing was booked, and the event is counted as lost
     */
    public boolean resized(int row, long oldBytes, long newBytes, long birth, long time) {
        long line = line(row);
        if (line == ChunkTable.NONE && (line = make(row)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment chunk = chunks.base(row >>> CHUNK_LOG2);
        long at = Words.at(line + lines(row));
        long version = claim(chunk, at);
        if (version == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            long grown = newBytes - oldBytes;
            long epoch = grown >= 0 ? totals.add(totalsLine, grown) : totals.remove(totalsLine, -grown);
            if (epoch != Totals.REFUSED) {
                if (Words.get(chunk, at + EPOCH) != epoch) {
                    keepPeak(chunk, at, grown, 0, epoch);
                }
                if (grown < 0) {
                    long liveBytes = Words.get(chunk, at + TOTAL_BYTES) - Words.get(chunk, at + FREED_BYTES);
                    if (liveBytes >= Words.get(chunk, at + OWN_PEAK_BYTES)) {
                        long liveBlocks = Words.get(chunk, at + TOTAL_BLOCKS) - Words.get(chunk, at + FREED_BLOCKS);
                        leaveOwnPeak(chunk, at, liveBytes, liveBlocks, oldBytes);
                    }
                } else {
                    noteOrigin(chunk, at, BORN);
                    raise(chunk, at + LAST_BIRTH, time);
                }
                growTotals(chunk, at, newBytes);
                Words.grow(chunk, at + FREED_BYTES, oldBytes);
                Words.grow(chunk, at + FREED_BLOCKS, 1);
                addLifetime(chunk, at, birth - time);
            }
            RowClaim.release(chunk, at + CLAIM, version);
            Reference.reachabilityFence(source);
            return epoch != Totals.REFUSED || lost();
        } catch (Throwable e) {
            interrupt(chunk, at);
            throw e;
        }
    }

    /**
     * Adds to one of the counters of a row that have no share in the totals.
     *
     * @param index number of the counter, below the number of tallies
     * @param amount 0 or more
     * @param origin bits to add to those seen here, not the top one
     * @return false if the row cannot be had: then nothing was booked, and the event is counted as lost
     */
    public boolean tally(int row, int index, long amount, int origin) {
        return tally2(row, index, amount, index, 0, origin);
    }

    /** Adds to two counters at once. */
    public boolean tally2(int row, int index, long amount, int index2, long amount2, int origin) {
        long line = line(row);
        if (line == ChunkTable.NONE && (line = make(row)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment chunk = chunks.base(row >>> CHUNK_LOG2);
        long at = Words.at(line + lines(row));
        long version = claim(chunk, at);
        if (version == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            noteOrigin(chunk, at, origin);
            growTally(chunk, at, index, amount);
            growTally(chunk, at, index2, amount2);
            RowClaim.release(chunk, at + CLAIM, version);
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            interrupt(chunk, at);
            throw e;
        }
    }

    /** Gives a row up that the current thread left claimed when something failed; does nothing otherwise. */
    public void recover(int row) {
        MemorySegment chunk = chunks.get(row >>> CHUNK_LOG2);
        if (chunk != null) {
            interrupt(chunk, offset(row));
        }
        Reference.reachabilityFence(source);
    }

    /**
     * Copies a row.
     *
     * @param state the totals, read before
     * @param into receives the numbers; all 0 if the row has no memory
     * @return false if its owner was stopped in the middle, so that the numbers are not from one instant
     */
    public boolean read(int row, Totals.State state, RowNumbers into) {
        MemorySegment chunk = chunks.get(row >>> CHUNK_LOG2);
        if (chunk == null) {
            into.clear();
            return true;
        }
        long at = offset(row);
        try {
            for (int i = 0; i < UNCLAIMED_COPIES; i++) {
                long version = Words.getAcquire(chunk, at + CLAIM);
                if ((version & 1) == 0) {
                    copy(chunk, at, state, into);
                    VarHandle.acquireFence();
                    if (Words.getAcquire(chunk, at + CLAIM) == version) {
                        return true;
                    }
                }
                Thread.onSpinWait();
            }
            long version = claim(chunk, at);
            copy(chunk, at, state, into);
            if (version == RowClaim.GIVEN_UP) {
                return false;
            }
            RowClaim.releaseUnchanged(chunk, at + CLAIM, version);
            return true;
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /** The sums over all rows, each as it was at one instant. */
    public RowNumbers sum(Totals.State state) {
        RowNumbers sum = new RowNumbers(tallies.count());
        RowNumbers numbers = new RowNumbers(tallies.count());
        for (int row = next(0); row >= 0; row = next(row + 1)) {
            boolean ignored = read(row, state, numbers);
            sum.add(numbers);
        }
        return sum;
    }

    private void copy(MemorySegment chunk, long at, Totals.State state, RowNumbers into) {
        into.role = RowRole.of(Words.getInt(chunk, at + ROLE));
        into.stack = Words.getInt(chunk, at + STACK);
        into.stackLength = Words.getIntAcquire(chunk, at + STACK_LENGTH);
        int origin = Words.getInt(chunk, at + ORIGIN);
        into.origin = origin & ~BORN;
        long[] numbers = into.numbers;
        int wraps = Words.getInt(chunk, at + WRAPS);
        numbers[RowNumbers.TOTAL_BYTES] = saturated(wraps, 0, Words.get(chunk, at + TOTAL_BYTES));
        numbers[RowNumbers.TOTAL_BLOCKS] = saturated(wraps, 1, Words.get(chunk, at + TOTAL_BLOCKS));
        long liveBytes = Words.get(chunk, at + TOTAL_BYTES) - Words.get(chunk, at + FREED_BYTES);
        long liveBlocks = Words.get(chunk, at + TOTAL_BLOCKS) - Words.get(chunk, at + FREED_BLOCKS);
        boolean liveIsPeak = state.atPeak() || Words.get(chunk, at + EPOCH) != state.epoch();
        long peakBytes = liveIsPeak ? liveBytes : Words.get(chunk, at + STORED_BYTES);
        long peakBlocks = liveIsPeak ? liveBlocks : Words.get(chunk, at + STORED_BLOCKS);
        if (header == null) {
            // Of a window: a birth may be missing, because a fault came in between, whose end is not.
            liveBytes = Math.max(liveBytes, 0);
            liveBlocks = Math.max(liveBlocks, 0);
            peakBytes = Math.max(peakBytes, 0);
            peakBlocks = Math.max(peakBlocks, 0);
        }
        numbers[RowNumbers.LIVE_BYTES] = liveBytes;
        numbers[RowNumbers.LIVE_BLOCKS] = liveBlocks;
        numbers[RowNumbers.PEAK_BYTES] = peakBytes;
        numbers[RowNumbers.PEAK_BLOCKS] = peakBlocks;
        numbers[RowNumbers.LAST_BIRTH] = Words.get(chunk, at + (liveIsPeak ? LAST_BIRTH : STORED_BIRTH));
        numbers[RowNumbers.OWN_PEAK_BYTES] = Words.get(chunk, at + OWN_PEAK_BYTES);
        numbers[RowNumbers.OWN_PEAK_BLOCKS] = Words.get(chunk, at + OWN_PEAK_BLOCKS);
        // A peak that was not left yet.
        if ((origin & BORN) != 0 && liveBytes >= numbers[RowNumbers.OWN_PEAK_BYTES]) {
            numbers[RowNumbers.OWN_PEAK_BYTES] = liveBytes;
            numbers[RowNumbers.OWN_PEAK_BLOCKS] = liveBlocks;
        }
        long low = Words.get(chunk, at + LIFETIME_LOW);
        numbers[RowNumbers.LIFETIME_LOW] = low;
        // Stored are two signed words; as one number of 128 bits a negative low word borrows from the high one.
        numbers[RowNumbers.LIFETIME_HIGH] = Words.get(chunk, at + LIFETIME_HIGH) + (low >> 63);
        numbers[RowNumbers.INTERRUPTED] = Words.getInt(chunk, at + INTERRUPTED);
        for (int i = 0; i < tallies.count(); i++) {
            numbers[RowNumbers.CORE + i] =
                    saturated(wraps, 2 + i, Words.get(chunk, at + TALLIES + (long) i * Long.BYTES));
        }
    }

    static long saturated(int wraps, int bit, long value) {
        return value < 0 || (wraps >>> bit & 1) != 0 ? Long.MAX_VALUE : value;
    }

    private static void growTotals(MemorySegment chunk, long at, long bytes) {
        long totalBytes = Words.get(chunk, at + TOTAL_BYTES) + bytes;
        long totalBlocks = Words.get(chunk, at + TOTAL_BLOCKS) + 1;
        Words.set(chunk, at + TOTAL_BYTES, totalBytes);
        Words.set(chunk, at + TOTAL_BLOCKS, totalBlocks);
        if ((totalBytes | totalBlocks) < 0) {
            noteWrap(chunk, at, (totalBytes < 0 ? 1 : 0) | (totalBlocks < 0 ? 2 : 0));
        }
    }

    private static void growTally(MemorySegment chunk, long at, int index, long amount) {
        long offset = at + TALLIES + (long) index * Long.BYTES;
        long sum = Words.get(chunk, offset) + amount;
        Words.set(chunk, offset, sum);
        if (sum < 0) {
            noteWrap(chunk, at, 4 << index);
        }
    }

    private static void noteWrap(MemorySegment chunk, long at, int bits) {
        Words.setInt(chunk, at + WRAPS, Words.getInt(chunk, at + WRAPS) | bits);
    }

    private static void takeOff(MemorySegment chunk, long at, long blocks, long bytes, long epoch, long time) {
        if (Words.get(chunk, at + EPOCH) != epoch) {
            keepPeak(chunk, at, -bytes, -blocks, epoch);
        }
        long liveBytes = Words.get(chunk, at + TOTAL_BYTES) - Words.get(chunk, at + FREED_BYTES);
        if (liveBytes >= Words.get(chunk, at + OWN_PEAK_BYTES)) {
            long liveBlocks = Words.get(chunk, at + TOTAL_BLOCKS) - Words.get(chunk, at + FREED_BLOCKS);
            leaveOwnPeak(chunk, at, liveBytes, liveBlocks, bytes);
        }
        Words.grow(chunk, at + FREED_BYTES, bytes);
        Words.grow(chunk, at + FREED_BLOCKS, blocks);
        addLifetime(chunk, at, blocks * time);
        long high = Math.multiplyHigh(blocks, time) - ((blocks * time) >> 63);
        if (high != 0) {
            Words.grow(chunk, at + LIFETIME_HIGH, high);
        }
    }

    /** Keeps the state at the global peak, before the live numbers change in another epoch than the last time. */
    private static void keepPeak(MemorySegment chunk, long at, long bytes, long blocks, long epoch) {
        if (Words.get(chunk, at + EPOCH) < epoch) {
            Words.set(chunk, at + EPOCH, epoch);
            Words.set(
                    chunk, at + STORED_BYTES, Words.get(chunk, at + TOTAL_BYTES) - Words.get(chunk, at + FREED_BYTES));
            Words.set(
                    chunk,
                    at + STORED_BLOCKS,
                    Words.get(chunk, at + TOTAL_BLOCKS) - Words.get(chunk, at + FREED_BLOCKS));
            Words.set(chunk, at + STORED_BIRTH, Words.get(chunk, at + LAST_BIRTH));
        } else {
            // Only a share can be late, which brings no new bytes.
            Words.grow(chunk, at + STORED_BYTES, bytes);
            Words.grow(chunk, at + STORED_BLOCKS, blocks);
        }
    }

    /** The live numbers, which are about to fall by some bytes, are no lower than at the own peak. Of equal peaks the latest counts, as in dhat-rs. */
    private static void leaveOwnPeak(MemorySegment chunk, long at, long liveBytes, long liveBlocks, long bytes) {
        int origin = Words.getInt(chunk, at + ORIGIN);
        if ((origin & BORN) != 0) {
            Words.set(chunk, at + OWN_PEAK_BYTES, liveBytes);
            Words.set(chunk, at + OWN_PEAK_BLOCKS, liveBlocks);
            if (bytes == 0) {
                Words.setInt(chunk, at + ORIGIN, origin & ~BORN);
            }
        }
    }

    private static void noteOrigin(MemorySegment chunk, long at, int origin) {
        int seen = Words.getInt(chunk, at + ORIGIN);
        if ((seen | origin) != seen) {
            Words.setInt(chunk, at + ORIGIN, seen | origin);
        }
    }

    private static void raise(MemorySegment chunk, long at, long time) {
        if (time > Words.get(chunk, at)) {
            Words.set(chunk, at, time);
        }
    }

    private static void addLifetime(MemorySegment chunk, long at, long time) {
        long low = Words.get(chunk, at + LIFETIME_LOW);
        long sum = low + time;
        Words.set(chunk, at + LIFETIME_LOW, sum);
        if (((low ^ sum) & (time ^ sum)) < 0) {
            Words.grow(chunk, at + LIFETIME_HIGH, sum < 0 ? 1 : -1);
        }
    }

    /** Claims a row; for tests that stop in the middle. */
    boolean claim(int row) {
        return claim(chunk(row), offset(row)) != RowClaim.GIVEN_UP;
    }

    private long claim(MemorySegment chunk, long at) {
        try {
            return RowClaim.claim(chunk, at + CLAIM, at + INTERRUPTED, patience);
        } catch (Throwable e) {
            // It may have come in after the claim.
            interrupt(chunk, at);
            throw e;
        }
    }

    private static void interrupt(MemorySegment chunk, long at) {
        boolean ignored = RowClaim.interrupt(chunk, at + CLAIM, at + INTERRUPTED);
    }

    /** Always false. */
    private boolean lost() {
        totals.lose();
        return false;
    }

    /** The line in which the chunk of a row starts, or {@link ChunkTable#NONE}. */
    private long line(int row) {
        int chunk = row >>> CHUNK_LOG2;
        return Words.BY_ADDRESS && chunk < firstLines.length ? firstLines[chunk] : chunks.line(chunk);
    }

    /** The line in which the chunk of a row starts, which is made if there is none; {@link ChunkTable#NONE} if there is no memory for it. */
    private long make(int row) {
        try {
            return Words.line(chunks.make(row >>> CHUNK_LOG2));
        } catch (OutOfMemoryError e) {
            return ChunkTable.NONE;
        }
    }

    @SuppressWarnings("NullAway") // of rows that have memory
    private MemorySegment chunk(int row) {
        return chunks.get(row >>> CHUNK_LOG2);
    }

    private long offset(int row) {
        return Words.at(lines(row));
    }

    /** Cache lines from the start of its chunk to a row. */
    private long lines(int row) {
        return (row & ((1 << CHUNK_LOG2) - 1)) * rowLines;
    }
}
