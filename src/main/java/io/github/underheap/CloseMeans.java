package io.github.underheap;

/** What it means when the {@code close} of an arena of somebody's own returns and its scope lives on. */
public enum CloseMeans {
    /** Somebody has stopped using it; others may still do. Its blocks stay live until the scope ends. */
    RELEASES_A_USE,
    /** Its memory went back to where it came from, such as a pool, and is used again. The blocks that it has given out so far end. */
    RETURNS_MEMORY
}
