package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/**
 * The rows of a profile as they were when it was taken, off the heap, so that a report on a million sites needs none.
 *
 * <pre>
 *   0      4       8       12      16                                   160
 *  +------+-------+-------+-------+---------------------------------------+
 *  | role | stack | len   | kinds | 18 numbers, in the order of RowNumbers |
 *  +------+-------+-------+-------+---------------------------------------+
 * </pre>
 *
 * <p>Only rows at which something happened are kept; the counters of a profile without sites are one row.
 *
 * <p>Immutable, thread-safe.
 */
public final class RowCopies {

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("role"),
            ValueLayout.JAVA_INT.withName("stack"),
            ValueLayout.JAVA_INT.withName("stackLength"),
            ValueLayout.JAVA_INT.withName("kinds"),
            MemoryLayout.sequenceLayout(RowNumbers.COUNT, ValueLayout.JAVA_LONG).withName("numbers"));

    private static final long ROLE = Words.offset(LAYOUT, "role");
    private static final long STACK = Words.offset(LAYOUT, "stack");
    private static final long STACK_LENGTH = Words.offset(LAYOUT, "stackLength");
    private static final long KINDS = Words.offset(LAYOUT, "kinds");
    private static final long NUMBERS = Words.offset(LAYOUT, "numbers");
    private static final long BYTES = LAYOUT.byteSize();

    private final ReclaimedMemory source = new ReclaimedMemory();
    private final MemorySegment copies;
    private final Totals.State state;
    private final RowNumbers sum = new RowNumbers();
    private int count;

    /**
     * Copies all rows of a profile.
     *
     * @throws OutOfMemoryError if there is no memory for the copy
     */
    public RowCopies(ProfileMemory profile) {
        try {
            SiteRows rows = profile.rows();
            ThreadCounters counters = profile.counters();
            int size = rows.count();
            copies = source.allocate((size + 1) * BYTES);
            state = profile.totals().read();
            RowNumbers row = new RowNumbers();
            for (int i = 0; i < size; i++) {
                rows.read(i, state, row);
                append(row);
            }
            if (counters != null) {
                append(counters.read(state));
            }
        } finally {
            Reference.reachabilityFence(profile);
        }
    }

    /** The totals, as read just before the rows. */
    public Totals.State totals() {
        return state;
    }

    /** The sums over all rows. */
    public RowNumbers sum() {
        return sum;
    }

    /** How many rows there are. */
    public int count() {
        return count;
    }

    /** Reads a row; rows are in order of first appearance. */
    public void read(int index, RowNumbers into) {
        try {
            long at = index * BYTES;
            into.role = RowRole.of(Words.getInt(copies, at + ROLE));
            into.stack = Words.getInt(copies, at + STACK);
            into.stackLength = Words.getInt(copies, at + STACK_LENGTH);
            into.kinds = Words.getInt(copies, at + KINDS);
            long[] numbers = new long[RowNumbers.COUNT];
            MemorySegment.copy(copies, ValueLayout.JAVA_LONG, at + NUMBERS, numbers, 0, numbers.length);
            into.setNumbers(numbers);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    private void append(RowNumbers row) {
        if (!row.isUsed()) {
            return;
        }
        sum.add(row);
        long at = count++ * BYTES;
        Words.setInt(copies, at + ROLE, row.role.ordinal());
        Words.setInt(copies, at + STACK, row.stack);
        Words.setInt(copies, at + STACK_LENGTH, row.stackLength);
        Words.setInt(copies, at + KINDS, row.kinds);
        long[] numbers = row.numbers();
        MemorySegment.copy(numbers, 0, copies, ValueLayout.JAVA_LONG, at + NUMBERS, numbers.length);
    }
}
