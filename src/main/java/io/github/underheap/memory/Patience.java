package io.github.underheap.memory;

import java.util.function.LongSupplier;

/**
 * How long a thread waits for another one that is between a claim and its release, before it gives up and goes on without.
 *
 * <p>Immutable, thread-safe.
 */
public final class Patience {

    /** What {@link #pause} returns when there is no use in waiting longer. */
    public static final long GIVEN_UP = Long.MAX_VALUE;

    /** A second: whoever holds a claim for that long ran out of stack in an unlucky place, or a debugger holds it. */
    public static final Patience USUAL = new Patience(1_000_000_000, new SystemClock());

    private static final long SPINS_BEFORE_YIELD = 256;

    /** A longer step says that this thread was stopped, and so may the other have been: it counts for no more than this. */
    private static final long LONGEST_STEP_NANOS = 1_000_000;

    private final long nanos;
    private final LongSupplier nanoTime;

    /**
     * @param nanos how long to wait, ns; time for which the whole process may have been stopped does not count
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    public Patience(long nanos, LongSupplier nanoTime) {
        this.nanos = nanos;
        this.nanoTime = nanoTime;
    }

    /**
     * One step of waiting. It never parks, because it may run on a thread that must not (the reference handler), and it lets a
     * preempted owner run.
     *
     * @param waited 0 at first, then what this method returned
     * @return {@link #GIVEN_UP} once the waiting has taken too long, and from then on; the caller then goes on without the claim,
     *     changes nothing, and counts its event as lost, or the application would hang
     */
    public long pause(long waited) {
        if (waited < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
            return waited + 1;
        }
        if (waited == GIVEN_UP) {
            return GIVEN_UP;
        }
        long start = nanoTime.getAsLong();
        Thread.yield();
        long step = Math.clamp(nanoTime.getAsLong() - start, 1, LONGEST_STEP_NANOS);
        return waited + step > nanos ? GIVEN_UP : waited + step;
    }

    /** No lambda: linking one takes milliseconds while the application starts up. */
    private static final class SystemClock implements LongSupplier {

        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }
}
