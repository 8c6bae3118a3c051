package io.github.underheap.stack;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the walks of a process came to. Hits are not counted, because counting would cost more than the walk; only
 * verified ones are.
 */
final class WalkCounts {
    /**
     * Room for every end that a walk can have. Not asked of the bindings: they call restricted methods when they are loaded,
     * and a walk that is off has counts too.
     */
    private static final int MOST_ENDS = 16;

    final LongAdder learned = new LongAdder();
    final LongAdder unlearned = new LongAdder();
    final LongAdder never = new LongAdder();
    /** Not an adder: each number is seen by one thread, which may have to do something at it. */
    final AtomicLong noDraft = new AtomicLong();

    final LongAdder full = new LongAdder();
    final LongAdder emptied = new LongAdder();
    final LongAdder noMemory = new LongAdder();
    final LongAdder verified = new LongAdder();
    final LongAdder mismatches = new LongAdder();
    /** What the first mismatch was; empty if there is none. Of two at the same time either is kept. */
    private volatile String firstMismatch = "";

    private final LongAdder[] incomplete = new LongAdder[MOST_ENDS];

    WalkCounts() {
        for (int i = 0; i < incomplete.length; i++) {
            incomplete[i] = new LongAdder();
        }
    }

    /** A hit that StackWalker contradicts. */
    void mismatch(int row, int right) {
        if (firstMismatch.isEmpty()) {
            firstMismatch = " (first: row " + row + " where " + right + " is right)";
        }
        mismatches.increment();
    }

    void incomplete(int end) {
        incomplete[Math.min(end, incomplete.length - 1)].increment();
    }

    /** Walks that ended for a reason that makes a key worthless. */
    long incomplete() {
        long sum = 0;
        for (LongAdder end : incomplete) {
            sum += end.sum();
        }
        return sum;
    }

    /** Calls of StackWalker, except those that verify and the first call of each thread. */
    long misses() {
        return learned.sum() + unlearned.sum() + never.sum() + noDraft.get() + full.sum() + incomplete();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("learned ").append(learned.sum());
        text.append(", not learnable ").append(unlearned.sum());
        text.append(", known as StackWalker's ").append(never.sum());
        text.append(", too many at once ").append(noDraft.get());
        text.append(", cache full ").append(full.sum());
        text.append(", cache emptied ").append(emptied.sum());
        text.append(", no memory to empty it ").append(noMemory.sum());
        text.append(", verified ").append(verified.sum());
        text.append(", mismatches ").append(mismatches.sum()).append(firstMismatch);
        text.append(", incomplete ").append(incomplete());
        for (int end = 0; end < incomplete.length; end++) {
            if (incomplete[end].sum() > 0) {
                text.append(" (end ")
                        .append(end)
                        .append(": ")
                        .append(incomplete[end].sum())
                        .append(')');
            }
        }
        return text.toString();
    }
}
