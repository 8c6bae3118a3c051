package io.github.underheap;

import io.github.underheap.record.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on when a test says so. */
final class ManualClock implements Clock {

    /** Not 0, so that a test notices times that are not taken from the start. */
    private final AtomicLong nanos = new AtomicLong(7_000_000_007L);

    @Override
    public long now() {
        return nanos.get();
    }

    void advanceMillis(long millis) {
        advanceNanos(millis * 1_000_000);
    }

    void advanceNanos(long delta) {
        nanos.addAndGet(delta);
    }
}
