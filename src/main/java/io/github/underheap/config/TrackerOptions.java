package io.github.underheap.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a tracker works.
 *
 * <p>Each option has one key, the same in the builder, in system properties ({@code underheap.<key>}) and in the environment
 * ({@code UNDERHEAP_<KEY>}). Immutable.
 */
public final class TrackerOptions {

    /** Initial number of slots of the site index unless {@link Builder#buckets} says otherwise. */
    public static final int DEFAULT_BUCKETS = 4_096;

    /** Java frames that make a site unless {@link Builder#depth} says otherwise. */
    public static final int DEFAULT_DEPTH = 8;

    /** Sites that are told apart unless {@link Builder#maxSites} says otherwise. */
    public static final int DEFAULT_MAX_SITES = 1 << 20;

    /** The deepest stack that can be asked for, in Java frames. */
    public static final int MAX_DEPTH = 64;

    static final int MAX_MAX_SITES = 1 << 24;

    /** Fewest slots that the site index begins with. */
    public static final int MIN_BUCKETS = 64;

    static final int MAX_BUCKETS = 1 << 20;

    /** What was set; the others have their defaults. Never changes. */
    private final Map<Option<?>, Object> values;

    private TrackerOptions(Builder builder) {
        values = new HashMap<>(builder.values);
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        return builder;
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
        return value(Options.ENABLED);
    }

    /** How call sites are found. */
    public Capture capture() {
        return value(Options.CAPTURE);
    }

    /** How stacks that were seen before are recognised. */
    public Walk walk() {
        return value(Options.WALK);
    }

    /** Every how many recognised stacks one is compared with {@link java.lang.StackWalker}; 0: none. */
    public int verify() {
        return value(Options.VERIFY);
    }

    /** Java frames that make a site. */
    public int depth() {
        return value(Options.DEPTH);
    }

    /** Initial number of slots of the site index, a power of two. */
    public int buckets() {
        return value(Options.BUCKETS);
    }

    /** Sites that are told apart. */
    public int maxSites() {
        return value(Options.MAX_SITES);
    }

    /** Where the profile is written at exit, or null. */
    public @Nullable String output() {
        String name = value(Options.OUTPUT);
        return name.isEmpty() ? null : name;
    }

    /** The options as {@code key=value,…}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Option<?> option : Options.ALL) {
            append(text, option);
        }
        return text.toString();
    }

    private <T> void append(StringBuilder text, Option<T> option) {
        String value = option.text(value(option));
        if (!value.isEmpty()) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(option.key())
                    .append('=')
                    .append(value);
        }
    }

    @SuppressWarnings("unchecked") // Builder.set puts only a T there
    <T> T value(Option<T> option) {
        Object set = values.get(option);
        return set == null ? option.standard() : (T) set;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private final Map<Option<?>, Object> values = new HashMap<>();

        private Builder() {}

        /** Whether anything is recorded; if not, arenas are passed through. Default true. */
        public Builder enabled(boolean value) {
            return set(Options.ENABLED, value);
        }

        /** How call sites are found. Default {@link Capture#AUTO}. */
        public Builder capture(Capture value) {
            return set(Options.CAPTURE, Objects.requireNonNull(value, "capture"));
        }

        /** How {@link Capture#AUTO} recognises stacks that it has seen before. Default {@link Walk#AUTO}. */
        public Builder walk(Walk value) {
            return set(Options.WALK, Objects.requireNonNull(value, "walk"));
        }

        /**
         * Compares every so many recognised stacks with {@link java.lang.StackWalker}; one difference turns the walk off, and every
         * report says so. Default 0: none.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder verify(int value) {
            return set(Options.VERIFY, Options.VERIFY.valid(value));
        }

        /**
         * Java frames that make a site. Default {@value TrackerOptions#DEFAULT_DEPTH}.
         *
         * @throws IllegalArgumentException if not in 1 to 64
         */
        public Builder depth(int value) {
            return set(Options.DEPTH, Options.DEPTH.valid(value));
        }

        /**
         * Initial number of slots of the site index. Default {@value TrackerOptions#DEFAULT_BUCKETS}. Values below 64 or
         * above 1,048,576 are brought into that range, and all are rounded up to a power of two.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder buckets(int value) {
            return set(Options.BUCKETS, Options.BUCKETS.valid(value));
        }

        /**
         * Sites that are told apart; events of further sites are counted in one row named {@code [site table full]}. Default
         * {@value TrackerOptions#DEFAULT_MAX_SITES}.
         *
         * @throws IllegalArgumentException if not in 1 to 16,777,216
         */
        public Builder maxSites(int value) {
            return set(Options.MAX_SITES, Options.MAX_SITES.valid(value));
        }

        /**
         * Where the process-wide tracker writes its profile when the process ends. {@code %p} stands for the process number,
         * {@code %t} for the time when recording began, in ms since 1970, {@code %h} for the host name, <code>%{NAME}</code> for a variable of
         * the environment, {@code %%} for a percent sign. Default: none.
         *
         * @throws IllegalArgumentException if blank, or if something else follows a percent sign
         */
        public Builder output(@Nullable String value) {
            String mistake = value == null ? null : OutputName.mistake(value);
            if (mistake != null) {
                throw new IllegalArgumentException("output: " + mistake);
            }
            return set(Options.OUTPUT, value == null ? Options.OUTPUT.standard() : value);
        }

        <T> Builder set(Option<T> option, T value) {
            values.put(option, value);
            return this;
        }

        /** The options as they stand. */
        public TrackerOptions build() {
            return new TrackerOptions(this);
        }
    }
}
