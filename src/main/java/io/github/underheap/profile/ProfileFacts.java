package io.github.underheap.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a profile knows beside its sites: the process, times, totals and remarks of who recorded.
 *
 * <p>Immutable.
 */
public final class ProfileFacts {

    /** The unit of time in which this library measures. */
    public static final String MICROS = "µs";

    /** Facts of a profile of which nothing is known but its sites. */
    public static final ProfileFacts UNKNOWN = builder().build();

    private final ProcessInfo process;
    private final long startEpochMillis;
    private final long durationNanos;
    private final long peakNanos;
    private final boolean timed;
    private final String timeUnit;
    private final Set<SiteNumber> unmeasured;
    private final String options;
    /** Null if the sums over the sites are the totals. */
    private final @Nullable Totals totals;

    private final boolean faulty;
    private final boolean difference;
    private final boolean atEnd;
    private final List<String> remarks;
    private final List<String> flaws;

    private ProfileFacts(Builder builder) {
        process = builder.process;
        startEpochMillis = builder.startEpochMillis;
        durationNanos = builder.durationNanos;
        peakNanos = builder.peakNanos;
        timed = builder.timed;
        timeUnit = builder.timeUnit;
        unmeasured = Set.copyOf(builder.unmeasured);
        options = builder.options;
        totals = builder.totals;
        faulty = builder.faulty;
        difference = builder.difference;
        atEnd = builder.atEnd;
        remarks = List.copyOf(builder.remarks);
        flaws = List.copyOf(builder.flaws);
    }

    /** Facts to be filled in; what is not is 0, empty or unknown. */
    public static Builder builder() {
        return new Builder();
    }

    /** The process that was profiled. */
    public ProcessInfo process() {
        return process;
    }

    /** When the recording began, in ms since 1970; 0 if it is not known. */
    public long startEpochMillis() {
        return startEpochMillis;
    }

    /** From the start of the recording to the profile, t-end, in ns. */
    public long durationNanos() {
        return durationNanos;
    }

    /** From the start of the recording to the global peak, t-gmax, in ns. */
    public long peakNanos() {
        return peakNanos;
    }

    /** Whether lifetimes and the time of the peak were measured. */
    public boolean timed() {
        return timed;
    }

    /** What takes the place of a µs in all times: {@link #MICROS}, unless a tool counts something else. */
    public String timeUnit() {
        return timeUnit;
    }

    /** Numbers that nobody measured, so that they are 0; those of lifetimes only if they are named. */
    public Set<SiteNumber> unmeasured() {
        return unmeasured;
    }

    /** The options in force, as text. */
    public String options() {
        return options;
    }

    /** What who recorded has to say before the numbers, a line each. */
    public List<String> remarks() {
        return remarks;
    }

    /** What was lost or came out wrong while recording, a line each. */
    public List<String> flaws() {
        return flaws;
    }

    @Nullable
    Totals totals() {
        return totals;
    }

    /** Whether faults broke bookings off, so that sums and totals may differ for good. */
    boolean isFaulty() {
        return faulty;
    }

    boolean isDifference() {
        return difference;
    }

    boolean isFinal() {
        return atEnd;
    }

    /** The same facts, of a profile that was taken at the end. */
    ProfileFacts asFinal() {
        return new Builder(this).atEnd(true).build();
    }

    /**
     * Live bytes and their peak, as they were counted apart from the sites.
     *
     * @param live live bytes when the profile was taken
     * @param peak the highest live bytes
     */
    record Totals(long live, long peak) {}

    /** Collects facts. Not thread-safe. */
    public static final class Builder {

        private ProcessInfo process = ProcessInfo.UNKNOWN;
        private long startEpochMillis;
        private long durationNanos;
        private long peakNanos;
        private boolean timed = true;
        private String timeUnit = MICROS;
        private Set<SiteNumber> unmeasured = Set.of();
        private String options = "";
        private @Nullable Totals totals;
        private boolean faulty;
        private boolean difference;
        private boolean atEnd;
        private final List<String> remarks = new ArrayList<>();
        private final List<String> flaws = new ArrayList<>();

        private Builder() {}

        private Builder(ProfileFacts from) {
            process = from.process;
            startEpochMillis = from.startEpochMillis;
            durationNanos = from.durationNanos;
            peakNanos = from.peakNanos;
            timed = from.timed;
            timeUnit = from.timeUnit;
            unmeasured = from.unmeasured;
            options = from.options;
            totals = from.totals;
            faulty = from.faulty;
            difference = from.difference;
            atEnd = from.atEnd;
            remarks.addAll(from.remarks);
            flaws.addAll(from.flaws);
        }

        /** The process that was profiled. */
        public Builder process(ProcessInfo process) {
            this.process = Objects.requireNonNull(process, "process");
            return this;
        }

        /** When the recording began, in ms since 1970. */
        public Builder startEpochMillis(long millis) {
            startEpochMillis = millis;
            return this;
        }

        /** From the start of the recording to the profile, in ns. */
        public Builder durationNanos(long nanos) {
            durationNanos = nanos;
            return this;
        }

        /** From the start of the recording to the global peak, in ns. */
        public Builder peakNanos(long nanos) {
            peakNanos = nanos;
            return this;
        }

        /** Whether lifetimes and the time of the peak were measured; they are unless somebody says no. */
        public Builder timed(boolean timed) {
            this.timed = timed;
            return this;
        }

        /**
         * What takes the place of a µs in all times, if a tool counts something else: Valgrind counts instructions, {@code instrs}. Numbers in
         * ns are then thousandths of it.
         */
        public Builder timeUnit(String unit) {
            timeUnit = Objects.requireNonNull(unit, "unit");
            return this;
        }

        /** Numbers that nobody measured: they are 0 everywhere, and that says nothing. There is none unless somebody says so. */
        public Builder unmeasured(Collection<SiteNumber> numbers) {
            unmeasured = Set.copyOf(numbers);
            return this;
        }

        /** The options in force, as text. */
        public Builder options(String options) {
            this.options = Objects.requireNonNull(options, "options");
            return this;
        }

        /**
         * Live bytes and their peak, if they were counted apart from the sites; otherwise they are the sums over them.
         */
        public Builder totals(long liveBytes, long peakBytes) {
            totals = new Totals(liveBytes, peakBytes);
            return this;
        }

        /**
         * Whether faults broke bookings off. Sums over the sites and totals may then differ for good, and it is not said that
         * something was under way.
         */
        public Builder faulty(boolean faulty) {
            this.faulty = faulty;
            return this;
        }

        /** Something that a reader has to know before the numbers, one line. */
        public Builder remark(String line) {
            remarks.add(Objects.requireNonNull(line, "line"));
            return this;
        }

        /** As {@link #remark}, for each of them. */
        public Builder remarks(List<String> lines) {
            remarks.addAll(lines);
            return this;
        }

        /**
         * Something that was lost or came out wrong while recording, one line. Readers get it among the remarks; a check of limits fails
         * because of it.
         */
        public Builder flaw(String line) {
            flaws.add(Objects.requireNonNull(line, "line"));
            return this;
        }

        /** As {@link #flaw}, for each of them. */
        public Builder flaws(List<String> lines) {
            lines.forEach(this::flaw);
            return this;
        }

        /**
         * Whether the profile was taken at the end of a process or of a window, so that what is live was never given back. It was not
         * unless somebody says so.
         */
        public Builder atEnd(boolean atEnd) {
            this.atEnd = atEnd;
            return this;
        }

        boolean isFaulty() {
            return faulty;
        }

        Builder difference() {
            difference = true;
            return this;
        }

        /** The facts as they are now. */
        public ProfileFacts build() {
            return new ProfileFacts(this);
        }
    }
}
