package io.github.underheap.profile;

/**
 * Sorts the numbers of sites by their total bytes: most first, of equal ones the first that appeared.
 *
 * <p>A heap sort in place, because a million sites have to be sorted in a process whose heap may be full: no objects, twelve
 * bytes a site.
 */
final class SiteOrder {

    private final long[] totals;
    private final int[] order;

    private SiteOrder(long[] totals) {
        this.totals = totals;
        this.order = new int[totals.length];
    }

    /**
     * The numbers 0 to {@code totals.length - 1} in order.
     *
     * @param totals total bytes by number
     */
    static int[] of(long[] totals) {
        SiteOrder sorting = new SiteOrder(totals);
        sorting.sort();
        return sorting.order;
    }

    private void sort() {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int top = order.length / 2 - 1; top >= 0; top--) {
            sink(top, order.length);
        }
        for (int end = order.length - 1; end > 0; end--) {
            int last = order[0];
            order[0] = order[end];
            order[end] = last;
            sink(0, end);
        }
    }

    /** Restores the heap, whose top is what comes last, below a place. */
    private void sink(int from, int end) {
        int moved = order[from];
        int place = from;
        while (place < end / 2) {
            int child = 2 * place + 1;
            if (child + 1 < end && isBefore(order[child], order[child + 1])) {
                child++;
            }
            if (!isBefore(moved, order[child])) {
                break;
            }
            order[place] = order[child];
            place = child;
        }
        order[place] = moved;
    }

    private boolean isBefore(int a, int b) {
        return totals[a] != totals[b] ? totals[a] > totals[b] : a < b;
    }
}
