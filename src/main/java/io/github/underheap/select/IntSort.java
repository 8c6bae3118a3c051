package io.github.underheap.select;

/** Sorts an array of {@code int} by a given order, without an object for each element: a stable merge sort. */
final class IntSort {

    private IntSort() {}

    /** Whether one number comes before another, or after, as {@link java.util.Comparator#compare} says it. */
    interface Comparison {
        int compare(int a, int b);
    }

    /** The numbers in order; equal ones stay in the order in which they were. The array given may be changed. */
    static int[] sorted(int[] numbers, Comparison order) {
        int[] from = numbers;
        int[] to = new int[numbers.length];
        for (long run = 1; run < numbers.length; run *= 2) {
            for (long start = 0; start < numbers.length; start += 2 * run) {
                int middle = (int) Math.min(start + run, numbers.length);
                int end = (int) Math.min(start + 2 * run, numbers.length);
                merge(from, to, (int) start, middle, end, order);
            }
            int[] merged = to;
            to = from;
            from = merged;
        }
        return from;
    }

    private static void merge(int[] from, int[] to, int start, int middle, int end, Comparison order) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takesLeft = left < middle && (right == end || order.compare(from[left], from[right]) <= 0);
            to[at] = takesLeft ? from[left++] : from[right++];
        }
    }
}
