package io.github.underheap.memory;

/**
 * Waiting for another thread that is between a claim and its release.
 *
 * <p>Thread-safe.
 */
public final class Spin {

    /** What {@link #pause} returns when there is no use in waiting longer. */
    public static final long GIVEN_UP = Long.MAX_VALUE;

    private static final long SPINS_BEFORE_YIELD = 256;
    private static final long PATIENCE_NANOS = 1_000_000_000;

    /** A longer step says that this thread was stopped, and so may the other have been: it counts for no more than this. */
    private static final long LONGEST_STEP_NANOS = 1_000_000;

    private Spin() {}

    /**
     * One step of waiting for another thread that is between a claim and its release: it never parks, because it may run on a
     * thread that must not (the reference handler), and it lets a preempted owner run.
     *
     * @param waited 0 at first, then what this method returned
     * @return {@link #GIVEN_UP} once the waiting has taken so long, a second without the time for which the whole process may have
     *     been stopped, that the other thread will not come back: it ran out of stack in an unlucky place, or a debugger holds
     *     it. Who waits must go on then, or the application would hang
     */
    public static long pause(long waited) {
        if (waited < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
            return waited + 1;
        }
        long start = System.nanoTime();
        Thread.yield();
        long step = Math.clamp(System.nanoTime() - start, 1, LONGEST_STEP_NANOS);
        return waited == GIVEN_UP || waited + step > PATIENCE_NANOS ? GIVEN_UP : waited + step;
    }
}
