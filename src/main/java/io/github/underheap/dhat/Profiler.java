package io.github.underheap.dhat;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A profiler from its creation until it is closed, as in dhat-rs: then a summary goes to the standard error stream and the profile to a file.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     try (Profiler _ = Profiler.newHeap()) {
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>It counts what is allocated through {@link io.github.underheap.Tracker#global()}, as by {@link io.github.underheap.TrackingArena#ofConfined()},
 * while it runs. A block from before is not in it: its end is ignored, and a new size of it is a new block. There is one profiler at a time, and
 * if the process ends without its being closed, nothing is written.
 *
 * <p>Thread-safe: any thread may close it.
 */
public final class Profiler implements AutoCloseable {

    private final Saver saver;
    private final boolean testing;

    /** Null before it has begun. */
    private volatile @Nullable Measure measure;

    /** What came of it, once it is finished; guarded by this. */
    private @Nullable String outcome;

    Profiler(Saver saver, boolean testing) {
        this.saver = saver;
        this.testing = testing;
    }

    /**
     * Starts a profiler of the heap with the usual settings.
     *
     * @throws IllegalStateException if there is a profiler already
     */
    public static Profiler newHeap() {
        return builder().build();
    }

    /**
     * Starts a profiler of ad hoc events with the usual settings.
     *
     * @throws IllegalStateException if there is a profiler already
     */
    public static Profiler newAdHoc() {
        return builder().adHoc().build();
    }

    /** A builder with the usual settings. */
    public static ProfilerBuilder builder() {
        return new ProfilerBuilder();
    }

    void begin(Supplier<Measure> made) {
        Session.enter(this);
        boolean begun = false;
        try {
            measure = made.get();
            begun = true;
        } finally {
            if (!begun) {
                Session.leave(this);
            }
        }
    }

    boolean isTesting() {
        return testing;
    }

    @SuppressWarnings("ReferenceEquality") // two profilers are the same by identity alone
    boolean is(@Nullable Profiler other) {
        return this == other;
    }

    @Nullable
    Measure measureOrNone() {
        return measure;
    }

    Measure measure() {
        Measure known = measure;
        if (known == null) {
            throw new IllegalStateException("it has not begun");
        }
        return known;
    }

    /** Ends it, and saves what it has. What came of that, in a line; the same each time. */
    synchronized String finish() {
        String known = outcome;
        if (known == null) {
            known = saver.save(measure());
            outcome = known;
        }
        return known;
    }

    /** Ends it. The profile is saved, unless it is for testing or was saved by an assertion. Of no effect if it has ended. */
    @Override
    public void close() {
        try {
            if (testing && Session.leaveUnlessAsserted(this)) {
                endUnsaved();
            } else {
                String ignored = finish();
            }
        } finally {
            Session.leave(this);
        }
    }

    private synchronized void endUnsaved() {
        if (outcome == null) {
            measure().finish();
            outcome = "";
        }
    }

    /**
     * As {@link #close()}, but gives the profile instead of writing it to the file; empty if it has ended.
     */
    public String dropAndGetMemoryOutput() {
        try {
            return toMemory();
        } finally {
            Session.leave(this);
        }
    }

    private synchronized String toMemory() {
        if (outcome != null) {
            return "";
        }
        outcome = "";
        return saver.toMemory(measure());
    }
}
