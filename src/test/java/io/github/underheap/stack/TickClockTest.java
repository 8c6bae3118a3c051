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

    /** As often as it may, until it has calibrated itself. */
    private void calibrate(TickClock clock) {
        for (int i = 0; !clock.isCalibrated(); i++) {
            assertThat(i).isLessThan(100);
            pass(20 * MILLI);
            assertThat(clock.nanoTime()).isEqualTo(now);
        }
    }

    @Test
    void isNanoTimeUntilItIsCalibrated() {
        for (int span = 0; span < 2; span++) {
            pass(20 * MILLI - 1);
            assertThat(clock.nanoTime()).isEqualTo(now);
            assertThat(clock.isCalibrated()).isFalse();
            assertThat(clock.apartNanos()).isZero();
            pass(1);
            assertThat(clock.nanoTime()).isEqualTo(now);
        }
        assertThat(clock.isCalibrated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {5.7, 3.141, 1, 0.5, 0.0545, 0.025, 0.001})
    void tellsTheTimeByTicksOfAnyRate(double rate) {
        ticksPerNano = rate;
        TickClock ofRate = clock();
        for (int i = 0; i < 2; i++) {
            pass(1_000 * MILLI);
            assertThat(ofRate.nanoTime()).isEqualTo(now);
        }
        assertThat(ofRate.isCalibrated()).isTrue();
        for (int day = 0; day < 1_000; day++) {
            assertThat(ofRate.nanoTime()).isCloseTo(now, within(2_000 + day * DAY / 1_000_000));
            pass(DAY);
        }
        assertThat(ofRate.apartNanos()).isCloseTo(0, within(DAY / 1_000));
    }

    @Test
    void waitsUntilTheErrorOfTheRateIsSmall() {
        look = 1_000;
        TickClock slow = clock();
        for (int i = 0; i < 19; i++) {
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
        for (int i = 0; i < 10; i++) {
            pass(10_000 * MILLI);
            long ignored = slow.nanoTime();
            assertThat(slow.isCalibrated()).isFalse();
        }
        look = 2_000;
        pass(1_000 * MILLI);
        long ignored = slow.nanoTime();
        pass(1_000 * MILLI);
        ignored = slow.nanoTime();
        assertThat(slow.isCalibrated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aSleepWhileItCalibratesDoesNotSpoilTheRate(int spans) {
        for (int i = 0; i < spans; i++) {
            pass(20 * MILLI);
            assertThat(clock.nanoTime()).isEqualTo(now);
        }
        // The machine sleeps, and nanoTime stands still.
        ticks += 3_600_000.0 * MILLI * ticksPerNano;
        calibrate(clock);
        long start = clock.nanoTime();
        pass(10_000 * MILLI);
        assertThat(clock.nanoTime() - start).isCloseTo(10_000 * MILLI, within(100_000L));
    }

    @Test
    void aCounterThatFallsBehindIsNotUsedAgain() {
        calibrate(clock);
        ticks = 0;
        pass(5 * MILLI);
        assertThat(clock.nanoTime()).isEqualTo(now);
        assertThat(clock.apartNanos()).isEqualTo(TickClock.SET_BACK);
        pass(DAY);
        assertThat(clock.nanoTime()).isEqualTo(now);
        assertThat(clock.isCalibrated()).isFalse();
        assertThat(clock.apartNanos()).isEqualTo(TickClock.SET_BACK);
    }

    @Test
    void aCountFromAMomentBeforeTheRateIsNoSetBack() {
        calibrate(clock);
        long takenOver = now;
        ticks -= 1_000;
        assertThat(clock.nanoTime()).isEqualTo(takenOver);
        assertThat(clock.isCalibrated()).isTrue();
    }

    @Test
    void aCounterThatFellBehindBeforeItWasCalibratedIsNotUsed() {
        ticks = 0;
        for (int i = 0; i < 10; i++) {
            pass(30 * MILLI);
            assertThat(clock.nanoTime()).isEqualTo(now);
        }
        assertThat(clock.isCalibrated()).isFalse();
        assertThat(clock.apartNanos()).isEqualTo(TickClock.SET_BACK);
    }

    @Test
    void saysByHowMuchTheClocksAreApart() {
        calibrate(clock);
        pass(1_000 * MILLI);
        assertThat(clock.apartNanos()).isCloseTo(0, within(MILLI));
        ticks += 3_600_000.0 * MILLI * ticksPerNano;
        assertThat(clock.apartNanos()).isCloseTo(3_600_000 * MILLI, within(100 * MILLI));
        now += 7_200_000 * MILLI;
        assertThat(clock.apartNanos()).isCloseTo(-3_600_000 * MILLI, within(100 * MILLI));
    }

    @Test
    void theProcessorsCounterAgreesWithNanoTime() {
        NeedsTheWalk.assumeOn();
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
        assertThat(real.apartNanos()).isCloseTo(0, within(MILLI));
    }
}
