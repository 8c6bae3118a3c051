package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The right to write one record, which its first word, the version, stands for: even while nobody writes, else the number of the
 * thread that does and an odd bit.
 *
 * <p><b>Race.</b> Any number of threads write a record, and readers, in this process or another one, look at it meanwhile. A
 * writer claims the version by compare-and-set, does a dozen plain loads and stores, and puts the next even version there with
 * release. Other writers spin for that long and never park. A reader that wants all numbers from one instant takes its copy
 * between two equal even versions.
 *
 * <p><b>Faults.</b> A writer that runs out of stack in between releases the record on its way out. If there is no stack for that
 * either, it does so further out ({@link #recover}), or with its next event here, or the next writer takes the record over after
 * a second. That is counted in the record, whose numbers may be off then.
 *
 * <p>Thread-safe.
 */
final class RowClaim {

    private RowClaim() {}

    /**
     * Waits for the record.
     *
     * @param versionAt offset of the version
     * @param takeoversAt offset of the number of takeovers
     * @return what {@link #release} wants
     */
    static long claim(MemorySegment memory, long versionAt, long takeoversAt) {
        long version = Words.getVolatile(memory, versionAt);
        // Small enough to be compiled into its callers, which nearly always get no further.
        return (version & 1) == 0 && Words.compareAndSet(memory, versionAt, version, ofCurrentThread())
                ? claimed(version)
                : await(memory, versionAt, takeoversAt);
    }

    /** The stores to the record must not be seen before the claim. */
    private static long claimed(long version) {
        VarHandle.storeStoreFence();
        return version;
    }

    private static long await(MemorySegment memory, long versionAt, long takeoversAt) {
        long mine = ofCurrentThread();
        long waited = 0;
        while (true) {
            long version = Words.getVolatile(memory, versionAt);
            if ((version & 1) == 0) {
                if (Words.compareAndSet(memory, versionAt, version, mine)) {
                    return claimed(version);
                }
            } else {
                waited = version == mine ? Spin.GIVEN_UP : Spin.pause(waited);
                if (waited == Spin.GIVEN_UP && Words.compareAndSet(memory, versionAt, version, mine)) {
                    VarHandle.storeStoreFence();
                    Words.grow(memory, takeoversAt, 1);
                    return freshVersion();
                }
            }
        }
    }

    static void release(MemorySegment memory, long versionAt, long version) {
        Words.setRelease(memory, versionAt, version + 2);
    }

    /** Gives a record up that the current thread claimed and, for want of stack, could not release; does nothing otherwise. */
    static void recover(MemorySegment memory, long versionAt, long takeoversAt) {
        if (Words.getVolatile(memory, versionAt) == ofCurrentThread()) {
            Words.grow(memory, takeoversAt, 1);
            Words.setRelease(memory, versionAt, freshVersion());
        }
    }

    private static long ofCurrentThread() {
        return (Thread.currentThread().threadId() << 1) | 1;
    }

    /** A version that no reader has seen: the last one is not known when a record is taken over. */
    private static long freshVersion() {
        return Long.MIN_VALUE | (System.nanoTime() << 1);
    }
}
