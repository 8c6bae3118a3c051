package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Live bytes and their peak, exact under any number of threads with one compare-and-set per operation.
 *
 * <pre>
 *   0         8      64           72      128            136     192       200        208      256
 *  +---------+------+------------+-------+--------------+-------+---------+----------+--------+
 *  |  word   |  -   | peakLeft   |   -   | epochHelper  |   -   |  lost   | uncertain|   -    |
 *  +---------+------+------------+-------+--------------+-------+---------+----------+--------+
 *
 *  word, below 8 GiB:  | 0 | atPeak 1 | epoch 29 | live bytes 33 |
 *  word, above:        | 1 | atPeak 1 | epoch 15 | live bytes 47 |   47 bits are the user address space of x86_64
 * </pre>
 *
 * <p><b>Protocol.</b> {@code atPeak} says that the live bytes have not been lower since they last reached the peak; the
 * peak is then the live bytes themselves, else {@code peakLeft}. An operation that gives memory back while at the peak
 * first raises {@code peakLeft}, then leaves the peak and moves the epoch by one. Every operation carries the epoch of
 * its own compare-and-set to its site row, where the lazy copy of the state at the peak is made ({@link SiteRows}). The
 * rules are those of dhat-rs: an allocation that makes the live bytes equal to the peak is the new peak.
 *
 * <p><b>Who else may be doing what.</b> Others may move the word between any two steps; then the compare-and-set fails
 * and the operation starts again. {@code peakLeft} is read after the word: it can only be stale if somebody left the peak
 * in between, and leaving changes the word. It may be raised by a thread that then fails to leave; what it stored was
 * live at that moment, so the peak is not overstated.
 *
 * <p><b>The full epoch.</b> The word has only the low bits. {@code epochHelper} is a full epoch that lags by less than
 * {@value #LAG}: whoever moves the epoch to a multiple of half of that first sees to it that the helper has the multiple
 * before. An operation reads the helper before the word, so low bits and helper give the epoch unless so many epochs pass
 * within the operation that the low bits come round: 2^29 of them (or 2^15 above 8 GiB) between two adjacent
 * instructions. That is noticed by a second look at the helper and counted as {@code uncertain}; reports say so.
 *
 * <p><b>Short and long way.</b> Nearly all operations find the narrow word and need one attempt: {@link #add} and {@link #remove} are
 * small for them, so that they are compiled into their callers. The other methods do the same in all cases. None of them calls
 * deeper than a claim and its release do: where a stack ends, whoever had room to claim a row must have room to give it up.
 *
 * <p>Thread-safe, lock-free.
 */
@SuppressWarnings("ReachabilityFenceUsage") // after a fault nothing is read or written any more
public final class Totals {

    /** Live bytes that the word can hold, exclusive. */
    public static final long LIMIT = 1L << 47;

    private static final int LAG = 1 << 12;
    /** A power of two, as a division would take longer than all the rest. */
    private static final int STEP = LAG / 2;

    private static final long WIDE = 1L << 63;
    private static final long AT_PEAK = 1L << 62;
    private static final int NARROW_LIVE_BITS = 33;
    private static final int WIDE_LIVE_BITS = 47;
    private static final int EPOCH_TOP = 62;
    private static final long NARROW_LIVE = (1L << NARROW_LIVE_BITS) - 1;
    private static final long NARROW_EPOCH = (1L << (EPOCH_TOP - NARROW_LIVE_BITS)) - 1;

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("word"),
            Words.paddingAfter(8),
            ValueLayout.JAVA_LONG.withName("peakLeft"),
            Words.paddingAfter(8),
            ValueLayout.JAVA_LONG.withName("epochHelper"),
            Words.paddingAfter(8),
            ValueLayout.JAVA_LONG.withName("lost"),
            ValueLayout.JAVA_LONG.withName("uncertain"),
            Words.paddingAfter(16));

    private static final long WORD = Words.offset(LAYOUT, "word");
    private static final long PEAK_LEFT = Words.offset(LAYOUT, "peakLeft");
    private static final long EPOCH_HELPER = Words.offset(LAYOUT, "epochHelper");
    private static final long LOST = Words.offset(LAYOUT, "lost");
    private static final long UNCERTAIN = Words.offset(LAYOUT, "uncertain");

    /** No operation has this epoch; new rows start with it. */
    static final long NO_EPOCH = 0;

    /** What {@link #add} returns when the live bytes would pass {@link #LIMIT}; nothing was counted then. */
    public static final long REFUSED = -1;

    /** What keeps the memory for as long as this object is reachable. */
    private final MemorySource source;

    private final MemorySegment memory;
    private final long line;

    /** Counters of their own. */
    public Totals(MemorySource source) {
        this(null, source);
    }

    /** @param header where readers find them; null if they need not */
    Totals(@Nullable Header header, MemorySource source) {
        this.source = source;
        MemorySegment own = source.allocate(LAYOUT.byteSize());
        memory = Words.base(own);
        line = Words.line(own);
        Words.setRelease(own, WORD, pack(0, false, 1));
        if (header != null) {
            header.register(Region.TOTALS, 0, own);
        }
    }

    /** Where these counters start, for those who keep it beside them: one load less on the way to the word, which all the rest waits for. */
    long line() {
        return line;
    }

    /**
     * Counts bytes as live.
     *
     * @param bytes 0 or more
     * @return the epoch of this operation, or {@link #REFUSED}
     */
    public long add(long bytes) {
        return add(line, bytes);
    }

    /** @param line {@link #line()} */
    long add(long line, long bytes) {
        MemorySegment base = Words.base(memory);
        long at = Words.at(line);
        long helper = Words.getAcquire(base, at + EPOCH_HELPER);
        long word = Words.getVolatile(base, at + WORD);
        long live = (word & NARROW_LIVE) + bytes;
        if (word >= 0 && live >= 0 && live <= NARROW_LIVE) {
            long next = live >= Words.getVolatile(base, at + PEAK_LEFT) ? word + bytes | AT_PEAK : word + bytes;
            if (Words.compareAndSet(base, at + WORD, word, next)) {
                if (Words.getAcquire(base, at + EPOCH_HELPER) != helper) {
                    checkEpoch(word, helper);
                }
                Reference.reachabilityFence(source);
                return helper + (((word >>> NARROW_LIVE_BITS) - helper) & NARROW_EPOCH);
            }
        }
        return addAnyhow(bytes);
    }

    /** {@link #add} in the wide form of the word, or while others move it. */
    private long addAnyhow(long bytes) {
        MemorySegment base = Words.base(memory);
        long at = Words.at(line);
        while (true) {
            long helper = Words.getAcquire(base, at + EPOCH_HELPER);
            long word = Words.getVolatile(base, at + WORD);
            long live = live(word) + bytes;
            if (live < 0 || live >= LIMIT) {
                return REFUSED;
            }
            long epoch = epoch(word, helper);
            boolean atPeak = atPeak(word) || live >= Words.getVolatile(base, at + PEAK_LEFT);
            if (Words.compareAndSet(base, at + WORD, word, pack(live, atPeak, epoch))) {
                if (Words.getAcquire(base, at + EPOCH_HELPER) - helper >= mostEpochs(word)) {
                    long ignored = Words.getAndAdd(base, at + UNCERTAIN, 1);
                }
                Reference.reachabilityFence(source);
                return epoch;
            }
        }
    }

    /**
     * Counts bytes as given back, in one step whatever their number of blocks.
     *
     * @param bytes 0 or more, counted by {@link #add} before
     * @return the epoch of this operation
     */
    public long remove(long bytes) {
        return remove(line, bytes);
    }

    /** @param line {@link #line()} */
    long remove(long line, long bytes) {
        MemorySegment base = Words.base(memory);
        long at = Words.at(line);
        long helper = Words.getAcquire(base, at + EPOCH_HELPER);
        long word = Words.getVolatile(base, at + WORD);
        long live = word & NARROW_LIVE;
        if (word >= 0 && live >= bytes) {
            long epoch = helper + (((word >>> NARROW_LIVE_BITS) - helper) & NARROW_EPOCH);
            long next = word - bytes;
            if ((word & AT_PEAK) != 0) {
                epoch++;
                next = (epoch & NARROW_EPOCH) << NARROW_LIVE_BITS | live - bytes;
            }
            if (((word & AT_PEAK) == 0
                            || ((epoch & (STEP - 1)) != 0 && Words.getVolatile(base, at + PEAK_LEFT) >= live))
                    && Words.compareAndSet(base, at + WORD, word, next)) {
                if (Words.getAcquire(base, at + EPOCH_HELPER) != helper) {
                    checkEpoch(word, helper);
                }
                Reference.reachabilityFence(source);
                return epoch;
            }
        }
        return removeAnyhow(bytes);
    }

    /** {@link #remove} in the wide form of the word, from a new peak, at a step of the helper, or while others move the word. */
    private long removeAnyhow(long bytes) {
        MemorySegment base = Words.base(memory);
        long at = Words.at(line);
        while (true) {
            long helper = Words.getAcquire(base, at + EPOCH_HELPER);
            long word = Words.getVolatile(base, at + WORD);
            long live = live(word);
            long epoch = epoch(word, helper);
            long next = epoch;
            if (atPeak(word)) {
                long left = Words.getVolatile(base, at + PEAK_LEFT);
                while (left < live && !Words.compareAndSet(base, at + PEAK_LEFT, left, live)) {
                    left = Words.getVolatile(base, at + PEAK_LEFT);
                }
                next = epoch + 1;
                // Only the thread whose compare-and-set succeeds may be early here, and what it stores is never too
                // high.
                while ((next & (STEP - 1)) == 0 && helper < next - STEP) {
                    boolean ignored = Words.compareAndSet(base, at + EPOCH_HELPER, helper, next - STEP);
                    helper = Words.getAcquire(base, at + EPOCH_HELPER);
                }
            }
            if (Words.compareAndSet(base, at + WORD, word, pack(Math.max(live - bytes, 0), false, next))) {
                if (live < bytes) {
                    // Cannot be; but a wrong number must not become a word that no later number can mend.
                    long ignored = Words.getAndAdd(base, at + UNCERTAIN, 1);
                }
                long seen = Words.getAcquire(base, at + EPOCH_HELPER);
                if (seen - helper >= mostEpochs(word)) {
                    long ignored = Words.getAndAdd(base, at + UNCERTAIN, 1);
                }
                while ((next & (STEP - 1)) == 0 && next != epoch && seen < next) {
                    boolean ignored = Words.compareAndSet(base, at + EPOCH_HELPER, seen, next);
                    seen = Words.getAcquire(base, at + EPOCH_HELPER);
                }
                Reference.reachabilityFence(source);
                return next;
            }
        }
    }

    /** Counts an event that could not be recorded. */
    public void lose() {
        MemorySegment base = Words.base(memory);
        long at = Words.at(line);
        Words.add(base, at + LOST, 1);
        Reference.reachabilityFence(source);
    }

    /** The state at one instant. */
    public State read() {
        MemorySegment base = Words.base(memory);
        long at = Words.at(line);
        while (true) {
            long helper = Words.getAcquire(base, at + EPOCH_HELPER);
            long word = Words.getVolatile(base, at + WORD);
            long peakLeft = Words.getVolatile(base, at + PEAK_LEFT);
            if (Words.getVolatile(base, at + WORD) == word) {
                boolean atPeak = atPeak(word);
                State state = new State(
                        live(word),
                        atPeak ? live(word) : peakLeft,
                        atPeak,
                        epoch(word, helper),
                        Words.getVolatile(base, at + LOST),
                        Words.getVolatile(base, at + UNCERTAIN));
                Reference.reachabilityFence(source);
                return state;
            }
        }
    }

    /**
     * The counters at one instant.
     *
     * @param live live bytes
     * @param peak the highest live bytes so far
     * @param atPeak whether the live bytes have been at the peak since they reached it
     * @param epoch how often a peak was left, plus one
     * @param lost events that could not be recorded
     * @param uncertain operations whose epoch may be wrong, so that bytes may be attributed to another peak
     */
    public record State(long live, long peak, boolean atPeak, long epoch, long lost, long uncertain) {}

    private void checkEpoch(long word, long helper) {
        MemorySegment base = Words.base(memory);
        long at = Words.at(line);
        if (Words.getAcquire(base, at + EPOCH_HELPER) - helper >= mostEpochs(word)) {
            long ignored = Words.getAndAdd(base, at + UNCERTAIN, 1);
        }
    }

    /** Epochs that may pass within an operation without the low bits coming round. */
    private static long mostEpochs(long word) {
        return (1L << (EPOCH_TOP - (word < 0 ? WIDE_LIVE_BITS : NARROW_LIVE_BITS))) - 2L * LAG;
    }

    static long pack(long live, boolean atPeak, long epoch) {
        long flags = atPeak ? AT_PEAK : 0;
        int liveBits = NARROW_LIVE_BITS;
        if (live >>> NARROW_LIVE_BITS != 0) {
            flags |= WIDE;
            liveBits = WIDE_LIVE_BITS;
        }
        long epochMask = (1L << (EPOCH_TOP - liveBits)) - 1;
        return flags | ((epoch & epochMask) << liveBits) | live;
    }

    static long live(long word) {
        return word & ((1L << (word < 0 ? WIDE_LIVE_BITS : NARROW_LIVE_BITS)) - 1);
    }

    static boolean atPeak(long word) {
        return (word & AT_PEAK) != 0;
    }

    /** The full epoch of a word, given a full epoch from before that lags by less than {@link #LAG}. */
    static long epoch(long word, long helper) {
        int liveBits = word < 0 ? WIDE_LIVE_BITS : NARROW_LIVE_BITS;
        long mask = (1L << (EPOCH_TOP - liveBits)) - 1;
        return helper + (((word >>> liveBits) - helper) & mask);
    }
}
