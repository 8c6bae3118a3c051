package io.github.underheap.read;

import java.util.Arrays;

/** A list of small numbers without objects. Not thread-safe. */
final class IntList {

    private int[] values = new int[64];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.addExact(size, size >> 1));
        }
        values[size++] = value;
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    int[] copyOf(int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    /** Each value alone: how many there are below a limit is not known before all of them are there. */
    int max() {
        int max = -1;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, values[i]);
        }
        return max;
    }
}
