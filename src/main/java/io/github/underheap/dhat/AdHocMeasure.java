package io.github.underheap.dhat;

import io.github.underheap.Tracker;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * Events of the program's own, counted by a tracker of their own: an event is a block of as many bytes as it weighs, which ends at once. So
 * they have stacks, and cost what a block costs.
 *
 * <p><b>Race.</b> What threads count at the same instant has to stay below 2^47 in all, which is what a recording holds of live bytes. Light
 * events do: of threads there are 2^22 at most, which is Linux's own limit, so they weigh less than 2^46 together. Heavy ones are counted one at a
 * time, and weigh less than 2^46 too. Whose turn it is waits for nothing, and gives it back without a call, for which a full stack may have no
 * room.
 *
 * <p>Thread-safe.
 */
final class AdHocMeasure implements Measure {

    /** An event must weigh less. */
    static final long TOO_HEAVY = 1L << 46;

    /** The weight of the lightest event that is counted alone among those of its kind. */
    static final long HEAVY = 1L << 24;

    private static final AtomicIntegerFieldUpdater<AdHocMeasure> TURN =
            AtomicIntegerFieldUpdater.newUpdater(AdHocMeasure.class, "turn");

    private static final int TRIES = 100;
    private static final long PAUSE_NANOS = 50_000;

    /** 1 while a heavy event is being counted. */
    volatile int turn;

    private final Tracker tracker;

    /** @param depth of stacks, in frames */
    AdHocMeasure(int depth) {
        tracker = Tracker.create(TrackerOptions.builder().depth(depth).build());
    }

    /** Where events are counted. */
    Tracker tracker() {
        return tracker;
    }

    /** Waits until no heavy event is being counted; whoever calls this sets {@link #turn} back to 0. */
    void takeTurn() {
        for (int tries = 1; !TURN.compareAndSet(this, 0, 1); tries++) {
            if (tries < TRIES) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    AdHocStats stats() {
        AllocStats stats = tracker.snapshot();
        return new AdHocStats(stats.allocCount(), stats.totalBytes());
    }

    @Override
    public String format() {
        return "dhat-ad-hoc";
    }

    @Override
    public boolean records() {
        return true;
    }

    @Override
    public Profile finish() {
        Profile profile = tracker.profile().asFinal();
        tracker.close();
        return profile;
    }

    @Override
    public List<String> summary(Profile profile) {
        AllocStats stats = profile.stats();
        return List.of(String.format(
                Locale.ROOT, "Total:     %,d units in %,d events", stats.totalBytes(), stats.allocCount()));
    }
}
