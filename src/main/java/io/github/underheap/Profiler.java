package io.github.underheap;

import io.github.underheap.memory.Meter;
import io.github.underheap.memory.RowNumbers;

/**
 * A window of a tracker: what was allocated and freed between its start and its end.
 *
 * <p>All numbers are differences from the start. The peak is the window's own: the highest live bytes while it was open, above
 * those at its start. Live numbers below those at the start are shown as 0. Any number of windows may be open at a time; each
 * costs every allocation a little while it is.
 *
 * <pre>{@code
 * try (Profiler window = Profiler.start()) {
 *     decode(input);
 *     assertEquals(0, window.stats().currentBytes());
 * }
 * }</pre>
 *
 * <p>Thread-safe. An allocation that is under way in another thread while the window opens or closes may be missed.
 */
public final class Profiler implements AutoCloseable {

    private final Tracker tracker;
    private final Meter meter;

    private Profiler(Tracker tracker) {
        this.tracker = tracker;
        this.meter = new Meter();
        tracker.windows().open(meter);
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
        return new Profiler(tracker);
    }

    /** The counters since the start, or of the whole window after {@link #stop()}. */
    public AllocStats stats() {
        tracker.lookAtOpenArenas();
        RowNumbers sum = meter.read();
        return new AllocStats(
                sum.totalBlocks,
                sum.totalBytes,
                Math.max(sum.liveBytes, 0),
                Math.max(sum.liveBlocks, 0),
                sum.atPeakBytes,
                Math.max(sum.atPeakBlocks, 0),
                sum.totalBlocks - sum.liveBlocks);
    }

    /** Ends the window and returns its counters. Later calls return them again. */
    public AllocStats stop() {
        close();
        return stats();
    }

    /** Ends the window. */
    @Override
    public void close() {
        tracker.windows().close(meter);
    }
}
