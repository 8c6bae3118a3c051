package io.github.underheap;

import io.github.underheap.record.Recorder;

/** Lets tests of the engine look behind a tracker. */
public final class Engine {

    private Engine() {}

    public static Recorder of(Tracker tracker) {
        return tracker.recorder();
    }
}
