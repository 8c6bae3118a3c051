package io.github.underheap.build.wrong.stack;

/** Knows nobody. */
public class Low {
    Low[] allowed;
}
