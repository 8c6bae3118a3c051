package io.github.underheap.select;

/** By what the lines of a report are ordered. Equal ones are ordered by their key, so that the order is always the same. */
public enum Order {
    /** Most blocks first. */
    COUNT,
    /** Most bytes first, by the metric that is shown. */
    SIZE,
    /** By the key. */
    NAME
}
