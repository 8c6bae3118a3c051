package io.github.underheap.select;

/** How the lines of a report are ordered. Equal ones are ordered by their key, so that the order is always the same. */
public enum Order {
    /** Most blocks first; in a comparison, the largest change of blocks. */
    COUNT,
    /** Most of the metric first; in a comparison, the largest change of it. */
    SIZE,
    /** By the key. */
    NAME
}
