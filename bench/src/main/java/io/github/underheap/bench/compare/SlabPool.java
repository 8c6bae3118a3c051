package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** Parts of one size, cut from one big segment when it is made. For one thread. */
final class SlabPool implements SegmentAllocator {

    private final MemorySegment[] free;
    private int freeCount;

    SlabPool(Arena arena, int parts, int partBytes) {
        MemorySegment slab = arena.allocate((long) parts * partBytes, partBytes);
        free = new MemorySegment[parts];
        for (freeCount = 0; freeCount < parts; freeCount++) {
            free[freeCount] = slab.asSlice((long) freeCount * partBytes, partBytes);
        }
    }

    /** The size is that of the parts. */
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return free[--freeCount];
    }

    void free(MemorySegment part) {
        free[freeCount++] = part;
    }
}
