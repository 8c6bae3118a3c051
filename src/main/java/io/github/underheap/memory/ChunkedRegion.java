package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;

/**
 * Records of one size that never move, in chunks of a fixed number of them. Records are handed out by number, several in a row
 * if they shall lie side by side; numbers that are left over at the end of a chunk stay unused.
 *
 * <p><b>Race.</b> The count is moved by compare-and-set, after the chunk is there ({@link ChunkTable}), so running out of memory
 * leaves no hole.
 *
 * <p>Thread-safe, lock-free. A thread that got a record number from another thread must have got it with acquire.
 */
final class ChunkedRegion {

    /** 2^31 records at most, the range of an {@code int} number. */
    private static final long MAX_RECORDS = Integer.MAX_VALUE;

    private final Region region;
    private final Header header;
    private final ChunkTable chunks;
    private final long recordBytes;
    private final int firstLog2;
    private final int log2;

    ChunkedRegion(Region region, Header header, MemorySource source, long recordBytes, int log2) {
        this(region, header, source, recordBytes, log2, log2);
    }

    /**
     * @param firstLog2 how many records chunk 0 holds, as a power of two; it takes the numbers of a whole chunk
     * @param log2 how many records other chunks hold
     */
    ChunkedRegion(Region region, Header header, MemorySource source, long recordBytes, int firstLog2, int log2) {
        this.region = region;
        this.header = header;
        this.recordBytes = recordBytes;
        this.firstLog2 = firstLog2;
        this.log2 = log2;
        this.chunks = new ChunkTable(header, region, source, recordBytes << firstLog2, recordBytes << log2);
    }

    /** The chunk that holds a record that was handed out. */
    @SuppressWarnings("NullAway") // a number is handed out after its chunk was installed
    MemorySegment chunk(int number) {
        return chunks.get(number >>> log2);
    }

    /** The byte offset of a record in its chunk. */
    long offset(int number) {
        return (number & ((1 << log2) - 1)) * recordBytes;
    }

    /** One more than the highest number handed out so far. */
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
            while ((first & ((1L << log2) - 1)) + n > 1L << (first >>> log2 == 0 ? firstLog2 : log2)) {
                first = ((first >>> log2) + 1) << log2;
            }
            if (first + n > Math.min(limit, MAX_RECORDS)) {
                return -1;
            }
            MemorySegment ignored = chunks.make((int) first >>> log2);
            if (header.advanceCount(region, count, first + n)) {
                return (int) first;
            }
        }
    }
}
