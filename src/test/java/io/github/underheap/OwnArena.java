package io.github.underheap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An arena of somebody's own, which only passes on; tests override what theirs does in another way. */
public class OwnArena implements Arena {

    protected final Arena delegate;

    public OwnArena(Arena delegate) {
        this.delegate = delegate;
    }

    public OwnArena() {
        this(Arena.ofShared());
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return delegate.allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment.Scope scope() {
        return delegate.scope();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
