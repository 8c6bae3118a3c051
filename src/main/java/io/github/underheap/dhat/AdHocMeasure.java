package io.github.underheap.dhat;

import io.github.underheap.Tracker;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import java.util.List;
import java.util.Locale;

/**
 * Events of the program's own, counted by a tracker of their own: an event is a block of as many bytes as it weighs, which ends at once. So
 * they have stacks, and cost what a block costs.
 */
final class AdHocMeasure implements Measure {

    /** A recording holds fewer live bytes than this, so one event must weigh less; so must those that threads count at the same instant. */
    static final long TOO_HEAVY = 1L << 47;

    private final Tracker tracker;

    /** @param depth of stacks, in frames */
    AdHocMeasure(int depth) {
        tracker = Tracker.create(TrackerOptions.builder().depth(depth).build());
    }

    /** Where events are counted. */
    Tracker tracker() {
        return tracker;
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
