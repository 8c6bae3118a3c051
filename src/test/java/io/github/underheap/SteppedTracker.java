package io.github.underheap;

import io.github.underheap.config.TrackerOptions;

/** A real tracker whose time passes only when it is told to. */
public final class SteppedTracker {

    private long now = 1_000_000_007;
    private final Tracker tracker;

    private SteppedTracker(TrackerOptions.Builder options) {
        tracker = Tracker.create(options.build(), Tracker.setup().with(() -> now));
    }

    public static SteppedTracker of(TrackerOptions.Builder options) {
        return new SteppedTracker(options);
    }

    public Tracker tracker() {
        return tracker;
    }

    public void pass(long nanos) {
        now += nanos;
    }
}
