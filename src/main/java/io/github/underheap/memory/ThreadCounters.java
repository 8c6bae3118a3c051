package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What was allocated, without sites: one record of two cache lines per thread, whose sums are the numbers of the profile.
 *
 * <pre>
 *    0          8          16         24         32         40         48         56         64
 *   +----------+----------+----------+----------+----------+----------+----------+----------+
 *   | claim    | total    | total    | freed    | epoch    | stored   | late     | failed   |
 *   |          | bytes    | blocks   | blocks   |          | blocks   | blocks   | closes   |
 *   +----------+----------+----------+----------+----------+----------+----------+----------+
 *   64         72         80         88         96         104    108    112               128
 *   +----------+----------+----------+----------+----------+------+------+------------------+
 *   | logical  | logical  | logical  | logical  | takeovers| kinds|  -   |        -         |
 *   | bytes    | blocks   | freed b. | freed blk|          |      |      |                  |
 *   +----------+----------+----------+----------+----------+------+------+------------------+
 * </pre>
 *
 * <p>Live bytes and their peak are those of {@link Totals}; what is kept here is how many blocks there were at the peak, by the
 * rule of {@link SiteRows}: <em>stored</em> is what was live in the books of this record when the last peak before {@code epoch} was
 * left. A block may be freed by another thread than allocated it, so a record may have freed more than it allocated. Only the sums
 * mean something.
 *
 * <p><b>Writers.</b> The first threads of a process have a record each, by their {@linkplain Thread#threadId() number}, which no
 * other thread ever gets: its owner alone writes it, by plain stores. Later threads share some records by {@link RowClaim}. If a
 * thread runs out of stack in the middle, the numbers of its record are off by a part of that event.
 *
 * <p><b>Race: readers against writers.</b> A reader takes the freed blocks of all records first, with acquire, and then all the rest;
 * writers store them last, with release. So the reader sees the birth of each block whose end it has seen, and what it finds live is
 * never less than 0. Events that happen while it reads may be counted in one number and not yet in another. When nothing is under
 * way, all numbers are exact.
 *
 * <p>Thread-safe.
 */
public final class ThreadCounters {

    /** Records that later threads share: a power of two, more than run at a time. */
    private static final int SHARED =
            Integer.highestOneBit(Math.max(Runtime.getRuntime().availableProcessors(), 4)) * 4;

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("claim"),
            ValueLayout.JAVA_LONG.withName("totalBytes"),
            ValueLayout.JAVA_LONG.withName("totalBlocks"),
            ValueLayout.JAVA_LONG.withName("freedBlocks"),
            ValueLayout.JAVA_LONG.withName("epoch"),
            ValueLayout.JAVA_LONG.withName("storedBlocks"),
            ValueLayout.JAVA_LONG.withName("lateBlocks"),
            ValueLayout.JAVA_LONG.withName("failedCloses"),
            ValueLayout.JAVA_LONG.withName("logicalBytes"),
            ValueLayout.JAVA_LONG.withName("logicalBlocks"),
            ValueLayout.JAVA_LONG.withName("logicalFreedBytes"),
            ValueLayout.JAVA_LONG.withName("logicalFreedBlocks"),
            ValueLayout.JAVA_LONG.withName("takeovers"),
            ValueLayout.JAVA_INT.withName("kinds"),
            MemoryLayout.paddingLayout(20));

    private static final long CLAIM = Words.offset(LAYOUT, "claim");
    private static final long TOTAL_BYTES = Words.offset(LAYOUT, "totalBytes");
    private static final long TOTAL_BLOCKS = Words.offset(LAYOUT, "totalBlocks");
    private static final long FREED_BLOCKS = Words.offset(LAYOUT, "freedBlocks");
    private static final long EPOCH = Words.offset(LAYOUT, "epoch");
    private static final long STORED_BLOCKS = Words.offset(LAYOUT, "storedBlocks");
    private static final long LATE_BLOCKS = Words.offset(LAYOUT, "lateBlocks");
    private static final long FAILED_CLOSES = Words.offset(LAYOUT, "failedCloses");
    private static final long LOGICAL_BYTES = Words.offset(LAYOUT, "logicalBytes");
    private static final long LOGICAL_BLOCKS = Words.offset(LAYOUT, "logicalBlocks");
    private static final long LOGICAL_FREED_BYTES = Words.offset(LAYOUT, "logicalFreedBytes");
    private static final long LOGICAL_FREED_BLOCKS = Words.offset(LAYOUT, "logicalFreedBlocks");
    private static final long TAKEOVERS = Words.offset(LAYOUT, "takeovers");
    private static final long KINDS = Words.offset(LAYOUT, "kinds");
    private static final long BYTES = LAYOUT.byteSize();

    private static final VarHandle KNOWN_KINDS;

    static {
        try {
            KNOWN_KINDS = MethodHandles.lookup().findVarHandle(ThreadCounters.class, "knownKinds", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment memory;
    private final int owners;
    /** What {@link #noteKinds} has seen. */
    private int knownKinds;
    /** One more than the highest number of an owner that has booked something. */
    private final AtomicInteger usedOwners = new AtomicInteger();

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
        allocated(at(), bytes, epoch, kinds);
    }

    /** The same in a record of {@link #at(long)}; for tests that do not choose the numbers of their threads. */
    void allocated(long at, long bytes, long epoch, int kinds) {
        long claim = claim(at);
        try {
            if (Words.get(memory, at + EPOCH) != epoch) {
                keepPeak(at, 1, epoch);
            }
            Words.grow(memory, at + TOTAL_BYTES, bytes);
            Words.grow(memory, at + TOTAL_BLOCKS, 1);
            if ((knownKinds | kinds) != knownKinds) {
                noteKinds(at, kinds);
            }
        } finally {
            release(at, claim);
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
        freed(at(), blocks, epoch, late);
    }

    /** The same in a record of {@link #at(long)}; for tests that do not choose the numbers of their threads. */
    void freed(long at, long blocks, long epoch, boolean late) {
        long claim = claim(at);
        try {
            if (Words.get(memory, at + EPOCH) != epoch) {
                keepPeak(at, -blocks, epoch);
            }
            if (late) {
                Words.grow(memory, at + LATE_BLOCKS, blocks);
            }
            Words.setRelease(memory, at + FREED_BLOCKS, Words.get(memory, at + FREED_BLOCKS) + blocks);
        } finally {
            release(at, claim);
        }
    }

    /** Books a block whose size changed: in DHAT's terms one more block of the full new size. */
    public void resized(long newBytes) {
        long at = at();
        long claim = claim(at);
        try {
            Words.grow(memory, at + TOTAL_BYTES, newBytes);
            Words.grow(memory, at + TOTAL_BLOCKS, 1);
            // The old one is no more, and there is none less.
            Words.setRelease(memory, at + FREED_BLOCKS, Words.get(memory, at + FREED_BLOCKS) + 1);
        } finally {
            release(at, claim);
        }
    }

    /** Books a part that was cut from a tracked block: it has columns of its own and no share in the totals. */
    public void logicalAllocated(long bytes, int kinds) {
        long at = at();
        long claim = claim(at);
        try {
            if ((knownKinds | kinds) != knownKinds) {
                noteKinds(at, kinds);
            }
            Words.grow(memory, at + LOGICAL_BYTES, bytes);
            Words.grow(memory, at + LOGICAL_BLOCKS, 1);
        } finally {
            release(at, claim);
        }
    }

    /** Books parts of tracked blocks that were given back. */
    public void logicalFreed(long blocks, long bytes) {
        long at = at();
        long claim = claim(at);
        try {
            Words.grow(memory, at + LOGICAL_FREED_BYTES, bytes);
            Words.setRelease(memory, at + LOGICAL_FREED_BLOCKS, Words.get(memory, at + LOGICAL_FREED_BLOCKS) + blocks);
        } finally {
            release(at, claim);
        }
    }

    /** Books an attempt to close an arena that failed. */
    public void closeFailed() {
        long at = at();
        long claim = claim(at);
        try {
            Words.grow(memory, at + FAILED_CLOSES, 1);
        } finally {
            release(at, claim);
        }
    }

    /** Gives the current thread's record up, if it could not do so for want of stack. */
    public void recover() {
        long at = at();
        if (!owns(at)) {
            RowClaim.recover(memory, at + CLAIM, at + TAKEOVERS);
        }
    }

    /**
     * The sums over all records. The live blocks are never fewer than 0, unless blocks are freed here that were never allocated
     * here; while blocks are allocated and freed, those may be counted in one number and not yet in another.
     *
     * @param state the totals, read before
     */
    public RowNumbers read(Totals.State state) {
        RowNumbers sum = new RowNumbers();
        sum.role = RowRole.NO_SITES;
        sum.liveBytes = state.live();
        sum.atPeakBytes = state.peak();
        sum.peakBytes = state.peak();
        long used = usedBytes();
        for (long at = 0; at < used; at += BYTES) {
            addFreed(sum, at);
        }
        used = usedBytes();
        for (long at = 0; at < used; at += BYTES) {
            addRest(sum, at, state);
        }
        if (state.atPeak()) {
            sum.atPeakBlocks = sum.liveBlocks;
        }
        sum.atPeakBlocks = Math.max(sum.atPeakBlocks, 0);
        sum.peakBlocks = sum.atPeakBlocks;
        return sum;
    }

    /** The shared records come first, then those of owners as far as they are used. */
    private long usedBytes() {
        return (SHARED + usedOwners.get()) * BYTES;
    }

    private void addFreed(RowNumbers sum, long at) {
        sum.liveBlocks -= Words.getAcquire(memory, at + FREED_BLOCKS);
        sum.logicalLiveBlocks -= Words.getAcquire(memory, at + LOGICAL_FREED_BLOCKS);
        sum.logicalLiveBytes -= Words.getAcquire(memory, at + LOGICAL_FREED_BYTES);
    }

    private void addRest(RowNumbers sum, long at, Totals.State state) {
        long blocks = Words.getAcquire(memory, at + TOTAL_BLOCKS);
        sum.totalBlocks += blocks;
        sum.liveBlocks += blocks;
        sum.totalBytes += Words.getAcquire(memory, at + TOTAL_BYTES);
        sum.atPeakBlocks += Words.getAcquire(memory, at + EPOCH) == state.epoch()
                ? Words.getAcquire(memory, at + STORED_BLOCKS)
                : blocks - Words.getAcquire(memory, at + FREED_BLOCKS);
        long logical = Words.getAcquire(memory, at + LOGICAL_BLOCKS);
        sum.logicalBlocks += logical;
        sum.logicalLiveBlocks += logical;
        long logicalBytes = Words.getAcquire(memory, at + LOGICAL_BYTES);
        sum.logicalBytes += logicalBytes;
        sum.logicalLiveBytes += logicalBytes;
        sum.failedCloses += Words.getAcquire(memory, at + FAILED_CLOSES);
        sum.lateBlocks += Words.getAcquire(memory, at + LATE_BLOCKS);
        sum.takeovers += Words.getAcquire(memory, at + TAKEOVERS);
        sum.kinds |= Words.getIntAcquire(memory, at + KINDS);
    }

    /** Keeps the number of live blocks at the global peak, before it changes in another epoch than the last time. */
    private void keepPeak(long at, long blocks, long epoch) {
        long known = Words.get(memory, at + EPOCH);
        if (known < epoch) {
            Words.set(
                    memory,
                    at + STORED_BLOCKS,
                    Words.get(memory, at + TOTAL_BLOCKS) - Words.get(memory, at + FREED_BLOCKS));
            Words.setRelease(memory, at + EPOCH, epoch);
        } else if (known > epoch) {
            Words.grow(memory, at + STORED_BLOCKS, blocks);
        }
    }

    /** Each kind once, in whatever record; if two threads find one at the same time, in both. */
    private void noteKinds(long at, int kinds) {
        Words.setInt(memory, at + KINDS, Words.getInt(memory, at + KINDS) | kinds);
        int ignored = (int) KNOWN_KINDS.getAndBitwiseOr(this, kinds);
    }

    /** The record of the current thread. */
    private long at() {
        return at(Thread.currentThread().threadId());
    }

    /** The record of a thread. */
    long at(long id) {
        if (id >= owners) {
            return (((id * 0x9E37_79B9L) >>> 16) & (SHARED - 1)) * BYTES;
        }
        if (id >= usedOwners.getPlain()) {
            int ignored = usedOwners.accumulateAndGet((int) id + 1, Math::max);
        }
        return (SHARED + id) * BYTES;
    }

    private static boolean owns(long at) {
        return at >= SHARED * BYTES;
    }

    /** Claims the current thread's record; for tests that stop in the middle. */
    void claim() {
        long ignored = claim(at());
    }

    private long claim(long at) {
        return owns(at) ? 0 : RowClaim.claim(memory, at + CLAIM, at + TAKEOVERS);
    }

    private void release(long at, long claim) {
        if (!owns(at)) {
            RowClaim.release(memory, at + CLAIM, claim);
        }
    }
}
