package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** Ordered and atomic access to the 32- and 64-bit words of off-heap records. */
final class Words {

    /** Records start on a cache line, so that two of them never share one. */
    static final long CACHE_LINE = 64;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private Words() {}

    /** The byte offset of a named field, so that layouts are the only place where offsets come from. */
    static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }

    /** Padding that fills a record of {@code used} bytes up to whole cache lines. */
    static MemoryLayout paddingAfter(long used) {
        return MemoryLayout.paddingLayout(wholeLines(used) - used);
    }

    /** Rounded up to whole cache lines. */
    static long wholeLines(long bytes) {
        return Math.ceilDiv(bytes, CACHE_LINE) * CACHE_LINE;
    }

    static long get(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_LONG, offset);
    }

    static void set(MemorySegment segment, long offset, long value) {
        segment.set(ValueLayout.JAVA_LONG, offset, value);
    }

    static int getInt(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_INT, offset);
    }

    static void setInt(MemorySegment segment, long offset, int value) {
        segment.set(ValueLayout.JAVA_INT, offset, value);
    }

    static long getAcquire(MemorySegment segment, long offset) {
        return (long) LONG.getAcquire(segment, offset);
    }

    static long getVolatile(MemorySegment segment, long offset) {
        return (long) LONG.getVolatile(segment, offset);
    }

    static void setRelease(MemorySegment segment, long offset, long value) {
        LONG.setRelease(segment, offset, value);
    }

    static boolean compareAndSet(MemorySegment segment, long offset, long expected, long value) {
        return LONG.compareAndSet(segment, offset, expected, value);
    }

    static void add(MemorySegment segment, long offset, long delta) {
        long ignored = getAndAdd(segment, offset, delta);
    }

    static long getAndAdd(MemorySegment segment, long offset, long delta) {
        return (long) LONG.getAndAdd(segment, offset, delta);
    }

    /** A plain load and store, for words that only one thread writes at a time. */
    static void grow(MemorySegment segment, long offset, long delta) {
        set(segment, offset, get(segment, offset) + delta);
    }

    /** Adds 1 to a 32-bit word that only one thread writes at a time. */
    static void growInt(MemorySegment segment, long offset) {
        setInt(segment, offset, getInt(segment, offset) + 1);
    }

    static int getIntAcquire(MemorySegment segment, long offset) {
        return (int) INT.getAcquire(segment, offset);
    }

    static void setIntRelease(MemorySegment segment, long offset, int value) {
        INT.setRelease(segment, offset, value);
    }

    /** Raises a word to {@code value} unless it is higher already. */
    static void raise(MemorySegment segment, long offset, long value) {
        long seen;
        do {
            seen = getVolatile(segment, offset);
        } while (seen < value && !compareAndSet(segment, offset, seen, value));
    }
}
