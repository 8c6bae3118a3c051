package io.github.underheap.memory;

import java.util.Arrays;

/**
 * The numbers of one row as they were at one instant; reused from row to row. Bytes are requested bytes, times are
 * in the units of the clock of the recording, since it began.
 *
 * <p>Totals and tallies that have passed 2^63 - 1 say 2^63 - 1. The lifetime is a signed 128-bit number in two words: high times
 * 2^64 plus low, where low is unsigned.
 *
 * <p>Not thread-safe.
 */
public final class RowNumbers {

    public static final int TOTAL_BYTES = 0;
    public static final int TOTAL_BLOCKS = 1;
    public static final int LIVE_BYTES = 2;
    public static final int LIVE_BLOCKS = 3;
    /** Live when the bytes of all rows were at their peak. */
    public static final int PEAK_BYTES = 4;

    public static final int PEAK_BLOCKS = 5;
    /** The highest live bytes of this row, whenever that was. */
    public static final int OWN_PEAK_BYTES = 6;

    public static final int OWN_PEAK_BLOCKS = 7;
    public static final int LIFETIME_LOW = 8;
    public static final int LIFETIME_HIGH = 9;
    /** When the last block was born until the peak: the latest of these over all rows is the time of the peak. */
    public static final int LAST_BIRTH = 10;
    /** How often a writer of this row failed in the middle, so that its numbers may be off by one event each. */
    public static final int INTERRUPTED = 11;
    /** The numbers that every row has; tallies follow. */
    public static final int CORE = 12;

    public final long[] numbers;
    public RowRole role = RowRole.SITE;
    public int stack;
    public int stackLength;
    /** Bits that say where the blocks came from; their meaning is unknown here. */
    public int origin;

    /** @param tallies how many counters the rows have beside those of the core */
    public RowNumbers(int tallies) {
        numbers = new long[CORE + tallies];
    }

    /** Whether anything happened at the row. */
    public boolean isUsed() {
        long seen = numbers[TOTAL_BLOCKS] | numbers[INTERRUPTED];
        for (int i = CORE; i < numbers.length; i++) {
            seen |= numbers[i];
        }
        return seen != 0;
    }

    /** Adds the time until {@code end} to the lifetime of the live blocks, as if they ended then. */
    public void charge(long end) {
        long blocks = numbers[LIVE_BLOCKS];
        addLifetime(blocks * end, Math.multiplyHigh(blocks, end));
    }

    /** Adds the numbers of another row; totals and tallies saturate, and of the births the later counts. */
    public void add(RowNumbers row) {
        origin |= row.origin;
        for (int i = 0; i < numbers.length; i++) {
            switch (i) {
                case LIFETIME_LOW -> addLifetime(row.numbers[LIFETIME_LOW], row.numbers[LIFETIME_HIGH]);
                case LIFETIME_HIGH -> {} // with the low word
                case LAST_BIRTH -> numbers[i] = Math.max(numbers[i], row.numbers[i]);
                default -> numbers[i] = saturatedSum(numbers[i], row.numbers[i]);
            }
        }
    }

    /** All numbers 0, of no site. */
    public void clear() {
        Arrays.fill(numbers, 0);
        role = RowRole.SITE;
        stack = 0;
        stackLength = 0;
        origin = 0;
    }

    private void addLifetime(long low, long high) {
        long sum = numbers[LIFETIME_LOW] + low;
        numbers[LIFETIME_HIGH] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        numbers[LIFETIME_LOW] = sum;
    }

    static long saturatedSum(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? Long.MAX_VALUE : sum;
    }
}
