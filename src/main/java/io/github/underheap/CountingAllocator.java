package io.github.underheap;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;

/**
 * Forwards every method to a delegate and counts what it returns.
 *
 * <p>Every overload is forwarded, not just the one abstract method: the JDK leaves out the zeroing of memory that it is about
 * to fill only when its own arenas are asked, so the default methods on a wrapper would take 1.5 to 1.8 times as long.
 */
abstract class CountingAllocator implements SegmentAllocator {

    final SegmentAllocator target;

    CountingAllocator(SegmentAllocator target) {
        this.target = target;
    }

    /** Counts a segment that the delegate has just returned, and returns it. */
    abstract MemorySegment counted(MemorySegment segment);

    /** Called before the delegate is asked: an occasion to notice that its memory is gone. */
    abstract void look();

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        look();
        return counted(target.allocate(byteSize, byteAlignment));
    }

    @Override
    public MemorySegment allocate(long byteSize) {
        look();
        return counted(target.allocate(byteSize));
    }

    @Override
    public MemorySegment allocate(MemoryLayout layout) {
        look();
        return counted(target.allocate(layout));
    }

    @Override
    public MemorySegment allocate(MemoryLayout elementLayout, long count) {
        look();
        return counted(target.allocate(elementLayout, count));
    }

    @Override
    public MemorySegment allocateFrom(String str) {
        look();
        return counted(target.allocateFrom(str));
    }

    @Override
    public MemorySegment allocateFrom(String str, Charset charset) {
        look();
        return counted(target.allocateFrom(str, charset));
    }

    @Override
    public MemorySegment allocateFrom(AddressLayout layout, MemorySegment value) {
        look();
        return counted(target.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(
            ValueLayout elementLayout,
            MemorySegment source,
            ValueLayout sourceElementLayout,
            long sourceOffset,
            long elementCount) {
        look();
        return counted(target.allocateFrom(elementLayout, source, sourceElementLayout, sourceOffset, elementCount));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfByte layout, byte value) {
        look();
        return counted(target.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfChar layout, char value) {
        look();
        return counted(target.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfShort layout, short value) {
        look();
        return counted(target.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfInt layout, int value) {
        look();
        return counted(target.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfFloat layout, float value) {
        look();
        return counted(target.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfLong layout, long value) {
        look();
        return counted(target.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfDouble layout, double value) {
        look();
        return counted(target.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfByte elementLayout, byte... elements) {
        look();
        return counted(target.allocateFrom(elementLayout, elements));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfShort elementLayout, short... elements) {
        look();
        return counted(target.allocateFrom(elementLayout, elements));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfChar elementLayout, char... elements) {
        look();
        return counted(target.allocateFrom(elementLayout, elements));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfInt elementLayout, int... elements) {
        look();
        return counted(target.allocateFrom(elementLayout, elements));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfFloat elementLayout, float... elements) {
        look();
        return counted(target.allocateFrom(elementLayout, elements));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfLong elementLayout, long... elements) {
        look();
        return counted(target.allocateFrom(elementLayout, elements));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfDouble elementLayout, double... elements) {
        look();
        return counted(target.allocateFrom(elementLayout, elements));
    }
}
