package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicReference;
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
            clock.glance();
        }
    }

    /** What the clock says that a time took. */
    private long measured(TickClock clock, long nanos) {
        long start = clock.ticks();
        pass(nanos);
        long passed = clock.ticks() - start;
        return clock.rate().nanos(passed);
    }

    @Test
    void givesTheCounterAsItIs() {
        assertThat(clock.ticks()).isEqualTo(10_000_000_000_000L);
        pass(1_000);
        assertThat(clock.ticks()).isEqualTo(10_000_000_003_141L);
    }

    @Test
    void looksAtMostOnceInTwentyMilliseconds() {
        for (int span = 0; span < 2; span++) {
            pass(20 * MILLI - 1);
            clock.glance();
            assertThat(clock.isCalibrated()).isFalse();
            assertThat(clock.apartNanos()).isZero();
            pass(1);
            clock.glance();
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
            ofRate.glance();
        }
        assertThat(ofRate.isCalibrated()).isTrue();
        assertThat(measured(ofRate, 1_000 * MILLI)).isCloseTo(1_000 * MILLI, within(10_000L));
        assertThat(measured(ofRate, 1_000 * DAY)).isCloseTo(1_000 * DAY, within(1_000 * DAY / 100_000));
        assertThat(ofRate.apartNanos()).isCloseTo(0, within(DAY / 100));
        assertThat(ofRate.rate().nanos(-(long) (1e9 * rate))).isCloseTo(-1_000 * MILLI, within(10_000L));
        assertThat(ofRate.rate().ticksPerSecond())
                .isCloseTo((long) (1e9 * rate), within((long) (1e9 * rate / 100_000) + 1));
    }

    @Test
    void aRateIsThereFromTheFirstMoment() {
        look = 30;
        TickClock young = clock();
        assertThat(measured(young, 7)).isBetween(0L, 100L);
        assertThat(young.isCalibrated()).isFalse();
        // What was compared was some twenty microseconds.
        assertThat(measured(young, 19 * MILLI)).isCloseTo(19 * MILLI, within(19 * MILLI / 500));
        assertThat(young.isCalibrated()).isFalse();
    }

    @Test
    void aTimeThatStandsStillHasNoRate() {
        assertThat(clock.rate().nanos(1_009)).isEqualTo(1_009);
    }

    @Test
    void waitsUntilTheErrorOfTheRateIsSmall() {
        look = 1_000;
        TickClock slow = clock();
        for (int i = 0; i < 19; i++) {
            pass(20 * MILLI);
            slow.glance();
            assertThat(slow.isCalibrated()).isFalse();
        }
        pass(20 * MILLI);
        slow.glance();
        assertThat(slow.isCalibrated()).isTrue();
    }

    @Test
    void waitsUntilTheComparisonIsExact() {
        look = 2_001;
        TickClock slow = clock();
        for (int i = 0; i < 10; i++) {
            pass(10_000 * MILLI);
            slow.glance();
            assertThat(slow.isCalibrated()).isFalse();
        }
        look = 2_000;
        for (int i = 0; i < 2; i++) {
            pass(1_000 * MILLI);
            slow.glance();
        }
        assertThat(slow.isCalibrated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aSleepWhileItCalibratesDoesNotSpoilTheRate(int spans) {
        for (int i = 0; i < spans; i++) {
            pass(20 * MILLI);
            clock.glance();
        }
        // The machine sleeps, and nanoTime stands still.
        ticks += 3_600_000.0 * MILLI * ticksPerNano;
        calibrate(clock);
        assertThat(measured(clock, 10_000 * MILLI)).isCloseTo(10_000 * MILLI, within(100_000L));
    }

    @Test
    void aCounterThatFallsBehindIsSaid() {
        calibrate(clock);
        assertThat(clock.apartNanos()).isCloseTo(0, within(MILLI));
        ticks = 0;
        pass(5 * MILLI);
        assertThat(clock.apartNanos()).isEqualTo(TickClock.SET_BACK);
        pass(DAY);
        assertThat(clock.apartNanos()).isEqualTo(TickClock.SET_BACK);
        assertThat(measured(clock, 1_000 * MILLI)).isCloseTo(1_000 * MILLI, within(10_000L));
    }

    /** It was ahead for so long that it is beyond where it began. */
    @Test
    void aCounterThatFellBehindAndWentOnIsSaid() {
        calibrate(clock);
        pass(DAY);
        assertThat(clock.apartNanos()).isNotEqualTo(TickClock.SET_BACK);
        ticks -= DAY / 2.0 * ticksPerNano;
        assertThat(clock.apartNanos()).isEqualTo(TickClock.SET_BACK);
    }

    @Test
    void aCounterThatFellBehindBeforeItWasCalibratedIsCalibratedAnew() {
        ticks = 0;
        calibrate(clock);
        assertThat(clock.apartNanos()).isEqualTo(TickClock.SET_BACK);
        assertThat(measured(clock, 1_000 * MILLI)).isCloseTo(1_000 * MILLI, within(10_000L));
    }

    /** Another thread may look at the counter in between. */
    @Test
    void whoIsOvertakenHasSeenNoSetBack() {
        AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
        TickClock overtaken = new TickClock(
                () -> {
                    before.getAndSet(() -> {}).run();
                    return (long) ticks;
                },
                () -> now);
        calibrate(overtaken);
        before.set(() -> {
            pass(1_000 * MILLI);
            long ignored = overtaken.apartNanos();
            pass(-1_000 * MILLI);
        });

        assertThat(overtaken.apartNanos()).isCloseTo(0, within(MILLI));
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
        long startTicks = real.ticks();
        while (!real.isCalibrated()) {
            real.glance();
            assertThat(System.nanoTime() - start).isLessThan(60_000 * MILLI);
        }
        for (int i = 0; i < 10_000; i++) {
            long before = System.nanoTime() - start;
            long time = real.rate().nanos(real.ticks() - startTicks);
            long after = System.nanoTime() - start;
            long error = 100_000 + after / 50_000;
            assertThat(time).isBetween(before - error, after + error);
        }
        assertThat(real.apartNanos()).isCloseTo(0, within(MILLI));
    }
}
