package io.github.underheap.record;

/** The time that lifetimes are measured with. Thread-safe. */
@FunctionalInterface
public interface Clock {

    /** Nanoseconds since an arbitrary origin. May go back by some microseconds, once. */
    long nanoTime();
}
