package io.github.underheap.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The library's own off-heap memory: blocks of a few fixed sizes, cut from slabs that are never unmapped.
 *
 * <pre>
 *  sizes:        256, 384, 512, 768, 1024, … 48 KiB, 64 KiB
 *  block number: | slab, 20 | place in the slab in units of 128 bytes, 11 |
 *  free list:    | tag 32 | number of the first block + 1, 32 |      the first word of a free block is the next one's number + 1
 * </pre>
 *
 * <p>Why not arenas that are closed: closing a shared one is a handshake with all threads, automatic ones are charged to
 * {@code -XX:MaxDirectMemorySize}, and both need a thread that cleans up. Memory of the global arena is accessed without a look at a
 * session that may be closed.
 *
 * <p><b>Bound.</b> The pool holds, per size, what was in use at one time, rounded up to slabs of 256 KiB; it never shrinks. All its
 * state is in static fields, so it goes with its class loader; the slabs themselves stay mapped then.
 *
 * <p><b>Race: two threads at one free list.</b> A block is taken by compare-and-set of the list's head to the next block's number,
 * which was read from the block before. Another thread may have taken that block meanwhile, written to it, and given it back: then
 * what was read is wrong, but the tag has moved on, since each taking raises it, and the compare-and-set fails. Reading a
 * block that is in use does no harm, because memory is never unmapped.
 *
 * <p><b>Race: two threads that both need a slab.</b> Both get one; the one that comes too late leaves its own for the next who needs
 * one.
 *
 * <p>Thread-safe, lock-free.
 */
final class BlockPool {

    static final long LARGEST = 64 << 10;
    static final long SLAB_BYTES = 256 << 10;

    private static final int UNIT_LOG2 = 7;
    private static final int UNITS_LOG2 = 11;
    private static final int UNITS = 1 << UNITS_LOG2;

    private static final int SMALLEST_LOG2 = 8;
    private static final int CLASSES = 17;

    private static final int PAGE_LOG2 = 10;
    private static final int MAX_SLABS = 1 << 20;

    private static final AtomicLongArray FREE = new AtomicLongArray(CLASSES);
    private static final AtomicInteger SLABS = new AtomicInteger();
    private static final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable MemorySegment>> SLAB_TABLE =
            new AtomicReferenceArray<>(MAX_SLABS >> PAGE_LOG2);
    private static final Queue<Slab> UNUSED = new ConcurrentLinkedQueue<>();

    /** Where blocks of any size are cut from; starts as one that has no room. */
    private static final AtomicReferenceArray<Slab> CURRENT =
            new AtomicReferenceArray<>(new Slab[] {new Slab(0, UNITS)});

    private static final long SMALLEST = 1L << SMALLEST_LOG2;

    private BlockPool() {}

    /** The size class of a request. */
    static int classOf(long bytes) {
        if (bytes <= 0 || bytes > LARGEST) {
            throw new IllegalArgumentException(bytes + " bytes; a block has 1 to " + LARGEST);
        }
        if (bytes <= 1 << SMALLEST_LOG2) {
            return 0;
        }
        int log2 = 63 - Long.numberOfLeadingZeros(bytes - 1);
        // Between 2^log2 and the double of it there is one more size, at half way.
        return 2 * (log2 - SMALLEST_LOG2) + (bytes <= 3L << (log2 - 1) ? 1 : 2);
    }

    /** Bytes of the blocks of a class. */
    static long bytesOf(int sizeClass) {
        return ((sizeClass & 1) == 0 ? SMALLEST : SMALLEST / 2 * 3) << (sizeClass / 2);
    }

    /**
     * Takes a block of a class.
     *
     * @return its number
     * @throws OutOfMemoryError if there is no memory
     */
    static int take(int sizeClass) {
        while (true) {
            long head = FREE.get(sizeClass);
            int first = (int) head;
            if (first == 0) {
                return cut(sizeClass);
            }
            int next = (int) Words.get(slab(first - 1), offset(first - 1));
            if (FREE.compareAndSet(sizeClass, head, head(head + (1L << 32), next))) {
                return zeroed(sizeClass, first - 1);
            }
        }
    }

    private static int zeroed(int sizeClass, int number) {
        try {
            segment(number, bytesOf(sizeClass)).fill((byte) 0);
            return number;
        } catch (OutOfMemoryError e) {
            // Of the heap, which has no room for the segment object.
            give(sizeClass, number);
            throw e;
        }
    }

    /** Gives a block back. Allocates nothing. */
    static void give(int sizeClass, int number) {
        MemorySegment slab = slab(number);
        long at = offset(number);
        while (true) {
            long head = FREE.get(sizeClass);
            Words.set(slab, at, head & 0xFFFF_FFFFL);
            if (FREE.compareAndSet(sizeClass, head, head(head, number + 1))) {
                return;
            }
        }
    }

    /** The memory of a block that was taken. */
    static MemorySegment segment(int number, long bytes) {
        return slab(number).asSlice(offset(number), bytes);
    }

    /** Bytes that the pool holds, in use and free. */
    static long heldBytes() {
        return SLABS.get() * SLAB_BYTES;
    }

    private static int cut(int sizeClass) {
        int units = (int) (bytesOf(sizeClass) >> UNIT_LOG2);
        while (true) {
            Slab slab = CURRENT.get(0);
            int at = slab.used.getAndAdd(units);
            if (at + units <= UNITS) {
                return slab.first + at;
            }
            for (int rest = at; rest < UNITS; ) {
                rest += giveLargest(slab.first + rest, UNITS - rest);
            }
            Slab fresh = UNUSED.poll();
            if (fresh == null) {
                fresh = newSlab();
            }
            if (!CURRENT.compareAndSet(0, slab, fresh)) {
                UNUSED.add(fresh);
            }
        }
    }

    /** Gives the largest block that fits into the rest of a slab to its list. */
    private static int giveLargest(int number, int units) {
        int sizeClass = CLASSES - 1;
        while (sizeClass >= 0 && bytesOf(sizeClass) >> UNIT_LOG2 > units) {
            sizeClass--;
        }
        if (sizeClass < 0) {
            return units;
        }
        give(sizeClass, number);
        return (int) (bytesOf(sizeClass) >> UNIT_LOG2);
    }

    private static Slab newSlab() {
        MemorySegment memory = Arena.global().allocate(SLAB_BYTES, Words.CACHE_LINE);
        int ordinal = SLABS.getAndIncrement();
        if (ordinal >= MAX_SLABS) {
            SLABS.decrementAndGet();
            throw new OutOfMemoryError("the pool holds 256 GiB");
        }
        int page = ordinal >> PAGE_LOG2;
        if (SLAB_TABLE.get(page) == null) {
            SLAB_TABLE.compareAndSet(page, null, new AtomicReferenceArray<>(1 << PAGE_LOG2));
        }
        slabs(page).set(ordinal & ((1 << PAGE_LOG2) - 1), memory);
        return new Slab(ordinal << UNITS_LOG2, 0);
    }

    @SuppressWarnings("NullAway") // a slab is in the table before a block of it has a number
    private static MemorySegment slab(int number) {
        int ordinal = number >>> UNITS_LOG2;
        return slabs(ordinal >> PAGE_LOG2).getAcquire(ordinal & ((1 << PAGE_LOG2) - 1));
    }

    @SuppressWarnings("NullAway") // made with the first slab of the page
    private static AtomicReferenceArray<@Nullable MemorySegment> slabs(int page) {
        return SLAB_TABLE.getAcquire(page);
    }

    private static long offset(int number) {
        return (long) (number & (UNITS - 1)) << UNIT_LOG2;
    }

    private static long head(long tag, int first) {
        return (tag & 0xFFFF_FFFF_0000_0000L) | (first & 0xFFFF_FFFFL);
    }

    /** A slab that is being cut. */
    private static final class Slab {

        private final int first;
        private final AtomicInteger used;

        Slab(int first, int used) {
            this.first = first;
            this.used = new AtomicInteger(used);
        }
    }
}
