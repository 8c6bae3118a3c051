package io.github.underheap.config;

/** How the call sites of allocations are found. */
public enum Capture {
    /** Not at all: counters only, no sites and no lifetimes. */
    NONE,
    /** By {@link java.lang.StackWalker}: a few microseconds per allocation. */
    STACKWALKER,
    /** The fastest way that is available. */
    AUTO
}
