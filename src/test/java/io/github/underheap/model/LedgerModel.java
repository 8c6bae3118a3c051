package io.github.underheap.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;

/**
 * The steps of {@code Tracker.allocated}, {@code TrackingAllocator.free} and {@code Ledger.close} on one arena, one shared access
 * each: threads that allocate a block in it, a thread that frees the first thread's block by itself, and a thread that closes the
 * arena.
 */
final class LedgerModel implements Interleavings.Model {

    /** Ways to get it wrong; the model must notice each. */
    enum Fault {
        /** The record looks whether the ledger is closed before it claims it, not while. */
        CLOSED_SEEN_BEFORE_THE_CLAIM,
        /** A record that finds the ledger closed does not end the block itself. */
        BLOCK_NOT_ENDED_AFTER_CLOSE,
        /** The close reads the entries before it closes the ledger. */
        DRAINED_BEFORE_CLOSED,
        /** A free books the end of a block without asking the ledger. */
        FREE_DOES_NOT_ASK
    }

    private static final int ARENA_CLOSED = 0;
    private static final int LEDGER_CLOSED = 1;
    private static final int ENTRY = 2;
    private static final int LIVE = 3;
    private static final int ENDS = 4;
    private static final int IN_TABLE = 5;
    private static final int DRAINED = 6;
    private static final int SEEN = 7;
    private static final int STEPS = 11;

    private static final int END = 99;

    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final int allocators;

    /** @param allocators threads that allocate, 1 to 3 */
    LedgerModel(int allocators) {
        this.allocators = allocators;
    }

    LedgerModel with(Fault fault) {
        faults.add(fault);
        return this;
    }

    @Override
    public long[] start() {
        return new long[STEPS + threads()];
    }

    @Override
    public int threads() {
        return allocators + 2;
    }

    @Override
    public boolean isDone(long[] s, int thread) {
        return s[STEPS + thread] == END;
    }

    @Override
    public void step(long[] s, int thread) {
        if (thread < allocators) {
            s[STEPS + thread] = allocate(s, thread);
        } else if (thread == allocators) {
            s[STEPS + thread] = free(s, thread);
        } else {
            s[STEPS + thread] = close(s, thread);
        }
    }

    private long allocate(long[] s, int thread) {
        return switch ((int) s[STEPS + thread]) {
            case 0 -> {
                // The delegate refuses a closed arena.
                yield s[ARENA_CLOSED] == 1 ? END : 1;
            }
            case 1 -> {
                s[LIVE]++;
                yield faults.contains(Fault.CLOSED_SEEN_BEFORE_THE_CLAIM) ? 2 : 3;
            }
            case 2 -> {
                s[SEEN + thread] = s[LEDGER_CLOSED];
                yield 3;
            }
            case 3 -> {
                boolean closed = faults.contains(Fault.CLOSED_SEEN_BEFORE_THE_CLAIM)
                        ? s[SEEN + thread] == 1
                        : s[LEDGER_CLOSED] == 1;
                if (closed) {
                    yield faults.contains(Fault.BLOCK_NOT_ENDED_AFTER_CLOSE) ? END : 5;
                }
                s[ENTRY]++;
                yield 4;
            }
            case 4 -> {
                // Only then the application has the address, and may free the block.
                if (thread == 0) {
                    s[IN_TABLE] = 1;
                }
                yield END;
            }
            case 5 -> {
                end(s);
                yield END;
            }
            default -> throw new AssertionError();
        };
    }

    private long free(long[] s, int thread) {
        return switch ((int) s[STEPS + thread]) {
            case 0 -> {
                if (s[IN_TABLE] == 0) {
                    yield END;
                }
                s[IN_TABLE] = 0;
                yield faults.contains(Fault.FREE_DOES_NOT_ASK) ? 2 : 1;
            }
            case 1 -> {
                if (s[LEDGER_CLOSED] == 1) {
                    yield END;
                }
                s[ENTRY]--;
                yield 2;
            }
            case 2 -> {
                end(s);
                yield END;
            }
            default -> throw new AssertionError();
        };
    }

    private long close(long[] s, int thread) {
        boolean drainFirst = faults.contains(Fault.DRAINED_BEFORE_CLOSED);
        return switch ((int) s[STEPS + thread]) {
            case 0 -> {
                s[ARENA_CLOSED] = 1;
                yield drainFirst ? 2 : 1;
            }
            case 1 -> {
                s[LEDGER_CLOSED] = 1;
                yield drainFirst ? 3 : 2;
            }
            case 2 -> {
                s[DRAINED] = s[ENTRY];
                yield drainFirst ? 1 : 3;
            }
            case 3 -> {
                s[LIVE] -= s[DRAINED];
                s[ENDS] += s[DRAINED];
                yield END;
            }
            default -> throw new AssertionError();
        };
    }

    private static void end(long[] s) {
        s[LIVE]--;
        s[ENDS]++;
    }

    @Override
    public void checkEnd(long[] s) {
        assertThat(s[LIVE]).as("live blocks of a closed arena").isZero();
        assertThat(s[ENDS]).as("each block that was counted ended once").isBetween(0L, (long) allocators);
    }
}
