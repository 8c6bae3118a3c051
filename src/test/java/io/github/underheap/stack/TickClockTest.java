package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickClockTest {

    private static final long MILLI = 1_000_000;
    private static final long DAY = 86_400_000 * MILLI;

    /** What {@code System.nanoTime()} says. */
    private long now = -7_000_000_007L;

    /** Time that each look at {@link #now} takes. */
    private long look;

    private double ticksPerNano = 3.141;
    private double ticks = 1e13;

    private final TickClock clock = clock();

    private TickClock clock() {
        return new TickClock(() -> (long) ticks, () -> {
            pass(look);
            return now;
        });
    }

    private void pass(long nanos) {
        now += nanos;
        ticks += nanos * ticksPerNano;
    }

    @Test
    void isNanoTimeUntilItIsCalibrated() {
        pass(20 * MILLI - 1);
        assertThat(clock.nanoTime()).isEqualTo(now);
        assertThat(clock.isCalibrated()).isFalse();
        pass(1);
        assertThat(clock.nanoTime()).isEqualTo(now);
        assertThat(clock.isCalibrated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {5.7, 3.141, 1, 0.5, 0.0545, 0.025, 0.001})
    void tellsTheTimeByTicksOfAnyRate(double rate) {
        ticksPerNano = rate;
        TickClock ofRate = clock();
        pass(1_000 * MILLI);
        assertThat(ofRate.nanoTime()).isEqualTo(now);
        assertThat(ofRate.isCalibrated()).isTrue();
        for (int day = 0; day < 1_000; day++) {
            assertThat(ofRate.nanoTime()).isCloseTo(now, within(2_000 + day * DAY / 1_000_000));
            pass(DAY);
        }
        assertThat(ofRate.doubtNanos()).isZero();
    }

    @Test
    void waitsUntilTheErrorOfTheRateIsSmall() {
        look = 1_000;
        TickClock slow = clock();
        for (int i = 0; i < 9; i++) {
            pass(20 * MILLI);
            long ignored = slow.nanoTime();
            assertThat(slow.isCalibrated()).isFalse();
        }
        pass(20 * MILLI);
        long ignored = slow.nanoTime();
        assertThat(slow.isCalibrated()).isTrue();
    }

    @Test
    void waitsUntilTheComparisonIsExact() {
        look = 2_001;
        TickClock slow = clock();
        pass(10_000 * MILLI);
        long ignored = slow.nanoTime();
        assertThat(slow.isCalibrated()).isFalse();
        look = 2_000;
        ignored = slow.nanoTime();
        assertThat(slow.isCalibrated()).isFalse();
        pass(20 * MILLI);
        ignored = slow.nanoTime();
        assertThat(slow.isCalibrated()).isTrue();
    }

    @Test
    void aCounterThatFallsBehindIsNotUsedAgain() {
        pass(30 * MILLI);
        long ignored = clock.nanoTime();
        assertThat(clock.isCalibrated()).isTrue();
        ticks = 0;
        pass(5 * MILLI);
        assertThat(clock.nanoTime()).isEqualTo(now);
        pass(DAY);
        assertThat(clock.nanoTime()).isEqualTo(now);
        assertThat(clock.isCalibrated()).isFalse();
        assertThat(clock.doubtNanos()).isZero();
    }

    @Test
    void aCounterThatFellBehindBeforeItWasCalibratedIsNotUsed() {
        ticks = 0;
        pass(30 * MILLI);
        assertThat(clock.nanoTime()).isEqualTo(now);
        pass(DAY);
        assertThat(clock.nanoTime()).isEqualTo(now);
        assertThat(clock.isCalibrated()).isFalse();
    }

    @Test
    void saysByHowMuchTheClocksAreApart() {
        pass(30 * MILLI);
        long ignored = clock.nanoTime();
        pass(1_000 * MILLI);
        assertThat(clock.doubtNanos()).isZero();
        // The machine sleeps, and nanoTime stands still.
        ticks += 3_600_000.0 * MILLI * ticksPerNano;
        assertThat(clock.doubtNanos()).isCloseTo(3_600_000 * MILLI, within(MILLI));
    }

    @Test
    void theProcessorsCounterAgreesWithNanoTime() {
        assumeTrue(NativeWalk.open(WalkMode.VM, 0).isOn());
        assumeTrue(TickClock.ofProcess() != null, "the kernel does not keep its time by the processor's counter");
        TickClock real = new TickClock(Downcalls::ticks, System::nanoTime);
        long start = System.nanoTime();
        while (!real.isCalibrated()) {
            long ignored = real.nanoTime();
            assertThat(System.nanoTime() - start).isLessThan(60_000 * MILLI);
        }
        for (int i = 0; i < 10_000; i++) {
            long before = System.nanoTime();
            long time = real.nanoTime();
            long after = System.nanoTime();
            long error = 2_500 + (after - start) / 50_000;
            assertThat(time).isBetween(before - error, after + error);
        }
        assertThat(real.doubtNanos()).isZero();
    }
}
