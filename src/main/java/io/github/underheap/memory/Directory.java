package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the chunks of a profile lie, for readers in other processes: a chain of blocks with {@value #ENTRIES} entries each.
 *
 * <pre>
 *   0        8         16
 *  +--------+---------+------------------------------------------+
 *  | next   | claimed | entries:  region 4, ordinal 4, place 8, bytes 8
 *  +--------+---------+------------------------------------------+
 * </pre>
 *
 * <p>The <em>ordinal</em> is the number of the chunk in its region; the <em>place</em> of a chunk is its address in the process that
 * writes, and so is <em>next</em>, 0 in the last block.
 *
 * <p><b>Race.</b> A writer claims an entry by adding 1 to <em>claimed</em>, which may pass the number of entries, and fills it;
 * <em>bytes</em> last and with release. Nobody waits: readers pass over entries of no bytes. Two threads may both find a block full;
 * both make one, one links its own by compare-and-set.
 *
 * <p>Thread-safe, lock-free.
 */
final class Directory {

    static final int ENTRIES = 170;

    private static final StructLayout ENTRY = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("region"),
            ValueLayout.JAVA_INT.withName("ordinal"),
            ValueLayout.JAVA_LONG.withName("place"),
            ValueLayout.JAVA_LONG.withName("bytes"));

    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("next"),
            ValueLayout.JAVA_LONG.withName("claimed"),
            MemoryLayout.sequenceLayout(ENTRIES, ENTRY).withName("entries"));

    private static final long NEXT = Words.offset(LAYOUT, "next");
    private static final long CLAIMED = Words.offset(LAYOUT, "claimed");
    private static final long FIRST_ENTRY = Words.offset(LAYOUT, "entries");
    private static final long ENTRY_BYTES = ENTRY.byteSize();

    private final MemorySource source;
    private final MemorySegment first;
    private final AtomicReference<MemorySegment> last;

    Directory(MemorySource source) {
        this.source = source;
        first = source.allocate(LAYOUT.byteSize());
        last = new AtomicReference<>(first);
    }

    /** The address of the first block. */
    long place() {
        return first.address();
    }

    /**
     * Makes a new block if the last one is full.
     *
     * @throws OutOfMemoryError if there is no memory for it
     */
    void prepare() {
        MemorySegment block = last();
        if (Words.getAcquire(block, CLAIMED) >= ENTRIES) {
            MemorySegment ignored = append(block);
        }
    }

    /**
     * Adds a chunk. One that finds no room is used, but not found by other processes.
     *
     * @return false if there is no memory for a block
     */
    @SuppressWarnings("UnusedReturnValue")
    boolean add(Region region, int ordinal, MemorySegment chunk) {
        @Nullable MemorySegment block = last();
        while (block != null) {
            long entry = Words.getAndAdd(block, CLAIMED, 1);
            if (entry < ENTRIES) {
                fill(block, FIRST_ENTRY + entry * ENTRY_BYTES, region, ordinal, chunk);
                return true;
            }
            block = appendIfPossible(block);
        }
        return false;
    }

    private static void fill(MemorySegment block, long at, Region region, int ordinal, MemorySegment chunk) {
        Words.setInt(block, at + Words.offset(ENTRY, "region"), region.ordinal());
        Words.setInt(block, at + Words.offset(ENTRY, "ordinal"), ordinal);
        Words.set(block, at + Words.offset(ENTRY, "place"), chunk.address());
        Words.setRelease(block, at + Words.offset(ENTRY, "bytes"), chunk.byteSize());
    }

    private @Nullable MemorySegment appendIfPossible(MemorySegment full) {
        try {
            return append(full);
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    private MemorySegment last() {
        return Objects.requireNonNull(last.get());
    }

    @SuppressWarnings({"ReferenceEquality", "MemorySegmentReferenceEquality"}) // the very block
    private MemorySegment append(MemorySegment full) {
        MemorySegment known = last();
        if (known != full) {
            return known;
        }
        MemorySegment fresh = source.allocate(LAYOUT.byteSize());
        if (last.compareAndSet(full, fresh)) {
            Words.setRelease(full, NEXT, fresh.address());
            return fresh;
        }
        return last();
    }
}
