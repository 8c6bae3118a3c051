package io.github.underheap.profile;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of sites on the heap. A column has a chunk for each 4,096 sites; where all its numbers are 0 there is
 * none, so a column that nobody uses takes no memory. While all numbers of a chunk fit into an {@code int}, it is an array of them.
 *
 * <p>Not thread-safe while it is changed.
 */
final class HeapNumbers {

    static final int CHUNK = 1 << 12;

    private static final @Nullable Object[] EMPTY = {};

    /** By number, then by chunk; chunks are {@code int[]}, {@code long[]} or null, and a column may have fewer than there are. */
    private final @Nullable Object[][] columns = new Object[SiteNumber.COUNT][];

    HeapNumbers() {
        Arrays.fill(columns, EMPTY);
    }

    HeapNumbers copy() {
        HeapNumbers copy = new HeapNumbers();
        for (int i = 0; i < columns.length; i++) {
            copy.columns[i] = columns[i].clone();
            for (int chunk = 0; chunk < columns[i].length; chunk++) {
                Object numbers = columns[i][chunk];
                copy.columns[i][chunk] = numbers instanceof int[] small
                        ? small.clone()
                        : numbers instanceof long[] large ? large.clone() : null;
            }
        }
        return copy;
    }

    long get(SiteNumber number, int site) {
        @Nullable Object[] chunks = columns[number.ordinal()];
        Object chunk = site / CHUNK < chunks.length ? chunks[site / CHUNK] : null;
        return chunk instanceof int[] small
                ? small[site % CHUNK]
                : chunk instanceof long[] large ? large[site % CHUNK] : 0;
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

    /**
     * Adds all numbers of others.
     *
     * @param places by site of the others, the site that gets its numbers
     */
    void addAll(HeapNumbers others, int[] places) {
        for (SiteNumber number : SiteNumber.all()) {
            @Nullable Object[] chunks = others.columns[number.ordinal()];
            for (int i = 0; i < chunks.length; i++) {
                int start = i * CHUNK;
                int count = Math.min(CHUNK, places.length - start);
                if (chunks[i] instanceof int[] small) {
                    for (int at = 0; at < count; at++) {
                        add(number, places[start + at], small[at]);
                    }
                } else if (chunks[i] instanceof long[] large) {
                    for (int at = 0; at < count; at++) {
                        add(number, places[start + at], large[at]);
                    }
                }
            }
        }
    }

    /**
     * Adds up a number of all sites.
     *
     * @param sums by ordinal
     */
    void sum(SiteNumber number, long[] sums) {
        for (Object chunk : columns[number.ordinal()]) {
            if (chunk instanceof int[] small) {
                for (int value : small) {
                    if (value != 0) {
                        number.addTo(sums, value);
                    }
                }
            } else if (chunk instanceof long[] large) {
                for (long value : large) {
                    if (value != 0) {
                        number.addTo(sums, value);
                    }
                }
            }
        }
    }

    /** Makes a number what it is said to be. */
    void put(SiteNumber number, int site, long value) {
        if (value != 0 || get(number, site) != 0) {
            set(number, site, value);
        }
    }

    /** Makes a number 0 everywhere. */
    void clear(SiteNumber number) {
        columns[number.ordinal()] = EMPTY;
    }

    private void set(SiteNumber number, int site, long value) {
        @Nullable Object[] chunks = columns[number.ordinal()];
        int at = site / CHUNK;
        if (at >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(at + 1, chunks.length * 2));
            columns[number.ordinal()] = chunks;
        }
        Object chunk = chunks[at];
        if (chunk instanceof long[] large) {
            large[site % CHUNK] = value;
            return;
        }
        int[] small = chunk instanceof int[] ints ? ints : new int[CHUNK];
        if (value == (int) value) {
            small[site % CHUNK] = (int) value;
            chunks[at] = small;
        } else {
            long[] large = new long[CHUNK];
            for (int i = 0; i < CHUNK; i++) {
                large[i] = small[i];
            }
            large[site % CHUNK] = value;
            chunks[at] = large;
        }
    }
}
