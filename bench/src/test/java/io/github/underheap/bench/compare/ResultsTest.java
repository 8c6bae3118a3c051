package io.github.underheap.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private final Results results = new Results();

    @Test
    void timesAreMultiplesOfThePlainOnesOfTheSameRound() {
        add(0, Peer.PLAIN, 10, 0, null);
        add(0, Peer.FULL, 30, 24, 1_000L);
        add(1, Peer.FULL, 80, 26, 1_000L);
        add(1, Peer.PLAIN, 20, 0, null);
        add(2, Peer.PLAIN, 40, 0, null);
        add(2, Peer.FULL, 80, 16, 500L);

        assertThat(results.markdown()).isEqualTo("""
                Processor time of an operation. plain: ns; others: multiple of plain's in the same round. Median (lowest–highest)

                |  | plain | full |
                | --- | --: | --: |
                | depth-8 | 20 (10–40) | 3.00 (2.00–4.00) |

                Bytes on the Java heap for an operation, median

                |  | plain | full |
                | --- | --: | --: |
                | depth-8 | 0 | 24 |

                Blocks that were recorded, of 100 that were allocated, median

                |  | plain | full |
                | --- | --: | --: |
                | depth-8 | – | 100.00 |
                """);
    }

    @Test
    void aRoundThatLacksThePlainTimeHasNoMultiple() {
        results.add(new Outcome(0, Task.DEPTH_8, Peer.PLAIN, null, "failed: exit code 1"));
        add(0, Peer.NAIVE, 30, 0, null);
        add(1, Peer.PLAIN, 10, 0, null);
        add(1, Peer.NAIVE, 50, 0, null);

        assertThat(results.markdown()).contains("| depth-8 | 10 | 5.00 |");
    }

    @Test
    void aVariantThatIsUnavailableHasEmptyCells() {
        add(0, Peer.PLAIN, 10, 0, null);
        results.add(new Outcome(0, Task.DEPTH_8, Peer.FULL, null, "unavailable: the native walk is off"));

        assertThat(results.markdown()).contains("| depth-8 | 10 | – |");
    }

    private void add(int round, Peer peer, double nanos, double heapBytes, @Nullable Long recorded) {
        results.add(
                new Outcome(round, Task.DEPTH_8, peer, new Measured(nanos, nanos, heapBytes, 1_000, recorded), null));
    }
}
