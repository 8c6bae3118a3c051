package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Ordered and atomic access to the 32- and 64-bit words of off-heap records.
 *
 * <p><b>Constant base.</b> A segment in a field is looked at with each access: its bounds, its session, its address. Where this module may
 * use native memory, all words are reached through one segment in a static final field instead, of which the compiler knows all that at
 * compile time; a segment is then only a place to start from. Measured: 50 of the 58 ns that counting a short-lived arena added were these
 * looks. Where native access is not allowed, the same methods use the segment itself.
 *
 * <p>The accessors call nothing of their own: where a stack ends, whoever had room to claim a record must have room to give it up.
 *
 * <p>Own memory is never unmapped ({@link BlockPool}), so a use after release could spoil a number and not end the process.
 */
final class Words {

    /** Records start on a cache line, so that two of them never share one. */
    static final long CACHE_LINE = 64;

    private static final int LINE_LOG2 = 6;

    /** More than any address has. */
    private static final long LINES = (1L << 56) - 1;

    /** Whether words are reached by address. */
    static final boolean BY_ADDRESS = Words.class.getModule().isNativeAccessEnabled();

    private static final MemorySegment ALL = BY_ADDRESS ? all() : MemorySegment.NULL;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private Words() {}

    @SuppressWarnings("restricted")
    private static MemorySegment all() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /** The segment to reach the words of a record through, from {@link #line} on: the constant one if there is one. */
    static MemorySegment base(MemorySegment segment) {
        return BY_ADDRESS ? ALL : segment;
    }

    /** The cache line of its {@link #base} in which a segment starts. */
    static long line(MemorySegment segment) {
        return BY_ADDRESS ? segment.address() >>> LINE_LOG2 : 0;
    }

    /**
     * Where a cache line starts. In this form the compiler knows that the offset is a multiple of 64 and within the constant segment, so
     * that it leaves out what each access would ask for alignment and bounds: measured, a third of what counting cost.
     */
    static long at(long line) {
        return (line & LINES) << LINE_LOG2;
    }

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
        return (long) LONG.get(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset);
    }

    static void set(MemorySegment segment, long offset, long value) {
        LONG.set(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset, value);
    }

    static int getInt(MemorySegment segment, long offset) {
        return (int) INT.get(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset);
    }

    static void setInt(MemorySegment segment, long offset, int value) {
        INT.set(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset, value);
    }

    static long getAcquire(MemorySegment segment, long offset) {
        return (long) LONG.getAcquire(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset);
    }

    static long getVolatile(MemorySegment segment, long offset) {
        return (long) LONG.getVolatile(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset);
    }

    static void setRelease(MemorySegment segment, long offset, long value) {
        LONG.setRelease(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset, value);
    }

    static boolean compareAndSet(MemorySegment segment, long offset, long expected, long value) {
        return LONG.compareAndSet(
                BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset, expected, value);
    }

    static void add(MemorySegment segment, long offset, long delta) {
        long ignored = getAndAdd(segment, offset, delta);
    }

    static long getAndAdd(MemorySegment segment, long offset, long delta) {
        return (long)
                LONG.getAndAdd(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset, delta);
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
        return (int) INT.getAcquire(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset);
    }

    static void setIntRelease(MemorySegment segment, long offset, int value) {
        INT.setRelease(BY_ADDRESS ? ALL : segment, BY_ADDRESS ? segment.address() + offset : offset, value);
    }

    /** Raises a word to {@code value} unless it is higher already. */
    static void raise(MemorySegment segment, long offset, long value) {
        long seen;
        do {
            seen = getVolatile(segment, offset);
        } while (seen < value && !compareAndSet(segment, offset, seen, value));
    }
}
