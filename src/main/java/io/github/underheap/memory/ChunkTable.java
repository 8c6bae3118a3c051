package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of memory by their number, each made when it is first needed, and none ever moved.
 *
 * <p>The first {@value #FIRST} are found at once. Later ones lie in arrays of which each is twice as long as the one before, so
 * no array is ever copied, and an installed chunk cannot be lost.
 *
 * <p>Where words are reached by address ({@link Words#base}), the lines of the first chunks stand in an array of their own: one
 * load less on the way to a record, and two for its segment.
 *
 * <p><b>Race.</b> Two threads may both find a chunk missing. Both allocate, one installs its chunk by compare-and-set on the
 * array element; the other's memory stays unused until its source goes. Reads are plain: what a thread learned about by an
 * acquire it sees, and a thread that sees null makes sure by {@link #make}.
 *
 * <p>Thread-safe, lock-free.
 */
final class ChunkTable {

    private static final VarHandle CHUNKS = MethodHandles.arrayElementVarHandle(MemorySegment[].class);
    private static final VarHandle ARRAYS = MethodHandles.arrayElementVarHandle(MemorySegment[][].class);

    private static final int FIRST_LOG2 = 6;
    private static final int FIRST = 1 << FIRST_LOG2;

    private final MemorySource source;
    private final long chunkBytes;
    private final long firstChunkBytes;
    private final @Nullable Header header;
    private final Region region;

    /** What {@link #line} says of a chunk that has not been made. */
    static final long NONE = -1;

    private static final VarHandle LINES = MethodHandles.arrayElementVarHandle(long[].class);

    /** The lines of the first chunks. */
    private final long[] lines = new long[FIRST];

    private final @Nullable MemorySegment[] first = new @Nullable MemorySegment[FIRST];
    private final @Nullable MemorySegment[] @Nullable [] later =
            new @Nullable MemorySegment[31 - FIRST_LOG2] @Nullable [];

    /**
     * @param header where readers find the chunks; null if they need not
     * @param firstChunkBytes size of chunk 0, which may be smaller
     */
    ChunkTable(@Nullable Header header, Region region, MemorySource source, long firstChunkBytes, long chunkBytes) {
        this.header = header;
        this.region = region;
        this.source = source;
        this.firstChunkBytes = firstChunkBytes;
        this.chunkBytes = chunkBytes;
        Arrays.fill(lines, NONE);
    }

    /** A chunk, or null if it has not been made. */
    @Nullable
    MemorySegment get(int chunk) {
        return chunk < FIRST ? first[chunk] : later(chunk);
    }

    /** The cache line of its {@linkplain #base base} in which a chunk starts, or {@link #NONE}. */
    long line(int chunk) {
        if (Words.BY_ADDRESS && chunk < FIRST) {
            return lines[chunk];
        }
        MemorySegment segment = get(chunk);
        return segment == null ? NONE : Words.line(segment);
    }

    /** The lines of the first chunks, as {@link #line} says them, where words are reached by address: for those who keep them beside them. */
    long[] lines() {
        return lines;
    }

    /** What a chunk that has been made is reached through. */
    @SuppressWarnings("NullAway") // it has been made
    MemorySegment base(int chunk) {
        return Words.BY_ADDRESS ? Words.base(MemorySegment.NULL) : get(chunk);
    }

    private @Nullable MemorySegment later(int chunk) {
        int array = arrayOf(chunk);
        @Nullable MemorySegment[] chunks = later[array];
        return chunks == null ? null : chunks[chunk - firstOf(array)];
    }

    /**
     * A chunk, which is made if there is none.
     *
     * @throws OutOfMemoryError if there is no memory for it
     */
    MemorySegment make(int chunk) {
        @Nullable MemorySegment[] chunks = chunk < FIRST ? first : makeArray(arrayOf(chunk));
        int index = chunk < FIRST ? chunk : chunk - firstOf(arrayOf(chunk));
        MemorySegment known = (MemorySegment) CHUNKS.getAcquire(chunks, index);
        if (known != null) {
            return known;
        }
        MemorySegment fresh = source.allocate(chunk == 0 ? firstChunkBytes : chunkBytes);
        if (header != null) {
            header.prepare();
        }
        MemorySegment other = (MemorySegment) CHUNKS.compareAndExchange(chunks, index, null, fresh);
        if (other != null) {
            return other;
        }
        if (chunk < FIRST) {
            LINES.setRelease(lines, chunk, Words.line(fresh));
        }
        if (header != null) {
            header.register(region, chunk, fresh);
        }
        return fresh;
    }

    /** The first chunk from {@code chunk} on that has been made, or -1. */
    int next(int chunk) {
        for (int i = chunk; i < FIRST; i++) {
            if (CHUNKS.getAcquire(first, i) != null) {
                return i;
            }
        }
        for (int array = arrayOf(Math.max(chunk, FIRST)); array < later.length; array++) {
            @Nullable MemorySegment[] chunks = (MemorySegment[]) ARRAYS.getAcquire(later, array);
            int from = firstOf(array);
            for (int i = Math.max(chunk - from, 0); chunks != null && i < chunks.length; i++) {
                if (CHUNKS.getAcquire(chunks, i) != null) {
                    return from + i;
                }
            }
        }
        return -1;
    }

    private @Nullable MemorySegment[] makeArray(int array) {
        @Nullable MemorySegment[] known = (MemorySegment[]) ARRAYS.getAcquire(later, array);
        if (known != null) {
            return known;
        }
        @Nullable MemorySegment[] fresh = new @Nullable MemorySegment[FIRST << array];
        MemorySegment[] other = (MemorySegment[]) ARRAYS.compareAndExchange(later, array, null, fresh);
        return other == null ? fresh : other;
    }

    /** The array of a chunk that is not among the first. */
    private static int arrayOf(int chunk) {
        return 31 - Integer.numberOfLeadingZeros(chunk >>> FIRST_LOG2);
    }

    /** The number of the first chunk of an array. */
    private static int firstOf(int array) {
        return FIRST << array;
    }
}
