package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    /** A step of an hour says that the process was stopped, and counts for 1 ms; none counts for less than 1 ns. */
    @ParameterizedTest
    @CsvSource({"1000000000, 500000, 2256", "1000000000, 3600000000000, 1256", "1000, 0, 1001"})
    void givesUpAfterSoManyStepsAndStaysSo(long patienceNanos, long stepNanos, int steps) {
        AtomicLong nanos = new AtomicLong();
        Patience patience = new Patience(patienceNanos, () -> nanos.getAndAdd(stepNanos));
        long waited = 0;
        int taken = 0;
        while (waited != Patience.GIVEN_UP) {
            waited = patience.pause(waited);
            taken++;
        }
        assertThat(taken).isEqualTo(steps);
        assertThat(patience.pause(waited)).isEqualTo(Patience.GIVEN_UP);
    }

    @Test
    void theUsualOneReadsTheClockOfTheSystem() {
        long start = System.nanoTime();
        long waited = 0;
        int steps = 0;
        while (waited < 1_000_000) {
            waited = Patience.USUAL.pause(waited);
            steps++;
        }
        assertThat(steps).isGreaterThan(256);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000 - 256);
    }
}
