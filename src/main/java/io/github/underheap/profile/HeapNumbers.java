package io.github.underheap.profile;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of sites on the heap. A column has a chunk for each 4,096 sites; where all its numbers are 0 there is
 * none, so a column that nobody uses takes no memory.
 *
 * <p>Not thread-safe while it is changed.
 */
final class HeapNumbers {

    static final int CHUNK = 1 << 12;

    private static final long[] @Nullable [] EMPTY = {};

    /** By number, then by chunk; chunks may be null, and a column may have fewer than there are. */
    private final long[][] @Nullable [] columns = new long[SiteNumber.COUNT][][];

    HeapNumbers() {
        Arrays.fill(columns, EMPTY);
    }

    HeapNumbers copy() {
        HeapNumbers copy = new HeapNumbers();
        for (int i = 0; i < columns.length; i++) {
            copy.columns[i] = columns[i].clone();
            for (int chunk = 0; chunk < columns[i].length; chunk++) {
                long @Nullable [] numbers = columns[i][chunk];
                copy.columns[i][chunk] = numbers == null ? null : numbers.clone();
            }
        }
        return copy;
    }

    long get(SiteNumber number, int site) {
        long[] @Nullable [] chunks = columns[number.ordinal()];
        long @Nullable [] chunk = site / CHUNK < chunks.length ? chunks[site / CHUNK] : null;
        return chunk == null ? 0 : chunk[site % CHUNK];
    }

    /** Adds to a number by the rule of its sum. */
    void add(SiteNumber number, int site, long value) {
        if (value == 0) {
            return;
        }
        long sum = number.sum().of(get(number, site), value);
        set(number, site, sum);
        if (number.carries(sum, value)) {
            add(number.next(), site, 1);
        }
    }

    private void set(SiteNumber number, int site, long value) {
        long[] @Nullable [] chunks = columns[number.ordinal()];
        int at = site / CHUNK;
        if (at >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(at + 1, chunks.length * 2));
            columns[number.ordinal()] = chunks;
        }
        long @Nullable [] chunk = chunks[at];
        if (chunk == null) {
            chunk = new long[CHUNK];
            chunks[at] = chunk;
        }
        chunk[site % CHUNK] = value;
    }
}
