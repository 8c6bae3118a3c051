package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotalsTest {

    private final Totals totals = new Totals(new PooledMemory());

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "8589934591, 536870911",
        "8589934592, 32767",
        "140737488355327, 7",
        "8589934591, 536870912",
        "8589934592, 32768",
        "1009, 4611686018427387903"
    })
    void aWordKeepsLiveBytesFlagAndEpoch(long live, long epoch) {
        for (boolean atPeak : new boolean[] {false, true}) {
            long word = Totals.pack(live, atPeak, epoch);
            assertThat(Totals.live(word)).isEqualTo(live);
            assertThat(Totals.atPeak(word)).isEqualTo(atPeak);
            for (long lag : new long[] {0, 1, 2047, 4095}) {
                if (epoch >= lag) {
                    assertThat(Totals.epoch(word, epoch - lag)).isEqualTo(epoch);
                }
            }
        }
    }

    @Test
    void anAllocationThatReachesThePeakIsThePeak() {
        assertThat(totals.add(1009)).isEqualTo(1);
        assertThat(totals.read()).isEqualTo(new Totals.State(1009, 1009, true, 1, 0, 0));
        assertThat(totals.remove(1009)).isEqualTo(2);
        assertThat(totals.read()).isEqualTo(new Totals.State(0, 1009, false, 2, 0, 0));
        assertThat(totals.add(1008)).isEqualTo(2);
        assertThat(totals.read()).isEqualTo(new Totals.State(1008, 1009, false, 2, 0, 0));
        assertThat(totals.add(1)).isEqualTo(2);
        assertThat(totals.read()).isEqualTo(new Totals.State(1009, 1009, true, 2, 0, 0));
        assertThat(totals.remove(0)).isEqualTo(3);
        assertThat(totals.read()).isEqualTo(new Totals.State(1009, 1009, false, 3, 0, 0));
    }

    @Test
    void theEpochIsExactBeyondTheBitsOfTheWord() {
        for (long epoch = 1; epoch < 200_000; epoch++) {
            assertThat(totals.add(13)).isEqualTo(epoch);
            assertThat(totals.remove(13)).isEqualTo(epoch + 1);
        }
        long wide = 1L << 33;
        totals.add(wide);
        for (long epoch = 200_000; epoch < 400_000; epoch++) {
            assertThat(totals.add(13)).isEqualTo(epoch);
            assertThat(totals.remove(13)).isEqualTo(epoch + 1);
        }
        assertThat(totals.read()).isEqualTo(new Totals.State(wide, wide + 13, false, 400_000, 0, 0));
    }

    @Test
    void refusesWhatTheWordCannotHold() {
        assertThat(totals.add(Totals.LIMIT)).isEqualTo(Totals.REFUSED);
        assertThat(totals.add(Long.MAX_VALUE)).isEqualTo(Totals.REFUSED);
        assertThat(totals.add(Totals.LIMIT - 1)).isEqualTo(1);
        assertThat(totals.add(1)).isEqualTo(Totals.REFUSED);
        assertThat(totals.add(Long.MAX_VALUE)).isEqualTo(Totals.REFUSED);
        assertThat(totals.read()).isEqualTo(new Totals.State(Totals.LIMIT - 1, Totals.LIMIT - 1, true, 1, 0, 0));
    }

    @Test
    void aWrongFreeDoesNotSpoilTheWord() {
        totals.add(13);
        totals.remove(1009);
        assertThat(totals.read()).isEqualTo(new Totals.State(0, 13, false, 2, 0, 1));
        totals.add(503);
        assertThat(totals.read()).isEqualTo(new Totals.State(503, 503, true, 2, 0, 1));
    }

    @Test
    void countsWhatWasLost() {
        totals.lose();
        totals.lose();
        assertThat(totals.read().lost()).isEqualTo(2);
    }
}
