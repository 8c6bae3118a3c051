package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;

/** Memory on the Java heap: a checker that runs a program again and again need not give it back. */
final class HeapMemory implements MemorySource {

    @Override
    public MemorySegment allocate(long bytes) {
        return MemorySegment.ofArray(new long[(int) ((bytes + 7) / 8)]);
    }
}
