package io.github.underheap.bench;

import io.github.underheap.Tracker;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import java.lang.foreign.Arena;

/** Where the arenas of a benchmark come from. */
public enum Variant {
    /** The JDK, without the library: the baseline of every ratio. */
    PLAIN,
    /** A tracker with {@code enabled=false}. */
    DISABLED,
    /** {@link Capture#NONE}. */
    COUNTERS,
    /** {@link Capture#AUTO} with the native walk on, eight frames; the JVM must allow native access. */
    NATIVE_WALK,
    /** {@link Capture#STACKWALKER}, eight frames. */
    STACKWALKER;

    /** The stack that JMH gives to a benchmark is deeper than this. */
    static final int DEPTH = 8;

    /** Opens arenas; one implementation is loaded per fork, so the call to it is inlined in all variants alike. */
    interface Source extends AutoCloseable {

        Arena open();

        /** Checks that what was to be measured was measured. */
        @Override
        void close();
    }

    Source source(Kind kind) {
        if (this == PLAIN) {
            return kind == Kind.CONFINED ? new PlainConfined() : new PlainShared();
        }
        TrackerOptions.Builder options =
                TrackerOptions.builder().enabled(this != DISABLED).depth(DEPTH);
        options.capture(
                switch (this) {
                    case STACKWALKER -> Capture.STACKWALKER;
                    case NATIVE_WALK -> Capture.AUTO;
                    default -> Capture.NONE;
                });
        Tracker tracker = Tracker.create(options.build());
        if (this == NATIVE_WALK && tracker.walkState().startsWith("off")) {
            throw new IllegalStateException("the native walk is " + tracker.walkState());
        }
        return kind == Kind.CONFINED ? new TrackedConfined(tracker, this) : new TrackedShared(tracker, this);
    }

    /** The kinds of arena that are measured. */
    public enum Kind {
        CONFINED,
        SHARED
    }

    private record PlainConfined() implements Source {

        @Override
        public Arena open() {
            return Arena.ofConfined();
        }

        @Override
        public void close() {}
    }

    private record PlainShared() implements Source {

        @Override
        public Arena open() {
            return Arena.ofShared();
        }

        @Override
        public void close() {}
    }

    private record TrackedConfined(Tracker tracker, Variant variant) implements Source {

        @Override
        public Arena open() {
            return tracker.ofConfined();
        }

        @Override
        public void close() {
            variant.check(tracker);
        }
    }

    private record TrackedShared(Tracker tracker, Variant variant) implements Source {

        @Override
        public Arena open() {
            return tracker.ofShared();
        }

        @Override
        public void close() {
            variant.check(tracker);
        }
    }

    private void check(Tracker tracker) {
        boolean recorded = tracker.snapshot().allocCount() > 0;
        if (recorded == (this == DISABLED)) {
            throw new IllegalStateException(this + " recorded " + tracker.snapshot());
        }
        if (this == STACKWALKER || this == NATIVE_WALK) {
            tracker.sites().forEach(site -> {
                if (site.frames().size() < DEPTH) {
                    throw new IllegalStateException(
                            "a stack of " + site.frames().size() + " frames: " + site.frames());
                }
            });
        }
    }
}
