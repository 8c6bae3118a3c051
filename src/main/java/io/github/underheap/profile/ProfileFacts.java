package io.github.underheap.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a profile knows beside its sites: the process, times, totals and remarks of who recorded.
 *
 * <p>Immutable.
 */
public final class ProfileFacts {

    /** Facts of a profile of which nothing is known but its sites. */
    public static final ProfileFacts UNKNOWN = builder().build();

    private final ProcessInfo process;
    private final long startEpochMillis;
    private final long durationNanos;
    private final long peakNanos;
    private final boolean timed;
    private final String options;
    /** Null if the sums over the sites are the totals. */
    private final @Nullable Totals totals;

    private final boolean faulty;
    private final boolean difference;
    private final List<String> remarks;

    private ProfileFacts(Builder builder) {
        process = builder.process;
        startEpochMillis = builder.startEpochMillis;
        durationNanos = builder.durationNanos;
        peakNanos = builder.peakNanos;
        timed = builder.timed;
        options = builder.options;
        totals = builder.totals;
        faulty = builder.faulty;
        difference = builder.difference;
        remarks = List.copyOf(builder.remarks);
    }

    /** Facts to be filled in; what is not is 0, empty or unknown. */
    public static Builder builder() {
        return new Builder();
    }

    /** The process that was profiled. */
    public ProcessInfo process() {
        return process;
    }

    /** When the recording began, in ms since 1970. */
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

    /** The options in force, as text. */
    public String options() {
        return options;
    }

    /** What who recorded has to say before the numbers, a line each. */
    public List<String> remarks() {
        return remarks;
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
        private String options = "";
        private @Nullable Totals totals;
        private boolean faulty;
        private boolean difference;
        private final List<String> remarks = new ArrayList<>();

        private Builder() {}

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
