package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The right to write one off-heap record, which one of its words stands for.
 *
 * <pre>
 *  free:     | version, even                  |   another one after each write
 *  claimed:  | stuck 1 | number of thread, 62 | 1 |
 * </pre>
 *
 * <p><b>Race.</b> Any number of threads write a record, and readers, in this process or another one, look at it meanwhile. A
 * writer claims the word by compare-and-set, does a dozen plain loads and stores, and puts the next even version there with
 * release. Other writers spin for that long and never park. A reader that wants all numbers from one instant takes its copy
 * between two equal even versions.
 *
 * <p><b>Giving up.</b> Nobody takes a claim away from its owner. A writer whose {@link Patience} ends marks the word as stuck, so that
 * later ones do not wait again, writes nothing, and counts its event as lost. The owner's release clears the mark: whether it
 * finds its token with or without the mark, it alone replaces it.
 *
 * <p><b>Faults.</b> A writer that fails in between (in practice: it runs out of stack) gives the record up on its way out
 * ({@link #interrupt}). If there is no stack for that either, it does so further out, or finds its own token with its next
 * event here and goes on as the owner. Each is counted in the record, whose numbers may be off by one event then.
 *
 * <p>Thread-safe.
 */
final class RowClaim {

    /** What {@link #claim} returns instead of a version: the record is not claimed. */
    static final long GIVEN_UP = -1;

    private static final long STUCK = Long.MIN_VALUE;

    private RowClaim() {}

    /**
     * Waits for the record.
     *
     * @param at offset of the word
     * @param interruptedAt offset of the 32-bit number of interruptions
     * @return what {@link #release} wants, or {@link #GIVEN_UP}
     */
    static long claim(MemorySegment memory, long at, long interruptedAt, Patience patience) {
        long version = Words.getVolatile(memory, at);
        // Small enough to be compiled into its callers, which nearly always get no further.
        return (version & 1) == 0 && Words.compareAndSet(memory, at, version, token())
                ? claimed(version)
                : await(memory, at, interruptedAt, patience);
    }

    /** The stores to the record must not be seen before the claim. */
    private static long claimed(long version) {
        VarHandle.storeStoreFence();
        return version;
    }

    private static long await(MemorySegment memory, long at, long interruptedAt, Patience patience) {
        long mine = token();
        long waited = 0;
        while (true) {
            long seen = Words.getVolatile(memory, at);
            if ((seen & 1) == 0) {
                if (Words.compareAndSet(memory, at, seen, mine)) {
                    return claimed(seen);
                }
            } else if ((seen & ~STUCK) == mine) {
                Words.growInt(memory, interruptedAt);
                return claimed(freshVersion());
            } else if (seen < 0) {
                return GIVEN_UP;
            } else {
                waited = patience.pause(waited);
                if (waited == Patience.GIVEN_UP && Words.compareAndSet(memory, at, seen, seen | STUCK)) {
                    return GIVEN_UP;
                }
            }
        }
    }

    /** Gives the record up after it was written, by its owner. */
    static void release(MemorySegment memory, long at, long version) {
        Words.setRelease(memory, at, version + 2);
    }

    /** Gives the record up after it was read only, by its owner, so that other readers may go on with their copies. */
    static void releaseUnchanged(MemorySegment memory, long at, long version) {
        Words.setRelease(memory, at, version);
    }

    /**
     * Gives a record up that the current thread left claimed when something failed in between, and counts that in the record.
     *
     * @return false if the current thread does not own it; nothing was done then
     */
    static boolean interrupt(MemorySegment memory, long at, long interruptedAt) {
        if (!isMine(memory, at)) {
            return false;
        }
        Words.growInt(memory, interruptedAt);
        Words.setRelease(memory, at, freshVersion());
        return true;
    }

    /** A plain load will do: no other thread ever puts this thread's token there, or takes it away. */
    private static boolean isMine(MemorySegment memory, long at) {
        return (Words.get(memory, at) & ~STUCK) == token();
    }

    private static long token() {
        return (Thread.currentThread().threadId() << 1) | 1;
    }

    /** A version that no reader has seen: the last one is not known when the owner was interrupted. */
    private static long freshVersion() {
        return Long.MIN_VALUE | (System.nanoTime() << 1);
    }
}
