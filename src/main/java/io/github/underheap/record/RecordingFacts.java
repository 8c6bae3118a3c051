package io.github.underheap.record;

import io.github.underheap.config.TrackerOptions;
import io.github.underheap.memory.MemoryInfo;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.TickClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of a recording beside its numbers: when it began, by which clock, how stacks are found. Thread-safe. */
final class RecordingFacts {

    /** What two clocks that nobody disturbs may move apart: the error of a comparison … */
    private static final long TOLERATED_NANOS = 1_000_000;

    /** … and a thousandth of the time, since a kernel may slew its own by half of that. */
    private static final long TOLERATED_SHARE = 1_000;

    private final TrackerOptions options;
    private final ProcessInfo process;
    private final NativeWalk walk;
    private final Clock clock;
    private final @Nullable TickClock ticks;
    private final boolean timed;
    private final long start;
    private final long startEpochMillis;
    private final long apartAtStart;

    RecordingFacts(
            TrackerOptions options,
            ProcessInfo process,
            NativeWalk walk,
            Clock clock,
            @Nullable TickClock ticks,
            boolean timed) {
        this.options = options;
        this.process = process;
        this.walk = walk;
        this.clock = clock;
        this.ticks = ticks;
        this.timed = timed;
        this.start = clock.now();
        this.startEpochMillis = System.currentTimeMillis();
        this.apartAtStart = ticks == null ? 0 : ticks.apartNanos();
    }

    /** When the recording began, in units of the recorder's clock. */
    long start() {
        return start;
    }

    long startEpochMillis() {
        return startEpochMillis;
    }

    boolean timed() {
        return timed;
    }

    ProcessInfo process() {
        return process;
    }

    String options() {
        return options.toString();
    }

    Clock clock() {
        return clock;
    }

    /** How its units become nanoseconds, as well as that is known now. */
    Scale scale() {
        return Scale.of(ticks);
    }

    /** The same for a reader of the tables. */
    MemoryInfo forTables() {
        return new MemoryInfo(
                process.pid(),
                startEpochMillis,
                start,
                scale().unitsPerSecond(),
                options(),
                process.command(),
                process.host());
    }

    /** Remarks on what all numbers of the recording rest on. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        long wrong = walk.mismatches();
        if (wrong > 0) {
            remarks.add("the native walk named a wrong site " + wrong
                    + " times and was turned off; sites may be wrong (please report it; walk=off avoids it)");
        }
        long doubt = clockDoubtNanos();
        if (doubt == TickClock.SET_BACK) {
            remarks.add("the processor's clock was set back: lifetimes may be wrong");
        } else if (doubt > 0) {
            remarks.add(
                    String.format(Locale.ROOT, "the machine slept: lifetimes may be off by %,d ms", doubt / 1_000_000));
        }
        return remarks;
    }

    /** By how much lifetimes may be wrong because the clock was disturbed since the start; {@link TickClock#SET_BACK}: by any time. */
    private long clockDoubtNanos() {
        long apart = ticks == null ? apartAtStart : ticks.apartNanos();
        if (apart == apartAtStart || apart == TickClock.SET_BACK) {
            return apart == apartAtStart ? 0 : TickClock.SET_BACK;
        }
        long moved = Math.abs(apart - apartAtStart);
        return moved <= TOLERATED_NANOS + scale().nanos(clock.now() - start) / TOLERATED_SHARE ? 0 : moved;
    }
}
