package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What was allocated, without sites: one record of two cache lines per thread, whose sums are the numbers of the profile.
 *
 * <pre>
 *    0          8          16         24         32         40         48      52      56       60  64
 *   +----------+----------+----------+----------+----------+----------+-------+-------+--------+-----+
 *   | claim    | total    | total    | freed    | epoch    | stored   | origin| wraps | inter- |  -  |
 *   |          | bytes    | blocks   | blocks   |          | blocks   |       |       | rupted |     |
 *   +----------+----------+----------+----------+----------+----------+-------+-------+--------+-----+
 *   64         72                                                                                 128
 *   +----------+----------+--------------------------------------------------------------------------+
 *   | tally 0  | tally 1  | … eight fit into this line
 *   +----------+----------+--------------------------------------------------------------------------+
 * </pre>
 *
 * <p>Live bytes and their peak are those of {@link Totals}; what is kept here is how many blocks there were at the peak, by the
 * rule of {@link SiteRows}: <em>stored</em> is what was live in the books of this record when the last peak before {@code epoch} was
 * left. A block may be freed by another thread than allocated it, so a record may have freed more than it allocated. Only the sums
 * mean something.
 *
 * <p><b>Writers.</b> The first threads of a process have a record each, by their {@linkplain Thread#threadId() number}, which no
 * other thread ever gets: its owner alone writes it, by plain stores. Later threads share some records by {@link RowClaim}, which
 * they claim before the step on the totals.
 *
 * <p><b>Race: readers against writers.</b> A reader takes the freed blocks of all records first, then the tallies from the last to the
 * first, each of all records, then the rest, with acquire; writers store those with release. So the reader sees the birth of each
 * block whose end it has seen, and what it finds live is never less than 0, if what is given back has a tally of a higher number.
 * Events that happen while it reads may be counted in one number and not yet in another. When nothing is under way, all numbers
 * are exact.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("ReachabilityFenceUsage") // after a fault nothing is read or written any more
public final class ThreadCounters {

    /** Records that later threads share: a power of two, more than run at a time. */
    private static final int SHARED =
            Math.min(Integer.highestOneBit(Math.max(Runtime.getRuntime().availableProcessors(), 4)) * 4, 256);

    private static final StructLayout CORE = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("claim"),
            ValueLayout.JAVA_LONG.withName("totalBytes"),
            ValueLayout.JAVA_LONG.withName("totalBlocks"),
            ValueLayout.JAVA_LONG.withName("freedBlocks"),
            ValueLayout.JAVA_LONG.withName("epoch"),
            ValueLayout.JAVA_LONG.withName("storedBlocks"),
            ValueLayout.JAVA_INT.withName("origin"),
            ValueLayout.JAVA_INT.withName("wraps"),
            ValueLayout.JAVA_INT.withName("interrupted"),
            MemoryLayout.paddingLayout(4));

    private static final long CLAIM = Words.offset(CORE, "claim");
    private static final long TOTAL_BYTES = Words.offset(CORE, "totalBytes");
    private static final long TOTAL_BLOCKS = Words.offset(CORE, "totalBlocks");
    private static final long FREED_BLOCKS = Words.offset(CORE, "freedBlocks");
    private static final long EPOCH = Words.offset(CORE, "epoch");
    private static final long STORED_BLOCKS = Words.offset(CORE, "storedBlocks");
    private static final long ORIGIN = Words.offset(CORE, "origin");
    private static final long WRAPS = Words.offset(CORE, "wraps");
    private static final long INTERRUPTED = Words.offset(CORE, "interrupted");
    private static final long TALLIES = CORE.byteSize();

    private static final VarHandle KNOWN_ORIGIN;
    private static final VarHandle FIRST_LINE;
    private static final VarHandle READY;
    private static final VarHandle USED_OWNERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            KNOWN_ORIGIN = lookup.findVarHandle(ThreadCounters.class, "knownOrigin", int.class);
            FIRST_LINE = lookup.findVarHandle(ThreadCounters.class, "firstLine", long.class);
            READY = lookup.findVarHandle(ThreadCounters.class, "ready", int.class);
            USED_OWNERS = lookup.findVarHandle(ThreadCounters.class, "usedOwners", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySource source;
    private final Totals totals;
    private final boolean isOfWindow;
    private final Tallies tallies;
    private final Patience patience;
    private final int owners;
    private final long recordLines;
    private final ChunkTable chunks;
    /** What {@link #noteOrigin} has seen. */
    private int knownOrigin;
    /** That of {@link #totals}, one load nearer. */
    private final long totalsLine;

    /** That of the first of {@link #chunks}, one load nearer; {@link ChunkTable#NONE} as long as that has not been made. */
    private long firstLine = ChunkTable.NONE;

    /** Owners with a lower number have their record in the first chunk, which has been made: one comparison for all that. */
    @SuppressWarnings("UnusedVariable") // by READY
    private int ready;

    /** Owners whose records are in the first chunk. */
    private final int inFirst;

    private final int chunkLog2;
    private final int sharedChunk;

    /** One more than the highest number of an owner that has booked something. */
    private int usedOwners;

    /**
     * Counters of which no thread has any yet.
     *
     * @param header where readers find them; null if they need not
     * @param owners threads that have a record of their own: those with a lower number
     */
    ThreadCounters(
            @Nullable Header header,
            MemorySource source,
            Totals totals,
            int owners,
            Tallies tallies,
            Patience patience) {
        this.source = source;
        this.isOfWindow = header == null;
        this.totals = totals;
        this.owners = owners;
        this.tallies = tallies;
        this.patience = patience;
        long recordBytes = TALLIES + Words.wholeLines((long) tallies.count() * Long.BYTES);
        recordLines = recordBytes / Words.CACHE_LINE;
        // As many as the pool has blocks for, because those of the first chunk are found without a table.
        inFirst = Math.clamp(owners, 1, Integer.highestOneBit((int) (BlockPool.LARGEST / recordBytes)));
        chunkLog2 = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(inFirst, SHARED) - 1);
        sharedChunk = (owners >>> chunkLog2) + 1;
        chunks = new ChunkTable(header, Region.COUNTERS, source, recordBytes * inFirst, recordBytes << chunkLog2);
        totalsLine = totals.line();
    }

    /**
     * Books a new block.
     *
     * @param bytes requested size
     * @param nanos time of its birth, which is not counted here
     * @param origin bits to add to those seen
     * @return false if the totals cannot hold it or the record cannot be had: then nothing was booked, and the event is counted as
     *     lost
     */
    @SuppressWarnings("unused") // nanos: the signature is that of SiteRows
    public boolean born(long bytes, long nanos, int origin) {
        long id = Thread.currentThread().threadId();
        return (isReady(id) && (knownOrigin & origin) == origin)
                ? bornInOwn(Words.base(MemorySegment.NULL), Words.at(ownLine(id)), bytes)
                : bornIn(record(id), bytes, origin);
    }

    /** Whether a thread has a record of its own that is there, and accesses to it are short enough to be compiled into the application. */
    private boolean isReady(long id) {
        return Words.BY_ADDRESS && id < (int) READY.getAcquire(this);
    }

    private long ownLine(long id) {
        return firstLine + id * recordLines;
    }

    private boolean bornInOwn(MemorySegment memory, long at, long bytes) {
        try {
            long epoch = totals.add(totalsLine, bytes);
            if (epoch == Totals.REFUSED) {
                return lost();
            }
            long known = Words.get(memory, at + EPOCH);
            if (known != epoch) {
                keepPeak(memory, at, Words.get(memory, at + FREED_BLOCKS), 1, known, epoch);
            }
            growTotals(memory, at, bytes);
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            Words.growInt(memory, at + INTERRUPTED);
            throw e;
        }
    }

    /**
     * The same in a record of {@link #record(long)}; for tests that do not choose the numbers of their threads. Long on purpose, as is
     * {@link #diedIn}: see {@link SiteRows}.
     */
    boolean bornIn(int record, long bytes, int origin) {
        long line = chunks.line(chunkOf(record));
        if (line == ChunkTable.NONE && (line = make(record)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment memory = chunks.base(chunkOf(record));
        long at = Words.at(line + lines(record));
        boolean owns = record < owners;
        long claim = owns ? 0 : RowClaim.claim(memory, at + CLAIM, at + INTERRUPTED, patience);
        if (claim == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            long epoch = totals.add(totalsLine, bytes);
            if (epoch == Totals.REFUSED) {
                release(memory, at, record, claim);
                return lost();
            }
            long totalBlocks = Words.get(memory, at + TOTAL_BLOCKS);
            long known = Words.get(memory, at + EPOCH);
            if (known < epoch) {
                Words.set(memory, at + STORED_BLOCKS, totalBlocks - Words.get(memory, at + FREED_BLOCKS));
                Words.setRelease(memory, at + EPOCH, epoch);
            } else if (known > epoch) {
                Words.set(memory, at + STORED_BLOCKS, Words.get(memory, at + STORED_BLOCKS) + 1);
            }
            totalBlocks++;
            long totalBytes = Words.get(memory, at + TOTAL_BYTES) + bytes;
            Words.set(memory, at + TOTAL_BYTES, totalBytes);
            Words.set(memory, at + TOTAL_BLOCKS, totalBlocks);
            if ((totalBytes | totalBlocks) < 0) {
                noteWrap(memory, at, (totalBytes < 0 ? 1 : 0) | (totalBlocks < 0 ? 2 : 0));
            }
            int seen = knownOrigin;
            if ((seen | origin) != seen) {
                noteOrigin(memory, at, origin);
            }
            if (!owns) {
                RowClaim.release(memory, at + CLAIM, claim);
            }
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            interrupt(memory, at, record);
            throw e;
        }
    }

    /**
     * Books blocks that were given back in one step.
     *
     * @param blocks how many
     * @param bytes their requested sizes, summed
     * @param nanos time of their death, which is not counted here
     * @param late whether they may have ended before now
     * @return false if the record cannot be had: then nothing was booked, and the event is counted as lost
     */
    @SuppressWarnings("unused") // nanos: the signature is that of SiteRows
    public boolean died(long blocks, long bytes, long nanos, boolean late) {
        long id = Thread.currentThread().threadId();
        return (isReady(id) && !late)
                ? diedInOwn(Words.base(MemorySegment.NULL), Words.at(ownLine(id)), blocks, bytes)
                : diedIn(record(id), blocks, bytes, late);
    }

    private boolean diedInOwn(MemorySegment memory, long at, long blocks, long bytes) {
        try {
            long epoch = totals.remove(totalsLine, bytes);
            long freed = Words.get(memory, at + FREED_BLOCKS);
            long known = Words.get(memory, at + EPOCH);
            if (known != epoch) {
                keepPeak(memory, at, freed, -blocks, known, epoch);
            }
            Words.setRelease(memory, at + FREED_BLOCKS, freed + blocks);
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            Words.growInt(memory, at + INTERRUPTED);
            throw e;
        }
    }

    /** The same in a record of {@link #record(long)}; for tests that do not choose the numbers of their threads. */
    boolean diedIn(int record, long blocks, long bytes, boolean late) {
        long line = chunks.line(chunkOf(record));
        if (line == ChunkTable.NONE && (line = make(record)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment memory = chunks.base(chunkOf(record));
        long at = Words.at(line + lines(record));
        boolean owns = record < owners;
        long claim = owns ? 0 : RowClaim.claim(memory, at + CLAIM, at + INTERRUPTED, patience);
        if (claim == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            long epoch = totals.remove(totalsLine, bytes);
            long freed = Words.get(memory, at + FREED_BLOCKS);
            long known = Words.get(memory, at + EPOCH);
            if (known < epoch) {
                Words.set(memory, at + STORED_BLOCKS, Words.get(memory, at + TOTAL_BLOCKS) - freed);
                Words.setRelease(memory, at + EPOCH, epoch);
            } else if (known > epoch) {
                Words.set(memory, at + STORED_BLOCKS, Words.get(memory, at + STORED_BLOCKS) - blocks);
            }
            if (late) {
                long counter = at + TALLIES + (long) tallies.late() * Long.BYTES;
                long lateBlocks = Words.get(memory, counter) + blocks;
                if (lateBlocks < 0) {
                    noteWrap(memory, at, 4 << tallies.late());
                }
                Words.setRelease(memory, counter, lateBlocks);
            }
            Words.setRelease(memory, at + FREED_BLOCKS, freed + blocks);
            if (!owns) {
                RowClaim.release(memory, at + CLAIM, claim);
            }
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            interrupt(memory, at, record);
            throw e;
        }
    }

    /**
     * Books a share of a step that gave back blocks of several sites.
     *
     * @param bytes their requested sizes, summed, which are not counted here
     * @param epoch what {@link Totals#remove} gave for the step
     * @return false if the record cannot be had: then nothing was booked here, and the event is counted as lost
     * @see #died
     */
    @SuppressWarnings("unused") // bytes, nanos: the signature is that of SiteRows
    public boolean share(long blocks, long bytes, long epoch, long nanos, boolean late) {
        int record = record();
        long line = chunks.line(chunkOf(record));
        if (line == ChunkTable.NONE && (line = make(record)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment memory = chunks.base(chunkOf(record));
        long at = Words.at(line + lines(record));
        long claim = claim(memory, at, record);
        if (claim == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            takeOff(memory, at, blocks, epoch, late);
            release(memory, at, record, claim);
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            interrupt(memory, at, record);
            throw e;
        }
    }

    /**
     * Books a block whose size changed: in DHAT's terms one more block of the full new size.
     *
     * @return false if the totals cannot hold it or the record cannot be had: then nothing was booked, and the event is counted as
     *     lost
     */
    @SuppressWarnings("unused") // birth, nanos: the signature is that of SiteRows
    public boolean resized(long oldBytes, long newBytes, long birth, long nanos) {
        int record = record();
        long line = chunks.line(chunkOf(record));
        if (line == ChunkTable.NONE && (line = make(record)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment memory = chunks.base(chunkOf(record));
        long at = Words.at(line + lines(record));
        long claim = claim(memory, at, record);
        if (claim == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            long grown = newBytes - oldBytes;
            long epoch = grown >= 0 ? totals.add(totalsLine, grown) : totals.remove(totalsLine, -grown);
            if (epoch != Totals.REFUSED) {
                growTotals(memory, at, newBytes);
                // The old one is no more, and there is none less.
                Words.setRelease(memory, at + FREED_BLOCKS, Words.get(memory, at + FREED_BLOCKS) + 1);
            }
            release(memory, at, record, claim);
            Reference.reachabilityFence(source);
            return epoch != Totals.REFUSED || lost();
        } catch (Throwable e) {
            interrupt(memory, at, record);
            throw e;
        }
    }

    /**
     * Adds to one of the counters that have no share in the totals.
     *
     * @param index number of the counter, below the number of tallies
     * @param amount 0 or more
     * @param origin bits to add to those seen
     * @return false if the record cannot be had: then nothing was booked, and the event is counted as lost
     */
    public boolean tally(int index, long amount, int origin) {
        return tally2(index, amount, index, 0, origin);
    }

    /** Adds to two counters at once. */
    public boolean tally2(int index, long amount, int index2, long amount2, int origin) {
        int record = record();
        long line = chunks.line(chunkOf(record));
        if (line == ChunkTable.NONE && (line = make(record)) == ChunkTable.NONE) {
            return lost();
        }
        MemorySegment memory = chunks.base(chunkOf(record));
        long at = Words.at(line + lines(record));
        long claim = claim(memory, at, record);
        if (claim == RowClaim.GIVEN_UP) {
            return lost();
        }
        try {
            if ((knownOrigin | origin) != knownOrigin) {
                noteOrigin(memory, at, origin);
            }
            growTally(memory, at, index, amount);
            growTally(memory, at, index2, amount2);
            release(memory, at, record, claim);
            Reference.reachabilityFence(source);
            return true;
        } catch (Throwable e) {
            interrupt(memory, at, record);
            throw e;
        }
    }

    /** Gives the current thread's record up, if it left it claimed when something failed. */
    public void recover() {
        int record = record();
        MemorySegment memory = chunks.get(chunkOf(record));
        if (memory != null && !owns(record)) {
            boolean ignored = RowClaim.interrupt(memory, offset(record) + CLAIM, offset(record) + INTERRUPTED);
        }
        Reference.reachabilityFence(source);
    }

    /**
     * The sums over all records. The live blocks are never fewer than 0, unless blocks are freed here that were never allocated
     * here; while blocks are allocated and freed, those may be counted in one number and not yet in another.
     *
     * @param state the totals, read before
     */
    public RowNumbers read(Totals.State state) {
        RowNumbers sum = new RowNumbers(tallies.count());
        sum.role = RowRole.NO_SITES;
        long[] numbers = sum.numbers;
        long freed = 0;
        for (int record = next(0); record >= 0; record = next(record + 1)) {
            freed += word(record, FREED_BLOCKS);
        }
        for (int tally = tallies.count() - 1; tally >= 0; tally--) {
            for (int record = next(0); record >= 0; record = next(record + 1)) {
                long amount = SiteRows.saturated(
                        intWord(record, WRAPS), 2 + tally, word(record, TALLIES + (long) tally * Long.BYTES));
                numbers[RowNumbers.CORE + tally] = RowNumbers.saturatedSum(numbers[RowNumbers.CORE + tally], amount);
            }
        }
        long born = 0;
        long peakBlocks = 0;
        for (int record = next(0); record >= 0; record = next(record + 1)) {
            long blocks = word(record, TOTAL_BLOCKS);
            born += blocks;
            peakBlocks += word(record, EPOCH) == state.epoch()
                    ? word(record, STORED_BLOCKS)
                    : blocks - word(record, FREED_BLOCKS);
            int wraps = intWord(record, WRAPS);
            numbers[RowNumbers.TOTAL_BYTES] = RowNumbers.saturatedSum(
                    numbers[RowNumbers.TOTAL_BYTES], SiteRows.saturated(wraps, 0, word(record, TOTAL_BYTES)));
            numbers[RowNumbers.TOTAL_BLOCKS] =
                    RowNumbers.saturatedSum(numbers[RowNumbers.TOTAL_BLOCKS], SiteRows.saturated(wraps, 1, blocks));
            numbers[RowNumbers.INTERRUPTED] += intWord(record, INTERRUPTED);
            sum.origin |= intWord(record, ORIGIN);
        }
        numbers[RowNumbers.LIVE_BYTES] = state.live();
        // In a window a birth may be missing, because a fault came in between, whose end is not.
        numbers[RowNumbers.LIVE_BLOCKS] = isOfWindow ? Math.max(born - freed, 0) : born - freed;
        numbers[RowNumbers.PEAK_BYTES] = state.peak();
        numbers[RowNumbers.PEAK_BLOCKS] = Math.max(state.atPeak() ? born - freed : peakBlocks, 0);
        numbers[RowNumbers.OWN_PEAK_BYTES] = state.peak();
        numbers[RowNumbers.OWN_PEAK_BLOCKS] = numbers[RowNumbers.PEAK_BLOCKS];
        Reference.reachabilityFence(source);
        return sum;
    }

    /** The first record from {@code record} on that has memory and may be used, or -1. */
    private int next(int record) {
        int used = (int) USED_OWNERS.getVolatile(this);
        for (int owner = record; owner < used; ) {
            int chunk = chunks.next(chunkOf(owner));
            if (chunk == chunkOf(owner)) {
                return owner;
            }
            owner = chunk < 0 ? used : chunk << chunkLog2;
        }
        int shared = Math.max(record, owners);
        return shared < owners + SHARED && chunks.next(sharedChunk) == sharedChunk ? shared : -1;
    }

    @SuppressWarnings("NullAway") // of records that next() gave
    private long word(int record, long field) {
        return Words.getAcquire(chunks.get(chunkOf(record)), offset(record) + field);
    }

    @SuppressWarnings("NullAway") // of records that next() gave
    private int intWord(int record, long field) {
        return Words.getIntAcquire(chunks.get(chunkOf(record)), offset(record) + field);
    }

    private static void growTotals(MemorySegment memory, long at, long bytes) {
        long totalBytes = Words.get(memory, at + TOTAL_BYTES) + bytes;
        long totalBlocks = Words.get(memory, at + TOTAL_BLOCKS) + 1;
        Words.set(memory, at + TOTAL_BYTES, totalBytes);
        Words.set(memory, at + TOTAL_BLOCKS, totalBlocks);
        if ((totalBytes | totalBlocks) < 0) {
            noteWrap(memory, at, (totalBytes < 0 ? 1 : 0) | (totalBlocks < 0 ? 2 : 0));
        }
    }

    private static void growTally(MemorySegment memory, long at, int index, long amount) {
        long offset = at + TALLIES + (long) index * Long.BYTES;
        long sum = Words.get(memory, offset) + amount;
        if (sum < 0) {
            noteWrap(memory, at, 4 << index);
        }
        Words.setRelease(memory, offset, sum);
    }

    private static void noteWrap(MemorySegment memory, long at, int bits) {
        Words.setInt(memory, at + WRAPS, Words.getInt(memory, at + WRAPS) | bits);
    }

    private void takeOff(MemorySegment memory, long at, long blocks, long epoch, boolean late) {
        long freed = Words.get(memory, at + FREED_BLOCKS);
        long known = Words.get(memory, at + EPOCH);
        if (known != epoch) {
            keepPeak(memory, at, freed, -blocks, known, epoch);
        }
        if (late) {
            growTally(memory, at, tallies.late(), blocks);
        }
        Words.setRelease(memory, at + FREED_BLOCKS, freed + blocks);
    }

    /** Keeps the number of live blocks at the global peak, before it changes by {@code blocks} in another epoch than the last time. */
    private static void keepPeak(MemorySegment memory, long at, long freed, long blocks, long known, long epoch) {
        if (known < epoch) {
            Words.set(memory, at + STORED_BLOCKS, Words.get(memory, at + TOTAL_BLOCKS) - freed);
            Words.setRelease(memory, at + EPOCH, epoch);
        } else {
            Words.grow(memory, at + STORED_BLOCKS, blocks);
        }
    }

    /** Each bit once, in whatever record; if two threads find one at the same time, in both. */
    private void noteOrigin(MemorySegment memory, long at, int origin) {
        Words.setInt(memory, at + ORIGIN, Words.getInt(memory, at + ORIGIN) | origin);
        int ignored = (int) KNOWN_ORIGIN.getAndBitwiseOr(this, origin);
    }

    /** The record of the current thread. */
    private int record() {
        return record(Thread.currentThread().threadId());
    }

    /** The record of a thread. */
    int record(long id) {
        if (id >= owners) {
            return owners + ((int) ((id * 0x9E37_79B9L) >>> 16) & (SHARED - 1));
        }
        if (id >= usedOwners) {
            noteOwner((int) id);
        }
        return (int) id;
    }

    private void noteOwner(int id) {
        int used = usedOwners;
        while (used <= id && !USED_OWNERS.compareAndSet(this, used, id + 1)) {
            used = (int) USED_OWNERS.getVolatile(this);
        }
        raiseReady();
    }

    private boolean owns(int record) {
        return record < owners;
    }

    /** Claims the current thread's record; for tests that stop in the middle. */
    boolean claim() {
        int record = record();
        long at = Words.at(make(record) + lines(record));
        return claim(chunks.base(chunkOf(record)), at, record) != RowClaim.GIVEN_UP;
    }

    private long claim(MemorySegment memory, long at, int record) {
        return owns(record) ? 0 : RowClaim.claim(memory, at + CLAIM, at + INTERRUPTED, patience);
    }

    private void release(MemorySegment memory, long at, int record, long claim) {
        if (!owns(record)) {
            RowClaim.release(memory, at + CLAIM, claim);
        }
    }

    private void interrupt(MemorySegment memory, long at, int record) {
        if (owns(record)) {
            Words.growInt(memory, at + INTERRUPTED);
        } else {
            boolean ignored = RowClaim.interrupt(memory, at + CLAIM, at + INTERRUPTED);
        }
    }

    /** Always false. */
    private boolean lost() {
        totals.lose();
        return false;
    }

    /** The line in which the chunk of a record starts, which is made if there is none; {@link ChunkTable#NONE} if there is no memory for it. */
    private long make(int record) {
        try {
            int chunk = chunkOf(record);
            long line = Words.line(chunks.make(chunk));
            if (chunk == 0) {
                FIRST_LINE.setVolatile(this, line);
                raiseReady();
            }
            return line;
        } catch (OutOfMemoryError e) {
            return ChunkTable.NONE;
        }
    }

    /** Called by who has noted an owner and by who has made the chunk, after that: the later of the two finds both. */
    private void raiseReady() {
        if ((long) FIRST_LINE.getVolatile(this) != ChunkTable.NONE) {
            int noted = Math.min((int) USED_OWNERS.getVolatile(this), inFirst);
            int seen = (int) READY.getVolatile(this);
            while (seen < noted && !READY.compareAndSet(this, seen, noted)) {
                seen = (int) READY.getVolatile(this);
            }
        }
    }

    private int chunkOf(int record) {
        return owns(record) ? record >>> chunkLog2 : sharedChunk;
    }

    private long offset(int record) {
        return Words.at(lines(record));
    }

    /** Cache lines from the start of the chunk to a record. */
    private long lines(int record) {
        return (owns(record) ? record & ((1 << chunkLog2) - 1) : record - owners) * recordLines;
    }
}
