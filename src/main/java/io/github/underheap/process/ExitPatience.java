package io.github.underheap.process;

import io.github.underheap.file.SystemProperty;
import io.github.underheap.stack.Outcome;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the end of a process waits for its profile.
 *
 * @param stillNanos ns without a byte written
 * @param allNanos ns in all
 */
record ExitPatience(long stillNanos, long allNanos) {

    /** For tests: how many ms without a byte written. Not in {@code underheap.}, where each key is an option. */
    private static final String PROPERTY = "io.github.underheap.exitMillis";

    private static final long USUAL_MILLIS = 10_000;

    /** A profile of a million sites takes some seconds even on a fast disk. */
    private static final int ALL_TO_STILL = 6;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long STEP_NANOS = 100_000_000;

    static ExitPatience find() {
        long nanos = millis() * NANOS_PER_MILLI;
        return new ExitPatience(nanos, nanos * ALL_TO_STILL);
    }

    private static long millis() {
        try {
            return Long.parseLong(SystemProperty.get(PROPERTY, ""));
        } catch (NumberFormatException e) {
            return USUAL_MILLIS;
        }
    }

    /**
     * Waits for something.
     *
     * @param moved grows while something happens
     * @return false if the patience has ended
     */
    boolean await(Outcome<?> outcome, AtomicLong moved) {
        long begin = System.nanoTime();
        long last = moved.get();
        long lastAt = begin;
        while (!outcome.await(Math.min(STEP_NANOS, stillNanos))) {
            long now = System.nanoTime();
            long seen = moved.get();
            if (seen != last) {
                last = seen;
                lastAt = now;
            }
            if (now - lastAt >= stillNanos || now - begin >= allNanos) {
                return false;
            }
        }
        return true;
    }
}
