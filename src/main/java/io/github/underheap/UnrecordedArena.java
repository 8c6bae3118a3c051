package io.github.underheap;

import io.github.underheap.record.Recorder;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;

/**
 * An arena of a tracker that is off: forwards every method to the delegate, and does nothing else.
 *
 * <p>It forwards every overload for the reason that {@link CountingAllocator} does.
 */
final class UnrecordedArena implements TrackingArena {

    private final Recorder recorder;
    private final Arena delegate;

    UnrecordedArena(Recorder recorder, Arena delegate) {
        this.recorder = recorder;
        this.delegate = delegate;
    }

    /** The recorder of its tracker. */
    Recorder recordedBy() {
        return recorder;
    }

    @Override
    public MemorySegment.Scope scope() {
        return delegate.scope();
    }

    @Override
    public void close() {
        delegate.close();
    }

    @Override
    public String toString() {
        return "TrackingArena[" + delegate + "]";
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return delegate.allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment allocate(long byteSize) {
        return delegate.allocate(byteSize);
    }

    @Override
    public MemorySegment allocate(MemoryLayout layout) {
        return delegate.allocate(layout);
    }

    @Override
    public MemorySegment allocate(MemoryLayout elementLayout, long count) {
        return delegate.allocate(elementLayout, count);
    }

    @Override
    public MemorySegment allocateFrom(String str) {
        return delegate.allocateFrom(str);
    }

    @Override
    public MemorySegment allocateFrom(String str, Charset charset) {
        return delegate.allocateFrom(str, charset);
    }

    @Override
    public MemorySegment allocateFrom(AddressLayout layout, MemorySegment value) {
        return delegate.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(
            ValueLayout elementLayout,
            MemorySegment source,
            ValueLayout sourceElementLayout,
            long sourceOffset,
            long elementCount) {
        return delegate.allocateFrom(elementLayout, source, sourceElementLayout, sourceOffset, elementCount);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfByte layout, byte value) {
        return delegate.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfChar layout, char value) {
        return delegate.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfShort layout, short value) {
        return delegate.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfInt layout, int value) {
        return delegate.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfFloat layout, float value) {
        return delegate.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfLong layout, long value) {
        return delegate.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfDouble layout, double value) {
        return delegate.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfByte elementLayout, byte... elements) {
        return delegate.allocateFrom(elementLayout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfShort elementLayout, short... elements) {
        return delegate.allocateFrom(elementLayout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfChar elementLayout, char... elements) {
        return delegate.allocateFrom(elementLayout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfInt elementLayout, int... elements) {
        return delegate.allocateFrom(elementLayout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfFloat elementLayout, float... elements) {
        return delegate.allocateFrom(elementLayout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfLong elementLayout, long... elements) {
        return delegate.allocateFrom(elementLayout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfDouble elementLayout, double... elements) {
        return delegate.allocateFrom(elementLayout, elements);
    }
}
