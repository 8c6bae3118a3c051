package io.github.underheap;

import io.github.underheap.stack.StackWalkerCapture;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Tracker} works.
 *
 * <p>Each option has one key, the same in the builder, in system properties ({@code underheap.<key>}) and in the environment
 * ({@code UNDERHEAP_<KEY>}). Immutable.
 */
public final class TrackerOptions {

    /** Initial number of slots of the site index unless {@link Builder#buckets} says otherwise, as in mod-alloc. */
    public static final int DEFAULT_BUCKETS = 4_096;

    /** Java frames that make a site unless {@link Builder#depth} says otherwise, as in mod-alloc. */
    public static final int DEFAULT_DEPTH = 8;

    /** Sites that are told apart unless {@link Builder#maxSites} says otherwise. */
    public static final int DEFAULT_MAX_SITES = 1 << 20;

    static final int MAX_MAX_SITES = 1 << 24;

    static final int MIN_BUCKETS = 64;
    private static final int MAX_BUCKETS = 1 << 20;

    private final boolean enabled;
    private final Capture capture;
    private final Walk walk;
    private final int verify;
    private final int depth;
    private final int buckets;
    private final int maxSites;
    private final @Nullable String output;
    private final @Nullable Clock clock;

    private TrackerOptions(Builder builder) {
        enabled = builder.enabled;
        capture = builder.capture;
        walk = builder.walk;
        verify = builder.verify;
        depth = builder.depth;
        buckets = builder.buckets;
        maxSites = builder.maxSites;
        output = builder.output;
        clock = builder.clock;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The options that the system properties and the environment ask for; a property wins over the environment.
     *
     * @throws IllegalArgumentException if a key is unknown or a value is not valid; the message names where it stands, what
     *     it is and what would be right, of several the first by key
     */
    public static TrackerOptions fromEnvironment() {
        return OptionReader.read(System.getProperties(), System.getenv());
    }

    /** Whether anything is recorded. */
    public boolean enabled() {
        return enabled;
    }

    /** How call sites are found. */
    public Capture capture() {
        return capture;
    }

    /** How stacks that were seen before are recognised. */
    public Walk walk() {
        return walk;
    }

    /** Every how many recognised stacks one is compared with {@link java.lang.StackWalker}; 0: none. */
    public int verify() {
        return verify;
    }

    /** Java frames that make a site. */
    public int depth() {
        return depth;
    }

    /** Initial number of slots of the site index, a power of two. */
    public int buckets() {
        return buckets;
    }

    /** Sites that are told apart. */
    public int maxSites() {
        return maxSites;
    }

    /** Where the profile is written at exit, or null. */
    public @Nullable String output() {
        return output;
    }

    /** Null for the usual one. */
    @Nullable
    Clock clock() {
        return clock;
    }

    /** The options as {@code key=value,…}. */
    @Override
    public String toString() {
        return "enabled=" + enabled + ",capture=" + capture.name().toLowerCase(Locale.ROOT) + ",walk="
                + walk.name().toLowerCase(Locale.ROOT) + ",verify=" + verify + ",depth=" + depth
                + ",buckets=" + buckets + ",maxSites=" + maxSites + (output == null ? "" : ",output=" + output);
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private boolean enabled = true;
        private Capture capture = Capture.AUTO;
        private Walk walk = Walk.AUTO;
        private int verify;
        private int depth = DEFAULT_DEPTH;
        private int buckets = DEFAULT_BUCKETS;
        private int maxSites = DEFAULT_MAX_SITES;
        private @Nullable String output;
        private @Nullable Clock clock;

        private Builder() {}

        /** Whether anything is recorded; if not, arenas are passed through. Default true. */
        public Builder enabled(boolean value) {
            enabled = value;
            return this;
        }

        /** How call sites are found. Default {@link Capture#AUTO}. */
        public Builder capture(Capture value) {
            capture = Objects.requireNonNull(value, "capture");
            return this;
        }

        /** How {@link Capture#AUTO} recognises stacks that it has seen before. Default {@link Walk#AUTO}. */
        public Builder walk(Walk value) {
            walk = Objects.requireNonNull(value, "walk");
            return this;
        }

        /**
         * Compares every so many recognised stacks with {@link java.lang.StackWalker}; one difference turns the walk off, and every
         * report says so. Default 0: none.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder verify(int value) {
            verify = requireRange("verify", value, 0, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Java frames that make a site. Default {@value TrackerOptions#DEFAULT_DEPTH}.
         *
         * @throws IllegalArgumentException if not in 1 to 64
         */
        public Builder depth(int value) {
            depth = requireRange("depth", value, 1, StackWalkerCapture.MAX_DEPTH);
            return this;
        }

        /**
         * Initial number of slots of the site index. Default {@value TrackerOptions#DEFAULT_BUCKETS}. Values below 64 or
         * above 1,048,576 are brought into that range, and all are rounded up to a power of two, as in mod-alloc.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder buckets(int value) {
            requireRange("buckets", value, 1, Integer.MAX_VALUE);
            int clamped = Math.clamp(value, MIN_BUCKETS, MAX_BUCKETS);
            buckets = Integer.highestOneBit(clamped - 1) << 1;
            return this;
        }

        /**
         * Sites that are told apart; events of further sites are counted in one row named {@code [site table full]}. Default
         * {@value TrackerOptions#DEFAULT_MAX_SITES}.
         *
         * @throws IllegalArgumentException if not in 1 to 16,777,216
         */
        public Builder maxSites(int value) {
            maxSites = requireRange("maxSites", value, 1, MAX_MAX_SITES);
            return this;
        }

        /**
         * Where {@link Tracker#global()} writes its profile when the process ends. {@code %p} stands for the process number,
         * {@code %t} for the start time in ms since 1970, {@code %h} for the host name, <code>%{NAME}</code> for a variable of
         * the environment, {@code %%} for a percent sign. Default: none.
         *
         * @throws IllegalArgumentException if blank, or if something else follows a percent sign
         */
        public Builder output(@Nullable String value) {
            if (value != null) {
                OutputName.mistake(value).ifPresent(mistake -> {
                    throw new IllegalArgumentException("output: " + mistake);
                });
            }
            output = value;
            return this;
        }

        Builder clock(Clock value) {
            clock = Objects.requireNonNull(value, "clock");
            return this;
        }

        /** The options as they stand. */
        public TrackerOptions build() {
            return new TrackerOptions(this);
        }

        private static int requireRange(String key, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        key + ": " + value + " is not valid; expected a whole number from " + min + " to " + max);
            }
            return value;
        }
    }
}
