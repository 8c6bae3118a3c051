package io.github.underheap.read;

import java.util.Arrays;

/** A list of small numbers without objects. Not thread-safe. */
final class IntList {

    private int[] values = new int[64];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    int[] copyOf(int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
