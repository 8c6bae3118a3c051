package io.github.underheap.record;

import io.github.underheap.stack.TickClock;

/** The time that lifetimes are measured with. Thread-safe. */
@FunctionalInterface
public interface Clock {

    /** Nanoseconds since an arbitrary origin. May go back by some microseconds, once. */
    long nanoTime();

    /** {@link System#nanoTime()}. Not a lambda, as the next one: linking one takes milliseconds while the application starts up. */
    final class OfSystem implements Clock {

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    /** That of the native walk. */
    final class OfWalk implements Clock {

        private final TickClock ticks;

        OfWalk(TickClock ticks) {
            this.ticks = ticks;
        }

        @Override
        public long nanoTime() {
            return ticks.nanoTime();
        }
    }
}
