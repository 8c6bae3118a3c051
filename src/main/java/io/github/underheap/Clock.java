package io.github.underheap;

/** The time that lifetimes are measured with. */
@FunctionalInterface
interface Clock {

    /** Nanoseconds since an arbitrary origin; never goes back. */
    long nanoTime();
}
