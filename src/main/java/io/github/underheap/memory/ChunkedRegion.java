package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Dense records of one size that never move: chunk 0 holds {@code 2^firstLog2} of them and each later chunk twice as many
 * as the one before, so memory grows with what is recorded and an index finds its chunk by one bit scan.
 *
 * <p><b>Race.</b> Two threads may both find a chunk missing. Both allocate, one installs its chunk by compare-and-set on
 * the array element; the other's memory stays unused until the profile goes. A record number is handed out only when its
 * chunk is there, so running out of memory leaves no hole.
 *
 * <p>Thread-safe. A thread that got a record number from another thread must have got it with acquire.
 */
final class ChunkedRegion {

    private static final VarHandle CHUNKS = MethodHandles.arrayElementVarHandle(MemorySegment[].class);

    /** 2^31 records at most, the range of an {@code int} number. */
    private static final long MAX_RECORDS = Integer.MAX_VALUE;

    private final Region region;
    private final Header header;
    private final MemorySource source;
    private final long recordBytes;
    private final int firstLog2;
    private final @Nullable MemorySegment[] chunks;

    ChunkedRegion(Region region, Header header, MemorySource source, long recordBytes, int firstLog2) {
        this.region = region;
        this.header = header;
        this.source = source;
        this.recordBytes = recordBytes;
        this.firstLog2 = firstLog2;
        this.chunks = new @Nullable MemorySegment[32 - firstLog2];
    }

    /** The chunk that holds a record that was handed out. */
    @SuppressWarnings("NullAway") // a number is handed out after its chunk was installed
    MemorySegment chunk(int number) {
        return chunks[chunkOf(number)];
    }

    /** The byte offset of a record in its chunk. */
    long offset(int number) {
        return (number - firstNumber(chunkOf(number))) * recordBytes;
    }

    /** Records handed out so far. */
    long count() {
        return header.count(region);
    }

    /**
     * Hands out {@code n} consecutive records in one chunk.
     *
     * @param limit the number of records that must not be passed
     * @return the first record's number, or -1 when the limit or 2^31 is reached
     * @throws OutOfMemoryError if there is no memory for another chunk; nothing was handed out then
     */
    int reserve(int n, long limit) {
        while (true) {
            long count = count();
            long first = count;
            while (first < MAX_RECORDS && first + n > firstNumber(chunkOf((int) first) + 1)) {
                first = firstNumber(chunkOf((int) first) + 1);
            }
            if (first + n > Math.min(limit, MAX_RECORDS)) {
                return -1;
            }
            ensureChunk(chunkOf((int) first));
            if (header.advanceCount(region, count, first + n)) {
                return (int) first;
            }
        }
    }

    private void ensureChunk(int chunk) {
        if (CHUNKS.getAcquire(chunks, chunk) != null) {
            return;
        }
        MemorySegment fresh = source.allocate((recordBytes << firstLog2) << chunk);
        if (CHUNKS.compareAndSet(chunks, chunk, null, fresh)) {
            header.register(region, chunk, fresh);
        }
    }

    private int chunkOf(int number) {
        return 31 - Integer.numberOfLeadingZeros((number >>> firstLog2) + 1);
    }

    private long firstNumber(int chunk) {
        return ((1L << chunk) - 1) << firstLog2;
    }
}
