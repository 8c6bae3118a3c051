package io.github.underheap.dhat;

import io.github.underheap.Tracker;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import java.util.List;
import java.util.Locale;

/** Blocks of the process-wide tracker that are allocated while the profiler runs: a window of it. */
final class HeapMeasure implements Measure {

    private final Tracker tracker;
    private final io.github.underheap.Profiler window;

    /** @param depth of stacks, in frames, where neither a property nor the environment sets another */
    HeapMeasure(int depth) {
        tracker = Tracker.global(TrackerOptions.builder().depth(depth).build());
        window = io.github.underheap.Profiler.start(tracker);
    }

    HeapStats stats() {
        AllocStats stats = window.stats();
        return new HeapStats(
                stats.allocCount(),
                stats.totalBytes(),
                stats.currentBlocks(),
                stats.currentBytes(),
                stats.peakBlocks(),
                stats.peakBytes());
    }

    @Override
    public String format() {
        return "dhat";
    }

    @Override
    public boolean records() {
        return tracker.options().enabled();
    }

    @Override
    public Profile finish() {
        window.close();
        return window.profile();
    }

    @Override
    public List<String> summary(Profile profile) {
        if (!records()) {
            return List.of("note: nothing was recorded (enabled=false)");
        }
        AllocStats stats = profile.stats();
        return List.of(
                line("Total:     ", stats.totalBytes(), stats.allocCount()),
                line("At t-gmax: ", stats.peakBytes(), stats.peakBlocks()),
                line("At t-end:  ", stats.currentBytes(), stats.currentBlocks()));
    }

    private static String line(String label, long bytes, long blocks) {
        return String.format(Locale.ROOT, "%s%,d bytes in %,d blocks", label, bytes, blocks);
    }
}
