package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinTest {

    @Test
    void givesUpAfterASecondOfStepsAndStaysSo() {
        long start = System.nanoTime();
        long waited = 0;
        long steps = 0;
        while (waited != Spin.GIVEN_UP) {
            waited = Spin.pause(waited);
            steps++;
        }
        // A step counts for 1 ms at most, whatever happens to the process meanwhile.
        assertThat(steps).isGreaterThan(1_000);
        assertThat(System.nanoTime() - start).isGreaterThan(900_000_000);
        assertThat(Spin.pause(waited)).isEqualTo(Spin.GIVEN_UP);
    }
}
