package io.github.underheap;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.record.Window;
import java.util.Objects;

/**
 * A window of a tracker: what was born while it was open, and ended since.
 *
 * <p>It counts exactly as if a tracker had been started when the window was opened: with sites, lifetimes, and a peak of its own. As in dhat a
 * block from before is not in it: its free is ignored, and a new size of it is a new block. Blocks count in every window that was open when
 * they were born. Any number of windows may be open at a time, nested or not, and a {@link Tracker#reset()} does not end them. While one is
 * open each allocation costs more; while none is, nothing.
 *
 * <pre>{@code
 * try (Profiler window = Profiler.start()) {
 *     decode(input);
 *     assertEquals(0, window.stats().currentBytes());
 * }
 * }</pre>
 *
 * <p>Thread-safe. An allocation that is under way in another thread while the window opens or closes, or while its thread is included or
 * excluded, may be missed or counted.
 */
public final class Profiler implements AutoCloseable {

    private final Window window;

    private Profiler(Window window) {
        this.window = window;
    }

    /** Opens a window of {@link Tracker#global()}. */
    public static Profiler start() {
        return start(Tracker.global());
    }

    /**
     * Opens a window.
     *
     * @throws OutOfMemoryError if there is no memory for its counters
     */
    public static Profiler start(Tracker tracker) {
        return new Profiler(tracker.recorder().open(null));
    }

    /**
     * Opens a window of {@link Tracker#global()} for the current thread: only blocks that this thread allocates are counted, whoever frees
     * them. So tests can run in parallel.
     */
    public static Profiler ownThread() {
        return ownThread(Tracker.global());
    }

    /**
     * Opens a window for the current thread.
     *
     * @throws OutOfMemoryError if there is no memory for its counters
     */
    public static Profiler ownThread(Tracker tracker) {
        return new Profiler(tracker.recorder().open(Thread.currentThread()));
    }

    /**
     * Counts what this thread allocates from now on, as of work that was handed to it. Of no effect if it is counted already, or after
     * {@link #stop()}.
     */
    public void include(Thread thread) {
        window.count(Objects.requireNonNull(thread, "thread"), true);
    }

    /**
     * Counts no more of what this thread allocates; blocks that it allocated before go on being counted. Of no effect if it is not counted, or
     * after {@link #stop()}.
     */
    public void exclude(Thread thread) {
        window.count(Objects.requireNonNull(thread, "thread"), false);
    }

    /** The counters since the start, or of the whole window after {@link #stop()}. */
    public AllocStats stats() {
        return window.stats();
    }

    /** Everything since the start, or of the whole window after {@link #stop()}: sites, lifetimes, what was live at the window's peak. */
    public Profile profile() {
        return window.profile();
    }

    /** Ends the window and returns its counters. Later calls return them again. */
    public AllocStats stop() {
        close();
        return stats();
    }

    /** Ends the window. */
    @Override
    public void close() {
        window.close();
    }
}
