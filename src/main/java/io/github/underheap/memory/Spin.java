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
    private static final long ORIGIN = System.nanoTime();

    private Spin() {}

    /**
     * One step of waiting for another thread that is between a claim and its release: it never parks, because it may run on a thread
     * that must not (the reference handler), and it lets a preempted owner run.
     *
     * @param waited 0 at first, then what this method returned
     * @return {@link #GIVEN_UP} once the wait has been so long, a second, that the other thread will not come back: it ran out of
     *     stack in an unlucky place, or a debugger holds it. Who waits must go on then, or the application would hang
     */
    public static long pause(long waited) {
        if (waited < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
            return waited + 1;
        }
        Thread.yield();
        long now = System.nanoTime() - ORIGIN;
        if (waited == SPINS_BEFORE_YIELD) {
            return now + PATIENCE_NANOS;
        }
        return now > waited ? GIVEN_UP : waited;
    }
}
