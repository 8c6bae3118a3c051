package io.github.underheap.record;

import io.github.underheap.stack.TickClock;

/** The time that lifetimes are measured with. Thread-safe. */
@FunctionalInterface
public interface Clock {

    /** Units of this clock since an arbitrary origin; nanoseconds, but for the processor's counter. May go back by a little. */
    long now();

    /** {@link System#nanoTime()}. Not a lambda, as the next one: linking one takes milliseconds while the application starts up. */
    final class OfSystem implements Clock {

        @Override
        public long now() {
            return System.nanoTime();
        }
    }

    /** The processor's counter. */
    final class OfTicks implements Clock {

        private final TickClock ticks;

        OfTicks(TickClock ticks) {
            this.ticks = ticks;
        }

        @Override
        public long now() {
            return ticks.ticks();
        }
    }
}
