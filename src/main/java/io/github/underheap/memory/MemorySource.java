package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;

/** Where the memory of a profile comes from. Implementations are thread-safe. */
@FunctionalInterface
public interface MemorySource {

    /**
     * Returns zeroed memory that starts on a cache line and is the caller's for as long as this source is reachable.
     *
     * @param bytes size in bytes, 1 to 65,536
     * @throws OutOfMemoryError if there is none
     */
    MemorySegment allocate(long bytes);
}
