package io.github.underheap.dhat;

import io.github.underheap.config.TrackerOptions;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a profiler works. Not thread-safe. */
public final class ProfilerBuilder {

    /** Frames of a stack unless somebody says otherwise, as in dhat-rs. */
    static final int DEFAULT_FRAMES = 10;

    /** Fewer are not shown, as in dhat-rs. */
    static final int LEAST_FRAMES = 4;

    private boolean adHoc;
    private boolean testing;
    private boolean printsJson;
    private @Nullable Path file;
    private int frames = DEFAULT_FRAMES;

    ProfilerBuilder() {}

    /** Profiles ad hoc events in place of the heap. */
    public ProfilerBuilder adHoc() {
        adHoc = true;
        return this;
    }

    /** Saves the profile only when an assertion of {@link Dhat} fails, and prints nothing otherwise. */
    public ProfilerBuilder testing() {
        testing = true;
        return this;
    }

    /**
     * Where the profile is saved. Default: {@code dhat-heap.json}, or {@code dhat-ad-hoc.json}, in the working directory. What is there goes.
     */
    public ProfilerBuilder fileName(Path name) {
        file = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * How many frames of a stack are written at most, 4 at least. Default {@value #DEFAULT_FRAMES}. No more than are recorded: of the heap, if the
     * process-wide tracker has begun before or {@code depth} is set, the option {@code depth} in force, else as many as are written; of ad hoc
     * events always as many as are written, up to {@value TrackerOptions#MAX_DEPTH}.
     *
     * @throws IllegalArgumentException if negative
     */
    public ProfilerBuilder trimBacktraces(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("dhat: " + most + " frames of a stack; it must not be negative");
        }
        frames = Math.max(most, LEAST_FRAMES);
        return this;
    }

    /**
     * Writes all frames that are recorded: {@value TrackerOptions#MAX_DEPTH}, but of the heap, if the process-wide tracker has begun before or
     * {@code depth} is set, the option {@code depth} in force.
     */
    public ProfilerBuilder fullBacktraces() {
        frames = Integer.MAX_VALUE;
        return this;
    }

    /** Prints the profile to the standard error stream too when it is saved. */
    public ProfilerBuilder eprintJson() {
        printsJson = true;
        return this;
    }

    /**
     * Starts the profiler.
     *
     * @throws IllegalStateException if there is a profiler already, also one whose assertion has failed
     * @throws OutOfMemoryError if there is no memory for its tables
     */
    public Profiler build() {
        Path name = file != null ? file : Path.of(adHoc ? "dhat-ad-hoc.json" : "dhat-heap.json");
        Profiler profiler = new Profiler(new Saver(name, frames, printsJson), testing);
        int depth = Math.min(frames, TrackerOptions.MAX_DEPTH);
        profiler.begin(() -> adHoc ? new AdHocMeasure(depth) : new HeapMeasure(depth));
        return profiler;
    }
}
