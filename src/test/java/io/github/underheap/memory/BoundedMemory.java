package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/** Memory of which there is only so much. */
final class BoundedMemory implements MemorySource {

    private final MemorySource source = new PooledMemory();
    private final AtomicLong left;

    BoundedMemory(long bytes) {
        left = new AtomicLong(bytes);
    }

    @Override
    public MemorySegment allocate(long bytes) {
        if (left.addAndGet(-bytes) < 0) {
            left.addAndGet(bytes);
            throw new OutOfMemoryError("test limit");
        }
        return source.allocate(bytes);
    }

    void leave(long bytes) {
        left.set(bytes);
    }
}
