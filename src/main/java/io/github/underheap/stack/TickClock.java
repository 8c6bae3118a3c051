package io.github.underheap.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processor's own counter, read by one critical downcall, and how its ticks become nanoseconds. Reading the time through the kernel's
 * interface costs as much as the whole walk of a short stack.
 *
 * <p>The counter is used only where the kernel itself keeps its time by it, so that it has one rate, on all processors alike, and
 * does not stop when they sleep.
 *
 * <p><b>Calibration.</b> Who books an event takes ticks as they are; who reads the numbers scales them. The counter is compared with
 * {@code nanoTime} when somebody has time for it ({@link #glance}), until the rate is known to {@value #RATE_ERROR}: three times, and the
 * rates of the two spans must agree, because a machine that sleeps in one of them may stop one clock and not the other; if they do not,
 * the search goes on with the later span. Who asks before that gets the rate of the time so far.
 *
 * <p><b>Sleep and set-back.</b> After the calibration such a sleep makes the two clocks differ: {@link #apartNanos()}. A counter that falls
 * behind (a machine that was suspended to memory may begin anew) stays in use; times across the set-back are wrong, which can be asked.
 *
 * <p><b>Race.</b> One thread at a time calibrates; others do not wait for it. The rate is one immutable object. Whether the counter fell
 * behind is judged by a count that was seen before it is looked at again.
 *
 * <p>Thread-safe.
 */
public final class TickClock {

    /** What {@link #apartNanos()} says once the counter was set back. */
    public static final long SET_BACK = Long.MAX_VALUE;

    /** Above the 127 calls after which a method handle is customized ({@code java.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD}). */
    private static final int CALLS_UNTIL_SETTLED = 200;

    /** Whether there is a clock of this process. */
    private static volatile boolean isUsed;

    private static final Path CLOCK_SOURCE =
            Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");

    private static final double RATE_ERROR = 1e-5;

    /** What a comparison may be wrong by, to be used for the calibration. */
    private static final long MAX_ERROR_NANOS = 2_000;

    /** No attempt to calibrate before that, and at most one in that time. */
    private static final long ATTEMPT_NANOS = 20_000_000;

    /** The shortest time that says something of the rate. */
    private static final long LEAST_NANOS = 20_000;

    /** About a millisecond of the fastest counter, and a second of the slowest: by so much threads may see it in another order. */
    private static final long UNORDERED_TICKS = 1 << 22;

    private static final int COMPARISONS = 10;

    private static final int COMPARISONS_FOR_A_RATE = 1_000;

    private final LongSupplier ticks;
    private final LongSupplier nanos;
    private final AtomicBoolean calibrating = new AtomicBoolean();
    private volatile long attemptAt;
    private volatile @Nullable Rate rate;
    private volatile boolean setBack;
    /** The last count that somebody looked at with care. */
    private final AtomicLong latest;
    /** When this clock was made, or was first seen after a set-back. */
    private volatile Comparison origin;

    /** Guarded by {@link #calibrating}, as is the next. */
    private Comparison first;

    private @Nullable Comparison second;

    /**
     * A clock whose calibration starts now.
     *
     * @param ticks a counter of constant rate
     * @param nanos the time that it is compared with, in ns
     */
    TickClock(LongSupplier ticks, LongSupplier nanos) {
        this.ticks = ticks;
        this.nanos = nanos;
        first = compare();
        origin = first;
        latest = new AtomicLong(first.ticks);
        attemptAt = first.nanos + ATTEMPT_NANOS;
    }

    /** The clock of this process, once the helper is loaded; null if the processor's counter is not to be trusted. */
    static @Nullable TickClock ofProcess() {
        TickClock clock = OfProcess.CLOCK;
        isUsed = clock != null;
        return clock;
    }

    /**
     * Asks the counter so often that the JVM has made what it makes of a method handle that is called often: a class, for which there may be no
     * memory any more when the process ends. Does nothing where the counter is not used.
     */
    public static void rehearse() {
        for (int i = 0; isUsed && i < CALLS_UNTIL_SETTLED; i++) {
            long ignored = Downcalls.ticks();
        }
    }

    private static final class OfProcess {
        static final @Nullable TickClock CLOCK = isTrusted() ? new TickClock(new Ticks(), new Nanos()) : null;
    }

    private static final class Ticks implements LongSupplier {
        @Override
        public long getAsLong() {
            return Downcalls.ticks();
        }
    }

    private static final class Nanos implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
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

    /** {@link #ticks} of the clock of this process, once that is there. */
    public static long now() {
        return Downcalls.ticks();
    }

    /** The counter now. */
    public long ticks() {
        return ticks.getAsLong();
    }

    /** For somebody who has a microsecond: compares the clocks if it is time for that, until the rate is known. */
    public void glance() {
        if (rate == null && nanos.getAsLong() - attemptAt >= 0 && calibrating.compareAndSet(false, true)) {
            try {
                attemptAt = nanos.getAsLong() + ATTEMPT_NANOS;
                if (rate == null) {
                    calibrate();
                }
            } finally {
                calibrating.set(false);
            }
        }
    }

    /** How ticks become nanoseconds, as well as that is known now. */
    public Rate rate() {
        glance();
        Rate known = rate;
        if (known != null) {
            return known;
        }
        Comparison from = origin;
        Comparison now = compare();
        for (int i = 0; now.nanos - from.nanos < LEAST_NANOS && i < COMPARISONS_FOR_A_RATE; i++) {
            now = compare();
        }
        return now.ticks > from.ticks && now.nanos > from.nanos ? Rate.of(from, now) : Rate.NANOS;
    }

    /** Whether the rate is known well. */
    boolean isCalibrated() {
        return rate != null;
    }

    /**
     * How far the counter is ahead of {@code nanoTime}, in ns; {@link #SET_BACK} if it was set back. A change by more than a thousandth of the
     * time says that the machine slept.
     */
    public long apartNanos() {
        Rate known = rate;
        Comparison from = origin;
        long before = latest.get();
        Comparison now = compare();
        if (now.ticks < before - UNORDERED_TICKS) {
            setBack = true;
        }
        long ignored = latest.accumulateAndGet(now.ticks, Math::max);
        if (setBack) {
            return SET_BACK;
        }
        return known == null ? 0 : known.nanos(now.ticks - from.ticks) - (now.nanos - from.nanos);
    }

    private void calibrate() {
        Comparison now = compare();
        Comparison last = second == null ? first : second;
        if (now.ticks <= last.ticks) {
            setBack = true;
            origin = now;
            first = now;
            second = null;
        } else if (now.error <= MAX_ERROR_NANOS && now.error + last.error <= RATE_ERROR * (now.nanos - last.nanos)) {
            if (second == null) {
                second = now;
            } else if (agree(first, second, now)) {
                rate = Rate.of(first, now);
            } else {
                first = second;
                second = now;
            }
        }
    }

    private static boolean agree(Comparison first, Comparison second, Comparison third) {
        double before = Rate.nanosPerTick(first, second);
        double after = Rate.nanosPerTick(second, third);
        return Math.abs(before - after) <= 2 * RATE_ERROR * after;
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
     * How ticks become nanoseconds: {@code (ticks << shift) * factor / 2^64}.
     *
     * @param shift how far ticks are shifted
     * @param factor below 2^63, so a slow counter is shifted; it has that many bits less to hold
     */
    public record Rate(int shift, long factor) {

        /** Of a counter of nanoseconds. */
        static final Rate NANOS = new Rate(2, 1L << 62);

        private static Rate of(Comparison from, Comparison to) {
            double each = nanosPerTick(from, to);
            int shift = Math.max(Math.getExponent(each) + 2, 0);
            return new Rate(shift, (long) Math.scalb(each, Long.SIZE - shift));
        }

        private static double nanosPerTick(Comparison from, Comparison to) {
            return (double) (to.nanos - from.nanos) / (to.ticks - from.ticks);
        }

        /** The time that so many ticks take; their number times 2^shift fits into 63 bits. */
        public long nanos(long ticks) {
            return Math.multiplyHigh(ticks << shift, factor);
        }

        /** How often the counter ticks in a second. */
        public long ticksPerSecond() {
            return Math.round(1e9 / Math.scalb((double) factor, shift - Long.SIZE));
        }
    }
}
