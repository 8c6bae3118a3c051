package io.github.underheap.record;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Small numbers for where blocks were entered, which is an era and a round of a ledger, for off-heap records that cannot hold a reference.
 *
 * <p>Each number counts the blocks that have it and holds its era while there are any; then it is given to another era.
 *
 * <p><b>Race.</b> A number whose count is 0 may be taken for another era at the moment at which a block of the old one wants it. Taking it
 * moves the count to {@link #TAKEN} by compare-and-set, and so does using it move the count up: one of the two fails and looks again. The
 * list is replaced as a whole by compare-and-set.
 *
 * <p>Thread-safe, lock-free.
 */
final class EraNumbers {

    private static final long TAKEN = -1;

    private final AtomicReference<Slot[]> slots = new AtomicReference<>(new Slot[0]);

    private static final class Slot extends AtomicLong {

        private static final long serialVersionUID = 1L;

        private final transient Era era;
        private final int round;

        Slot(Era era, int round) {
            super(1);
            this.era = era;
            this.round = round;
        }

        boolean use() {
            for (long count = get(); count != TAKEN; count = get()) {
                if (compareAndSet(count, count + 1)) {
                    return true;
                }
            }
            return false;
        }

        boolean take() {
            return get() == TAKEN || compareAndSet(0, TAKEN);
        }
    }

    /**
     * A number for a block; {@link #release} is due for it.
     *
     * @param round of the ledger that it is entered in
     */
    int use(Era era, int round) {
        while (true) {
            Slot[] seen = current();
            int free = seen.length;
            for (int i = 0; i < seen.length; i++) {
                if (era.is(seen[i].era) && seen[i].round == round && seen[i].use()) {
                    return i;
                }
            }
            for (int i = seen.length - 1; i >= 0; i--) {
                if (free == seen.length && seen[i].take()) {
                    free = i;
                }
            }
            Slot[] next = Arrays.copyOf(seen, Math.max(seen.length, free + 1));
            next[free] = new Slot(era, round);
            if (slots.compareAndSet(seen, next)) {
                return free;
            }
        }
    }

    /** The era of a number that a block has. */
    Era era(int number) {
        return current()[number].era;
    }

    /** The round of the ledger in which a block that has this number was entered. */
    int round(int number) {
        return current()[number].round;
    }

    /** A block that had a number has ended. */
    void release(int number) {
        long ignored = current()[number].decrementAndGet();
    }

    private Slot[] current() {
        return Objects.requireNonNull(slots.get());
    }
}
