package io.github.underheap.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The steps of {@code Totals} and {@code SiteRows}, one shared access each, on three rows. An operation on one row claims it first
 * and releases it last; one on several takes its step on the totals and then claims each row for its share.
 *
 * <p>Beside them the model keeps the truth: how many bytes and blocks were live in the order of the successful
 * compare-and-sets, and how many blocks there were when the bytes were last at their peak; and of each row the highest live bytes as
 * they would be noted at each birth.
 */
final class PeakProtocolModel implements Interleavings.Model {

    /** Ways to get the protocol wrong; the model must notice each. */
    enum Fault {
        PEAK_READ_BEFORE_WORD,
        EPOCH_READ_AT_THE_ROW,
        LATE_OPERATION_NOT_STORED,
        PEAK_NOT_PUBLISHED,
        EPOCH_NOT_MOVED,
        OWN_PEAK_NOT_KEPT,
        OWN_PEAK_KEPT_AFTER_IT_WAS_LEFT,
        BIRTHS_AFTER_EMPTY_DEATHS_FORGOTTEN
    }

    /** What one operation does at one row; bytes and blocks are negative for a free. */
    record Share(int row, long bytes, long blocks) {}

    /** An allocation, or a close that may free at several rows. */
    record Operation(List<Share> shares) {

        static Operation allocate(int row, long bytes) {
            return new Operation(List.of(new Share(row, bytes, 1)));
        }

        static Operation free(int row, long bytes) {
            return new Operation(List.of(new Share(row, -bytes, -1)));
        }

        static Operation close(Share... shares) {
            return new Operation(List.of(shares));
        }

        long bytes() {
            return shares.stream().mapToLong(Share::bytes).sum();
        }

        long blocks() {
            return shares.stream().mapToLong(Share::blocks).sum();
        }

        boolean isFree() {
            return blocks() < 0;
        }
    }

    private static final int LIVE = 0;
    private static final int AT_PEAK = 1;
    private static final int EPOCH = 2;
    private static final int PEAK_LEFT = 3;
    private static final int TRUE_BLOCKS = 4;
    private static final int TRUE_PEAK_BYTES = 5;
    private static final int TRUE_PEAK_BLOCKS = 6;
    private static final int ROWS = 7;

    private static final int ROW_COUNT = 3;
    private static final int ROW_SIZE = 13;
    private static final int ROW_TOTAL = 0;
    private static final int ROW_TOTAL_BLOCKS = 1;
    private static final int ROW_EPOCH = 2;
    private static final int ROW_STORED = 3;
    private static final int ROW_STORED_BLOCKS = 4;
    private static final int ROW_OWN = 5;
    private static final int ROW_OWN_BLOCKS = 6;
    private static final int ROW_TRUE_OWN = 7;
    private static final int ROW_TRUE_OWN_BLOCKS = 8;
    private static final int ROW_FREED = 9;
    private static final int ROW_FREED_BLOCKS = 10;
    private static final int ROW_BORN = 11;
    private static final int ROW_CLAIMED = 12;

    private static final int THREADS = ROWS + ROW_COUNT * ROW_SIZE;
    private static final int THREAD_SIZE = 8;
    private static final int OPERATION = 0;
    private static final int STEP = 1;
    private static final int SEEN_LIVE = 2;
    private static final int SEEN_AT_PEAK = 3;
    private static final int SEEN_EPOCH = 4;
    private static final int SEEN_PEAK_LEFT = 5;
    private static final int MY_EPOCH = 6;
    private static final int SHARE = 7;

    private static final int READ_WORD = 0;
    private static final int READ_PEAK = 1;
    private static final int RAISE_PEAK = 2;
    private static final int SWAP_WORD = 3;
    private static final int BOOK_ROW = 4;
    private static final int CLAIM_ROW = 5;

    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final List<List<Operation>> programs;

    PeakProtocolModel(List<List<Operation>> programs) {
        this.programs = programs;
    }

    PeakProtocolModel with(Fault fault) {
        faults.add(fault);
        return this;
    }

    /** 900 bytes live in 9 blocks, 950 in 10 at the peak, which was left once; rows 0 to 2 have 500, 300 and 100 live. */
    @Override
    public long[] start() {
        long[] s = new long[THREADS + programs.size() * THREAD_SIZE];
        s[LIVE] = 900;
        s[EPOCH] = 2;
        s[PEAK_LEFT] = 950;
        s[TRUE_BLOCKS] = 9;
        s[TRUE_PEAK_BYTES] = 950;
        s[TRUE_PEAK_BLOCKS] = 10;
        long[][] rows = {
            {500, 5, 2, 550, 6, 550, 6, 550, 6},
            {300, 3, 2, 300, 3, 0, 0, 300, 3, 0, 0, 1},
            {100, 1, 1, 0, 0, 0, 0, 100, 1, 0, 0, 1}
        };
        for (int row = 0; row < ROW_COUNT; row++) {
            System.arraycopy(rows[row], 0, s, ROWS + row * ROW_SIZE, rows[row].length);
        }
        for (int thread = 0; thread < programs.size(); thread++) {
            s[THREADS + thread * THREAD_SIZE + STEP] =
                    firstStep(programs.get(thread).getFirst());
        }
        return s;
    }

    @Override
    public int threads() {
        return programs.size();
    }

    @Override
    public boolean isDone(long[] s, int thread) {
        return s[THREADS + thread * THREAD_SIZE + OPERATION]
                == programs.get(thread).size();
    }

    @Override
    public void step(long[] s, int thread) {
        int t = THREADS + thread * THREAD_SIZE;
        Operation operation = programs.get(thread).get((int) s[t + OPERATION]);
        switch ((int) s[t + STEP]) {
            case CLAIM_ROW -> {
                // Who finds it claimed tries again.
                int row = ROWS + operation.shares().getFirst().row() * ROW_SIZE;
                if (s[row + ROW_CLAIMED] == 0) {
                    s[row + ROW_CLAIMED] = 1;
                    s[t + STEP] = firstReading();
                }
            }
            case READ_WORD -> {
                s[t + SEEN_LIVE] = s[LIVE];
                s[t + SEEN_AT_PEAK] = s[AT_PEAK];
                s[t + SEEN_EPOCH] = s[EPOCH];
                s[t + STEP] = faults.contains(Fault.PEAK_READ_BEFORE_WORD) ? SWAP_WORD : READ_PEAK;
                if (operation.isFree() && s[AT_PEAK] == 0) {
                    s[t + STEP] = SWAP_WORD;
                }
            }
            case READ_PEAK -> {
                s[t + SEEN_PEAK_LEFT] = s[PEAK_LEFT];
                boolean raise = operation.isFree()
                        && s[t + SEEN_AT_PEAK] == 1
                        && s[PEAK_LEFT] < s[t + SEEN_LIVE]
                        && !faults.contains(Fault.PEAK_NOT_PUBLISHED);
                s[t + STEP] = raise ? RAISE_PEAK : faults.contains(Fault.PEAK_READ_BEFORE_WORD) ? READ_WORD : SWAP_WORD;
            }
            case RAISE_PEAK -> {
                if (s[PEAK_LEFT] == s[t + SEEN_PEAK_LEFT]) {
                    s[PEAK_LEFT] = s[t + SEEN_LIVE];
                    s[t + STEP] = SWAP_WORD;
                } else {
                    s[t + STEP] = READ_PEAK;
                }
            }
            case SWAP_WORD -> swapWord(s, t, operation);
            case BOOK_ROW -> bookRow(s, t, operation);
            default -> throw new AssertionError();
        }
    }

    private void swapWord(long[] s, int t, Operation operation) {
        if (s[LIVE] != s[t + SEEN_LIVE] || s[AT_PEAK] != s[t + SEEN_AT_PEAK] || s[EPOCH] != s[t + SEEN_EPOCH]) {
            s[t + STEP] = firstReading();
            return;
        }
        s[LIVE] += operation.bytes();
        s[TRUE_BLOCKS] += operation.blocks();
        if (operation.isFree()) {
            if (s[AT_PEAK] == 1 && !faults.contains(Fault.EPOCH_NOT_MOVED)) {
                s[EPOCH]++;
            }
            s[AT_PEAK] = 0;
        } else if (s[AT_PEAK] == 1 || s[LIVE] >= s[t + SEEN_PEAK_LEFT]) {
            s[AT_PEAK] = 1;
        }
        // The truth knows no flag: bytes that reach the highest so far are the peak, until the next free.
        if (!operation.isFree() && s[LIVE] >= s[TRUE_PEAK_BYTES]) {
            s[TRUE_PEAK_BYTES] = s[LIVE];
            s[TRUE_PEAK_BLOCKS] = s[TRUE_BLOCKS];
        }
        s[t + MY_EPOCH] = s[EPOCH];
        s[t + SHARE] = 0;
        s[t + STEP] = BOOK_ROW;
    }

    private void bookRow(long[] s, int t, Operation operation) {
        Share share = operation.shares().get((int) s[t + SHARE]);
        int row = ROWS + share.row() * ROW_SIZE;
        boolean claimedFirst = operation.shares().size() == 1;
        if (!claimedFirst && s[row + ROW_CLAIMED] == 1) {
            return;
        }
        s[row + ROW_CLAIMED] = 0;
        long epoch = faults.contains(Fault.EPOCH_READ_AT_THE_ROW) ? s[EPOCH] : s[t + MY_EPOCH];
        if (s[row + ROW_EPOCH] < epoch) {
            s[row + ROW_EPOCH] = epoch;
            s[row + ROW_STORED] = live(s, row);
            s[row + ROW_STORED_BLOCKS] = blocks(s, row);
        } else if (s[row + ROW_EPOCH] > epoch && !faults.contains(Fault.LATE_OPERATION_NOT_STORED)) {
            s[row + ROW_STORED] += share.bytes();
            s[row + ROW_STORED_BLOCKS] += share.blocks();
        }
        if (share.blocks() < 0) {
            die(s, row, share);
        } else {
            s[row + ROW_TOTAL] += share.bytes();
            s[row + ROW_TOTAL_BLOCKS] += share.blocks();
            s[row + ROW_BORN] = faults.contains(Fault.BIRTHS_AFTER_EMPTY_DEATHS_FORGOTTEN) ? s[row + ROW_BORN] : 1;
            // Of equal peaks the latest counts.
            if (live(s, row) >= s[row + ROW_TRUE_OWN]) {
                s[row + ROW_TRUE_OWN] = live(s, row);
                s[row + ROW_TRUE_OWN_BLOCKS] = blocks(s, row);
            }
        }
        s[t + SHARE]++;
        if (s[t + SHARE] == operation.shares().size()) {
            for (int local = STEP; local < THREAD_SIZE; local++) {
                s[t + local] = 0;
            }
            s[t + OPERATION]++;
            List<Operation> program = programs.get((t - THREADS) / THREAD_SIZE);
            if (s[t + OPERATION] < program.size()) {
                s[t + STEP] = firstStep(program.get((int) s[t + OPERATION]));
            }
        }
    }

    private void die(long[] s, int row, Share share) {
        if (isAtOwnPeak(s, row) && !faults.contains(Fault.OWN_PEAK_NOT_KEPT)) {
            s[row + ROW_OWN] = live(s, row);
            s[row + ROW_OWN_BLOCKS] = blocks(s, row);
            if (share.bytes() == 0 && !faults.contains(Fault.OWN_PEAK_KEPT_AFTER_IT_WAS_LEFT)) {
                s[row + ROW_BORN] = 0;
            }
        }
        s[row + ROW_FREED] -= share.bytes();
        s[row + ROW_FREED_BLOCKS] -= share.blocks();
    }

    private static boolean isAtOwnPeak(long[] s, int row) {
        return s[row + ROW_BORN] == 1 && live(s, row) >= s[row + ROW_OWN];
    }

    private static long live(long[] s, int row) {
        return s[row + ROW_TOTAL] - s[row + ROW_FREED];
    }

    private static long blocks(long[] s, int row) {
        return s[row + ROW_TOTAL_BLOCKS] - s[row + ROW_FREED_BLOCKS];
    }

    private int firstStep(Operation operation) {
        return operation.shares().size() == 1 ? CLAIM_ROW : firstReading();
    }

    private int firstReading() {
        return faults.contains(Fault.PEAK_READ_BEFORE_WORD) ? READ_PEAK : READ_WORD;
    }

    @Override
    public void checkEnd(long[] s) {
        long peak = s[AT_PEAK] == 1 ? s[LIVE] : s[PEAK_LEFT];
        long live = 0;
        long atPeak = 0;
        long blocksAtPeak = 0;
        for (int r = 0; r < ROW_COUNT; r++) {
            int row = ROWS + r * ROW_SIZE;
            boolean liveIsPeak = s[AT_PEAK] == 1 || s[row + ROW_EPOCH] != s[EPOCH];
            long bytes = liveIsPeak ? live(s, row) : s[row + ROW_STORED];
            live += live(s, row);
            atPeak += bytes;
            blocksAtPeak += liveIsPeak ? blocks(s, row) : s[row + ROW_STORED_BLOCKS];
            assertThat(bytes).as("row %s at the peak", r).isNotNegative();
            assertThat(isAtOwnPeak(s, row) ? live(s, row) : s[row + ROW_OWN])
                    .as("own peak of row %s", r)
                    .isEqualTo(s[row + ROW_TRUE_OWN]);
            assertThat(isAtOwnPeak(s, row) ? blocks(s, row) : s[row + ROW_OWN_BLOCKS])
                    .as("blocks at the own peak of row %s", r)
                    .isEqualTo(s[row + ROW_TRUE_OWN_BLOCKS]);
        }
        assertThat(live).as("live").isEqualTo(s[LIVE]);
        assertThat(peak).as("peak").isEqualTo(s[TRUE_PEAK_BYTES]);
        assertThat(atPeak).as("sum over the rows at the peak").isEqualTo(peak);
        assertThat(blocksAtPeak).as("blocks at the peak").isEqualTo(s[TRUE_PEAK_BLOCKS]);
    }
}
