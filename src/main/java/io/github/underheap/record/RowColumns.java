package io.github.underheap.record;

import io.github.underheap.memory.PooledMemory;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.RowNumbers;
import io.github.underheap.memory.RowRole;
import io.github.underheap.profile.SiteColumns;
import io.github.underheap.profile.SiteNumber;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a recording at which something happened, as they were when a profile was taken: the first {@value #ON_HEAP} on the heap, further
 * ones off it, so that a report on a million sites needs little heap, and many profiles of some sites go with their garbage.
 *
 * <pre>
 *   0      4       8       12       16
 *  +------+-------+-------+--------+------------------------------------+
 *  | role | stack | len   | origin | 64-bit numbers, as in SiteNumber … |
 *  +------+-------+-------+--------+------------------------------------+
 * </pre>
 *
 * <p>Immutable once it is {@linkplain #finish finished}, then thread-safe.
 */
final class RowColumns implements SiteColumns {

    /** Rows from which on they lie off the heap: they take 2.7 MB on it. */
    static final int ON_HEAP = 1 << 14;

    private static final int FIRST_ROWS = 8;

    private static final RowRole[] ROLES = RowRole.values();

    private static final long STACK = 4;
    private static final long STACK_LENGTH = 8;
    private static final long ORIGIN = 12;
    private static final long NUMBERS = 16;
    private static final long ROW_BYTES = NUMBERS + (long) SiteNumber.COUNT * Long.BYTES;
    private static final int ROWS_OF_CHUNK = (int) ((1 << 14) / ROW_BYTES);

    private final ProfileMemory memory;
    private final RecordedFrames frames;
    /** Null while there are few rows. */
    private @Nullable PooledMemory source;

    private final List<MemorySegment> chunks = new ArrayList<>();
    private int capacity;
    private int size;

    /** No rows yet. */
    RowColumns(ProfileMemory memory, RecordedFrames frames) {
        this.memory = memory;
        this.frames = frames;
    }

    /**
     * Adds a row.
     *
     * @throws OutOfMemoryError if there is no memory for it
     */
    void append(RowNumbers row) {
        if (size == capacity) {
            grow();
        }
        MemorySegment chunk = chunk(size);
        long at = offset(size);
        size++;
        chunk.set(ValueLayout.JAVA_INT, at, row.role.ordinal());
        chunk.set(ValueLayout.JAVA_INT, at + STACK, row.stack);
        chunk.set(ValueLayout.JAVA_INT, at + STACK_LENGTH, row.stackLength);
        chunk.set(ValueLayout.JAVA_INT, at + ORIGIN, row.origin);
        MemorySegment.copy(row.numbers, 0, chunk, ValueLayout.JAVA_LONG, at + NUMBERS, SiteNumber.COUNT);
    }

    /** Most profiles of a window have a handful of rows: the first chunk begins small and is copied until it is whole. */
    private void grow() {
        if (capacity < ROWS_OF_CHUNK) {
            int larger = Math.clamp(capacity * 2L, FIRST_ROWS, ROWS_OF_CHUNK);
            MemorySegment chunk = onHeap(larger);
            if (!chunks.isEmpty()) {
                MemorySegment.copy(chunks.removeFirst(), 0, chunk, 0, capacity * ROW_BYTES);
            }
            chunks.add(chunk);
            capacity = larger;
            return;
        }
        chunks.add(size < ON_HEAP ? onHeap(ROWS_OF_CHUNK) : offHeap());
        capacity += ROWS_OF_CHUNK;
    }

    private static MemorySegment onHeap(int rows) {
        return MemorySegment.ofArray(new long[(int) (rows * ROW_BYTES / Long.BYTES)]);
    }

    private MemorySegment offHeap() {
        PooledMemory known = source;
        if (known == null) {
            known = new PooledMemory();
            source = known;
        }
        return known.allocate(ROWS_OF_CHUNK * ROW_BYTES);
    }

    /** Ends the lives of blocks that are live with the profile, and makes all times nanoseconds. */
    void finish(long end, Scale scale) {
        RowNumbers row = new RowNumbers(SiteNumber.TALLIES);
        for (int i = 0; i < size; i++) {
            MemorySegment chunk = chunk(i);
            long at = offset(i) + NUMBERS;
            MemorySegment.copy(chunk, ValueLayout.JAVA_LONG, at, row.numbers, 0, SiteNumber.COUNT);
            row.charge(end);
            scale.apply(row);
            MemorySegment.copy(row.numbers, 0, chunk, ValueLayout.JAVA_LONG, at, SiteNumber.COUNT);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long get(SiteNumber number, int site) {
        Objects.checkIndex(site, size);
        try {
            return chunk(site)
                    .get(ValueLayout.JAVA_LONG, offset(site) + NUMBERS + (long) number.ordinal() * Long.BYTES);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int origin(int site) {
        return word(site, ORIGIN);
    }

    @Override
    public int[] frameNumbers(int site) {
        RowRole role = ROLES[word(site, 0)];
        return role == RowRole.SITE
                ? memory.stack(word(site, STACK), word(site, STACK_LENGTH))
                : new int[] {frames.numberOf(role)};
    }

    private int word(int site, long offset) {
        Objects.checkIndex(site, size);
        try {
            return chunk(site).get(ValueLayout.JAVA_INT, offset(site) + offset);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private MemorySegment chunk(int row) {
        return chunks.get(row / ROWS_OF_CHUNK);
    }

    private static long offset(int row) {
        return row % ROWS_OF_CHUNK * ROW_BYTES;
    }
}
