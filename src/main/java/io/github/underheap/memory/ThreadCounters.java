package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * What was allocated, without sites: one record of two cache lines per thread, whose sums are the numbers of the profile.
 *
 * <pre>
 *    0          8          16         24         32         40         48         56         64
 *   +----------+----------+----------+----------+----------+----------+----------+----------+
 *   | version  | total    | total    | live     | epoch    | stored   | late     | failed   |
 *   |          | bytes    | blocks   | blocks   |          | blocks   | blocks   | closes   |
 *   +----------+----------+----------+----------+----------+----------+----------+----------+
 *   64         72         80         88         96         104    108    112               128
 *   +----------+----------+----------+----------+----------+------+------+------------------+
 *   | logical  | logical  | logical  | logical  | takeovers| kinds|  -   |        -         |
 *   | bytes    | blocks   | live b.  | live blk.|          |      |      |                  |
 *   +----------+----------+----------+----------+----------+------+------+------------------+
 * </pre>
 *
 * <p>Live bytes and their peak are those of {@link Totals}; what is kept here is how many blocks there were at the peak, by the
 * rule of {@link SiteRows}. A block may be freed by another thread than allocated it, so a record's live numbers may be negative.
 * Only the sums mean something.
 *
 * <p><b>Race.</b> The first threads of a process have a record each, by their {@linkplain Thread#threadId() number}, which no other
 * thread ever gets: its owner alone writes it, and makes the version odd while it does, so that an event costs no atomic
 * operation here. Later threads share {@value #SHARED} records by {@link RowClaim}. Readers take their copy of either between two
 * equal even versions.
 *
 * <p><b>Faults.</b> An owner that runs out of stack in the middle makes the version even with its next event, or by {@link #recover};
 * readers wait a second for it at most. The record counts that as a takeover: its numbers may be off.
 *
 * <p>Thread-safe.
 */
public final class ThreadCounters {

    /** A power of two. */
    private static final int SHARED = 16;

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("version"),
            ValueLayout.JAVA_LONG.withName("totalBytes"),
            ValueLayout.JAVA_LONG.withName("totalBlocks"),
            ValueLayout.JAVA_LONG.withName("liveBlocks"),
            ValueLayout.JAVA_LONG.withName("epoch"),
            ValueLayout.JAVA_LONG.withName("storedBlocks"),
            ValueLayout.JAVA_LONG.withName("lateBlocks"),
            ValueLayout.JAVA_LONG.withName("failedCloses"),
            ValueLayout.JAVA_LONG.withName("logicalBytes"),
            ValueLayout.JAVA_LONG.withName("logicalBlocks"),
            ValueLayout.JAVA_LONG.withName("logicalLiveBytes"),
            ValueLayout.JAVA_LONG.withName("logicalLiveBlocks"),
            ValueLayout.JAVA_LONG.withName("takeovers"),
            ValueLayout.JAVA_INT.withName("kinds"),
            MemoryLayout.paddingLayout(20));

    private static final long VERSION = Words.offset(LAYOUT, "version");
    private static final long TOTAL_BYTES = Words.offset(LAYOUT, "totalBytes");
    private static final long TOTAL_BLOCKS = Words.offset(LAYOUT, "totalBlocks");
    private static final long LIVE_BLOCKS = Words.offset(LAYOUT, "liveBlocks");
    private static final long EPOCH = Words.offset(LAYOUT, "epoch");
    private static final long STORED_BLOCKS = Words.offset(LAYOUT, "storedBlocks");
    private static final long LATE_BLOCKS = Words.offset(LAYOUT, "lateBlocks");
    private static final long FAILED_CLOSES = Words.offset(LAYOUT, "failedCloses");
    private static final long LOGICAL_BYTES = Words.offset(LAYOUT, "logicalBytes");
    private static final long LOGICAL_BLOCKS = Words.offset(LAYOUT, "logicalBlocks");
    private static final long LOGICAL_LIVE_BYTES = Words.offset(LAYOUT, "logicalLiveBytes");
    private static final long LOGICAL_LIVE_BLOCKS = Words.offset(LAYOUT, "logicalLiveBlocks");
    private static final long TAKEOVERS = Words.offset(LAYOUT, "takeovers");
    private static final long KINDS = Words.offset(LAYOUT, "kinds");
    private static final long BYTES = LAYOUT.byteSize();

    private final MemorySegment memory;
    private final int owners;

    /**
     * Lays out records.
     *
     * @param owners threads that have a record of their own: those with a lower number
     */
    ThreadCounters(MemorySource source, int owners) {
        this.owners = owners;
        memory = source.allocate((owners + SHARED) * BYTES);
    }

    ThreadCounters(Header header, MemorySource source, int owners) {
        this(source, owners);
        header.register(Region.COUNTERS, 0, memory);
    }

    /**
     * Books a new block.
     *
     * @param bytes requested size
     * @param epoch what {@link Totals#add} gave for it
     * @param kinds bits to add to the kinds seen
     */
    public void allocated(long bytes, long epoch, int kinds) {
        long at = at();
        long version = claim(at);
        try {
            grow(at + TOTAL_BYTES, bytes);
            grow(at + TOTAL_BLOCKS, 1);
            change(at, 1, epoch);
            noteKinds(at, kinds);
        } finally {
            release(at, version);
        }
    }

    /**
     * Books blocks that were given back.
     *
     * @param blocks how many
     * @param epoch what {@link Totals#remove} gave for the step that they were part of
     * @param late whether they may have ended before now
     */
    public void freed(long blocks, long epoch, boolean late) {
        long at = at();
        long version = claim(at);
        try {
            change(at, -blocks, epoch);
            if (late) {
                grow(at + LATE_BLOCKS, blocks);
            }
        } finally {
            release(at, version);
        }
    }

    /** Books a block whose size changed: in DHAT's terms one more block of the full new size. */
    public void resized(long newBytes) {
        long at = at();
        long version = claim(at);
        try {
            grow(at + TOTAL_BYTES, newBytes);
            grow(at + TOTAL_BLOCKS, 1);
        } finally {
            release(at, version);
        }
    }

    /** Books a part that was cut from a tracked block: it has columns of its own and no share in the totals. */
    public void logicalAllocated(long bytes, int kinds) {
        long at = at();
        long version = claim(at);
        try {
            noteKinds(at, kinds);
            grow(at + LOGICAL_BYTES, bytes);
            grow(at + LOGICAL_BLOCKS, 1);
            grow(at + LOGICAL_LIVE_BYTES, bytes);
            grow(at + LOGICAL_LIVE_BLOCKS, 1);
        } finally {
            release(at, version);
        }
    }

    /** Books parts of tracked blocks that were given back. */
    public void logicalFreed(long blocks, long bytes) {
        long at = at();
        long version = claim(at);
        try {
            grow(at + LOGICAL_LIVE_BYTES, -bytes);
            grow(at + LOGICAL_LIVE_BLOCKS, -blocks);
        } finally {
            release(at, version);
        }
    }

    /** Books an attempt to close an arena that failed. */
    public void closeFailed() {
        long at = at();
        long version = claim(at);
        try {
            grow(at + FAILED_CLOSES, 1);
        } finally {
            release(at, version);
        }
    }

    /** Gives the current thread's record up, if it could not do so for want of stack. */
    public void recover() {
        long at = at();
        if (!owns(at)) {
            RowClaim.recover(memory, at + VERSION, at + TAKEOVERS);
        } else if ((Words.get(memory, at + VERSION) & 1) != 0) {
            Words.setRelease(memory, at + VERSION, mend(at));
        }
    }

    /**
     * The sums over all records. Each record is as it was at one instant; two of them may be of different ones, while blocks are
     * allocated and freed.
     *
     * @param state the totals, read before
     */
    public RowNumbers read(Totals.State state) {
        RowNumbers sum = new RowNumbers();
        RowNumbers record = new RowNumbers();
        for (long at = 0; at < memory.byteSize(); at += BYTES) {
            read(at, state, record);
            sum.add(record);
        }
        sum.role = RowRole.NO_SITES;
        sum.liveBytes = state.live();
        sum.atPeakBytes = state.peak();
        sum.peakBytes = state.peak();
        sum.peakBlocks = sum.atPeakBlocks;
        return sum;
    }

    private void read(long at, Totals.State state, RowNumbers into) {
        for (long waited = 0; ; waited = Spin.pause(waited)) {
            long version = Words.getAcquire(memory, at + VERSION);
            if ((version & 1) == 0) {
                copy(at, state, into);
                VarHandle.acquireFence();
                if (Words.getAcquire(memory, at + VERSION) == version) {
                    return;
                }
            }
            if (waited == Spin.GIVEN_UP) {
                copy(at, state, into);
                return;
            }
        }
    }

    private void copy(long at, Totals.State state, RowNumbers into) {
        into.kinds = Words.getInt(memory, at + KINDS);
        into.totalBytes = Words.get(memory, at + TOTAL_BYTES);
        into.totalBlocks = Words.get(memory, at + TOTAL_BLOCKS);
        into.liveBlocks = Words.get(memory, at + LIVE_BLOCKS);
        boolean liveIsPeak = state.atPeak() || Words.get(memory, at + EPOCH) != state.epoch();
        into.atPeakBlocks = liveIsPeak ? into.liveBlocks : Words.get(memory, at + STORED_BLOCKS);
        into.logicalBytes = Words.get(memory, at + LOGICAL_BYTES);
        into.logicalBlocks = Words.get(memory, at + LOGICAL_BLOCKS);
        into.logicalLiveBytes = Words.get(memory, at + LOGICAL_LIVE_BYTES);
        into.logicalLiveBlocks = Words.get(memory, at + LOGICAL_LIVE_BLOCKS);
        into.failedCloses = Words.get(memory, at + FAILED_CLOSES);
        into.lateBlocks = Words.get(memory, at + LATE_BLOCKS);
        into.takeovers = Words.get(memory, at + TAKEOVERS);
    }

    /** Moves the live blocks and keeps their number at the global peak. */
    private void change(long at, long blocks, long epoch) {
        long live = Words.get(memory, at + LIVE_BLOCKS);
        long known = Words.get(memory, at + EPOCH);
        if (known < epoch) {
            Words.set(memory, at + EPOCH, epoch);
            Words.set(memory, at + STORED_BLOCKS, live);
        } else if (known > epoch) {
            grow(at + STORED_BLOCKS, blocks);
        }
        Words.set(memory, at + LIVE_BLOCKS, live + blocks);
    }

    private void noteKinds(long at, int kinds) {
        int seen = Words.getInt(memory, at + KINDS);
        if ((seen | kinds) != seen) {
            Words.setInt(memory, at + KINDS, seen | kinds);
        }
    }

    private void grow(long at, long delta) {
        Words.grow(memory, at, delta);
    }

    /** The record of the current thread. */
    private long at() {
        long id = Thread.currentThread().threadId();
        return id < owners ? id * BYTES : (owners + (((id * 0x9E37_79B9L) >>> 16) & (SHARED - 1))) * BYTES;
    }

    private boolean owns(long at) {
        return at < owners * BYTES;
    }

    /** Claims the current thread's record; for tests that stop in the middle. */
    void claim() {
        long ignored = claim(at());
    }

    private long claim(long at) {
        return owns(at) ? enter(at) : RowClaim.claim(memory, at + VERSION, at + TAKEOVERS);
    }

    private long enter(long at) {
        long version = Words.get(memory, at + VERSION);
        if ((version & 1) != 0) {
            version = mend(at);
        }
        Words.set(memory, at + VERSION, version + 1);
        // The stores to the record must not be seen before the odd version.
        VarHandle.storeStoreFence();
        return version;
    }

    /** The next even version of a record that its owner, the current thread, left in the middle. */
    private long mend(long at) {
        grow(at + TAKEOVERS, 1);
        return Words.get(memory, at + VERSION) + 1;
    }

    private void release(long at, long version) {
        RowClaim.release(memory, at + VERSION, version);
    }
}
