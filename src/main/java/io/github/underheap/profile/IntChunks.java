package io.github.underheap.profile;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * A list of ints that grows by chunks of a fixed size, so that growing moves nothing but references to chunks.
 *
 * <p>Not thread-safe while it is changed.
 */
final class IntChunks {

    static final int CHUNK = 1 << 12;

    private int[][] chunks;
    private int size;

    IntChunks() {
        chunks = new int[4][];
    }

    private IntChunks(IntChunks from) {
        chunks = new int[from.chunks.length][];
        for (int i = 0; i < chunks.length && from.chunks[i] != null; i++) {
            chunks[i] = from.chunks[i].clone();
        }
        size = from.size;
    }

    IntChunks copy() {
        return new IntChunks(this);
    }

    int size() {
        return size;
    }

    int get(int index) {
        Objects.checkIndex(index, size);
        return chunks[index / CHUNK][index % CHUNK];
    }

    int[] copyOf(int from, int to) {
        int[] values = new int[to - from];
        int at = from % CHUNK;
        if (values.length > 0 && at + values.length <= CHUNK && to <= size) {
            System.arraycopy(chunks[from / CHUNK], at, values, 0, values.length);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = get(from + i);
        }
        return values;
    }

    /** Puts another value in the place of each, in their order. */
    void replaceAll(IntUnaryOperator other) {
        for (int done = 0; done < size; done += CHUNK) {
            int[] chunk = chunks[done / CHUNK];
            for (int i = 0; i < Math.min(CHUNK, size - done); i++) {
                chunk[i] = other.applyAsInt(chunk[i]);
            }
        }
    }

    void set(int index, int value) {
        Objects.checkIndex(index, size);
        chunks[index / CHUNK][index % CHUNK] = value;
    }

    /**
     * Appends values.
     *
     * @throws OutOfMemoryError as {@link #add}
     */
    void addAll(int[] values) {
        int at = size % CHUNK;
        if (at != 0 && values.length <= CHUNK - at && values.length <= Integer.MAX_VALUE - size) {
            System.arraycopy(values, 0, chunks[size / CHUNK], at, values.length);
            size += values.length;
            return;
        }
        for (int value : values) {
            add(value);
        }
    }

    /**
     * Appends a value.
     *
     * @throws OutOfMemoryError if there are 2^31 - 1 already, or no heap
     */
    void add(int value) {
        if (size == Integer.MAX_VALUE) {
            throw new OutOfMemoryError("more than 2^31 - 1 frames of stacks");
        }
        int chunk = size / CHUNK;
        if (size % CHUNK == 0) {
            if (chunk == chunks.length) {
                chunks = Arrays.copyOf(chunks, chunk * 2);
            }
            chunks[chunk] = new int[CHUNK];
        }
        chunks[chunk][size % CHUNK] = value;
        size++;
    }
}
