package io.github.underheap.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link System#nanoTime()} for less: the processor's own counter, read by one critical downcall and scaled. Reading the time
 * through the kernel's interface costs as much as the whole walk of a short stack.
 *
 * <p>The counter is used only where the kernel itself keeps its time by it, so that it has one rate, on all processors alike, and
 * does not stop when they sleep. Its rate is found by comparing it with {@code nanoTime} twice, so far apart that the error is
 * below {@value #RATE_ERROR}, and that no time is off by more than {@value #MAX_JUMP_NANOS} ns; until then, and for good if the counter ever falls behind its start (a machine that was suspended to
 * memory may set it back), the time is {@code nanoTime}. Both are counted from the same origin. They drift apart by the error of
 * the rate, and by what the kernel slews its clock.
 *
 * <p><b>Race.</b> Threads that find no rate yet may calibrate at the same time. Each finds a right one and the last is kept. The
 * rate is one immutable object.
 *
 * <p>Thread-safe.
 */
public final class TickClock {

    private static final Path CLOCK_SOURCE =
            Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");

    private static final double RATE_ERROR = 1e-5;

    /** By how much the time may jump when the counter takes over. */
    private static final long MAX_JUMP_NANOS = 2_000;

    /** No calibration before that, and at most one attempt in that time. */
    private static final long CALIBRATION_NANOS = 20_000_000;

    private static final int COMPARISONS = 10;

    /** What the two clocks may drift apart, as a share of the time: the error of the rate, and what a kernel slews at most. */
    private static final double TOLERATED_DRIFT = 1e-3;

    private final LongSupplier ticks;
    private final LongSupplier nanos;
    private final Comparison start;
    private volatile long calibrateAt;
    private volatile @Nullable Rate rate;
    private volatile boolean setBack;

    /**
     * A clock that starts to calibrate now.
     *
     * @param ticks a counter of constant rate
     * @param nanos the time that it is compared with, in ns
     */
    TickClock(LongSupplier ticks, LongSupplier nanos) {
        this.ticks = ticks;
        this.nanos = nanos;
        start = compare();
        calibrateAt = start.nanos + CALIBRATION_NANOS;
    }

    /** The clock of this process, once the helper is loaded; null if the processor's counter is not to be trusted. */
    static @Nullable TickClock ofProcess() {
        return OfProcess.CLOCK;
    }

    private static final class OfProcess {
        static final @Nullable TickClock CLOCK = isTrusted() ? new TickClock(Downcalls::ticks, System::nanoTime) : null;
    }

    /** Whether the kernel keeps its time by the processor's counter. */
    private static boolean isTrusted() {
        try {
            String source =
                    Files.readString(CLOCK_SOURCE, StandardCharsets.US_ASCII).strip();
            return source.equals("tsc") || source.equals("arch_sys_counter");
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Nanoseconds since the origin of {@link System#nanoTime()}. */
    public long nanoTime() {
        Rate known = rate;
        if (known != null) {
            long passed = ticks.getAsLong() - known.ticks;
            if (passed >= 0) {
                return known.nanos + known.nanosOf(passed);
            }
        }
        return otherwise(known);
    }

    /** Whether the time is told by the counter now. */
    boolean isCalibrated() {
        return rate != null;
    }

    /**
     * How far this clock and {@code nanoTime} are apart, in ns, if that is more than they may drift: the machine slept, and one of
     * the two stood still or was set back; else 0.
     */
    public long doubtNanos() {
        long now = nanos.getAsLong();
        long apart = Math.abs(nanoTime() - now);
        return apart <= CALIBRATION_NANOS + (long) (TOLERATED_DRIFT * (now - start.nanos)) ? 0 : apart;
    }

    private long otherwise(@Nullable Rate known) {
        if (known != null) {
            setBack = true;
            rate = null;
        }
        long now = nanos.getAsLong();
        if (!setBack && now - calibrateAt >= 0) {
            calibrateAt = now + CALIBRATION_NANOS;
            calibrate();
        }
        return now;
    }

    private void calibrate() {
        Comparison end = compare();
        long passed = end.ticks - start.ticks;
        if (passed <= 0) {
            setBack = true;
        } else if (end.error <= MAX_JUMP_NANOS && start.error + end.error <= RATE_ERROR * (end.nanos - start.nanos)) {
            rate = Rate.of(end, passed, end.nanos - start.nanos);
        }
    }

    /** The shortest of some comparisons is the one that nothing came between. */
    private Comparison compare() {
        Comparison best = new Comparison(0, 0, Long.MAX_VALUE);
        for (int i = 0; i < COMPARISONS; i++) {
            long before = nanos.getAsLong();
            long count = ticks.getAsLong();
            long after = nanos.getAsLong();
            if (after - before < best.error) {
                best = new Comparison(count, before + (after - before) / 2, after - before);
            }
        }
        return best;
    }

    /**
     * What both clocks said at one instant.
     *
     * @param error ns between two looks at {@code nanos}
     */
    private record Comparison(long ticks, long nanos, long error) {}

    /**
     * How ticks become nanoseconds: {@code (passed << shift) * factor / 2^64}.
     *
     * @param ticks count at the instant {@code nanos}
     */
    private record Rate(long ticks, long nanos, int shift, long factor) {

        static Rate of(Comparison from, long ticks, long nanos) {
            // The factor is below 2^63, so a slow counter is shifted; it has that many bits less to hold.
            double each = (double) nanos / ticks;
            int shift = Math.max(Math.getExponent(each) + 2, 0);
            return new Rate(from.ticks, from.nanos, shift, (long) Math.scalb(each, Long.SIZE - shift));
        }

        long nanosOf(long passed) {
            return Math.multiplyHigh(passed << shift, factor);
        }
    }
}
