package io.github.underheap.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link System#nanoTime()} for less: the processor's own counter, read by one critical downcall and scaled. Reading the time
 * through the kernel's interface costs as much as the whole walk of a short stack.
 *
 * <p>The counter is used only where the kernel itself keeps its time by it, so that it has one rate, on all processors alike, and
 * does not stop when they sleep. Until its rate is known the time is {@code nanoTime}, from whose origin both are counted. When the
 * counter takes over, the time may jump by {@value #MAX_JUMP_NANOS} ns, forward or back. From then on it drifts away from
 * {@code nanoTime} by the error of the rate, about {@value #RATE_ERROR}, and by what the kernel slews its clock.
 *
 * <p><b>Calibration.</b> The counter is compared with {@code nanoTime} three times. The rates of the two spans must agree, because a
 * machine that sleeps in one of them may stop one clock and not the other; if they do not, the search goes on with the later span.
 *
 * <p><b>Sleep and set-back.</b> After the calibration such a sleep makes the two clocks differ: {@link #apartNanos()}. If the counter
 * falls behind where it was when it took over (a machine that was suspended to memory may begin anew), the time is
 * {@code nanoTime} for good.
 *
 * <p><b>Race.</b> One thread at a time calibrates; others do not wait for it. The rate is one immutable object. Without a fence, which
 * costs more than it is worth here, a thread may find a new rate and yet a count from a moment before: that is no set-back.
 *
 * <p>Thread-safe.
 */
public final class TickClock {

    /** What {@link #apartNanos()} says once the counter was set back. */
    public static final long SET_BACK = Long.MAX_VALUE;

    private static final Path CLOCK_SOURCE =
            Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");

    private static final double RATE_ERROR = 1e-5;

    private static final long MAX_JUMP_NANOS = 2_000;

    /** No attempt to calibrate before that, and at most one in that time. */
    private static final long ATTEMPT_NANOS = 20_000_000;

    private static final int COMPARISONS = 10;

    /** About a millisecond of the fastest counter, and a second of the slowest. */
    private static final long UNORDERED_TICKS = 1 << 22;

    private final LongSupplier ticks;
    private final LongSupplier nanos;
    private final AtomicBoolean calibrating = new AtomicBoolean();
    private volatile long attemptAt;
    private volatile @Nullable Rate rate;
    private volatile boolean setBack;

    /** Guarded by {@link #calibrating}, as is the next. */
    private Comparison first;

    private @Nullable Comparison second;

    /**
     * A clock that starts to calibrate now.
     *
     * @param ticks a counter of constant rate
     * @param nanos the time that it is compared with, in ns
     */
    TickClock(LongSupplier ticks, LongSupplier nanos) {
        this.ticks = ticks;
        this.nanos = nanos;
        first = compare();
        attemptAt = first.nanos + ATTEMPT_NANOS;
    }

    /** The clock of this process, once the helper is loaded; null if the processor's counter is not to be trusted. */
    static @Nullable TickClock ofProcess() {
        return OfProcess.CLOCK;
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

    /** Nanoseconds since the origin of {@link System#nanoTime()}. */
    public long nanoTime() {
        Rate known = rate;
        if (known != null) {
            long passed = ticks.getAsLong() - known.ticks;
            if (passed >= 0) {
                return known.nanosAfter(passed);
            }
        }
        return otherwise();
    }

    /** Whether the time is told by the counter now. */
    boolean isCalibrated() {
        return rate != null;
    }

    /**
     * How far this clock is ahead of {@code nanoTime}, in ns; {@link #SET_BACK} if it was set back, and is {@code nanoTime} since. A
     * change by more than a thousandth of the time says that the machine slept.
     */
    public long apartNanos() {
        if (setBack) {
            return SET_BACK;
        }
        Rate known = rate;
        if (known == null) {
            return 0;
        }
        Comparison now = compare();
        return known.nanosAfter(Math.max(now.ticks - known.ticks, 0)) - now.nanos;
    }

    private long otherwise() {
        Rate known = rate;
        if (known != null) {
            long passed = ticks.getAsLong() - known.ticks;
            if (passed >= -UNORDERED_TICKS) {
                return known.nanosAfter(Math.max(passed, 0));
            }
            setBack = true;
            rate = null;
        }
        long now = nanos.getAsLong();
        if (!setBack && now - attemptAt >= 0 && calibrating.compareAndSet(false, true)) {
            try {
                attemptAt = now + ATTEMPT_NANOS;
                if (rate == null) {
                    calibrate();
                }
            } finally {
                calibrating.set(false);
            }
        }
        return now;
    }

    private void calibrate() {
        Comparison now = compare();
        Comparison last = second == null ? first : second;
        if (now.ticks <= last.ticks) {
            setBack = true;
        } else if (now.error <= MAX_JUMP_NANOS && now.error + last.error <= RATE_ERROR * (now.nanos - last.nanos)) {
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
     * How ticks become nanoseconds: {@code nanos + (passed << shift) * factor / 2^64}.
     *
     * @param ticks count at the instant {@code nanos}
     */
    private record Rate(long ticks, long nanos, int shift, long factor) {

        static Rate of(Comparison from, Comparison to) {
            // The factor is below 2^63, so a slow counter is shifted; it has that many bits less to hold.
            double each = nanosPerTick(from, to);
            int shift = Math.max(Math.getExponent(each) + 2, 0);
            return new Rate(to.ticks, to.nanos, shift, (long) Math.scalb(each, Long.SIZE - shift));
        }

        static double nanosPerTick(Comparison from, Comparison to) {
            return (double) (to.nanos - from.nanos) / (to.ticks - from.ticks);
        }

        long nanosAfter(long passed) {
            return nanos + Math.multiplyHigh(passed << shift, factor);
        }
    }
}
