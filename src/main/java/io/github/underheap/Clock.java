package io.github.underheap;

/** The time that lifetimes are measured with. */
@FunctionalInterface
interface Clock {

    /** Nanoseconds since an arbitrary origin. May go back by some microseconds, once. */
    long nanoTime();
}
