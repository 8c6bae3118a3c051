package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProfilerTest {

    private final Tracker tracker = Tracker.create();

    @Test
    void countsDifferencesAndHasAPeakOfItsOwn() {
        TrackingArena before = tracker.ofConfined();
        before.allocate(100_003);
        before.close();
        TrackingArena live = tracker.ofConfined();
        live.allocate(10_007);
        try (Profiler window = Profiler.start(tracker)) {
            assertThat(window.stats()).isEqualTo(AllocStats.ZERO);
            try (TrackingArena arena = tracker.ofConfined()) {
                arena.allocate(1009);
                arena.allocate(503);
            }
            try (TrackingArena arena = tracker.ofConfined()) {
                arena.allocate(1013);
                assertThat(window.stats()).isEqualTo(new AllocStats(3, 2525, 1013, 1, 1512, 2, 2));
            }
            assertThat(window.stop()).isEqualTo(new AllocStats(3, 2525, 0, 0, 1512, 2, 3));
            live.allocate(7);
            assertThat(window.stats()).isEqualTo(new AllocStats(3, 2525, 0, 0, 1512, 2, 3));
        }
        live.close();
    }

    @Test
    void blocksFromBeforeThatEndInTheWindowNeverMakeItNegative() {
        TrackingArena before = tracker.ofConfined();
        before.allocate(100_003);
        try (Profiler window = Profiler.start(tracker);
                TrackingArena arena = tracker.ofConfined()) {
            before.close();
            assertThat(window.stats()).isEqualTo(new AllocStats(0, 0, 0, 0, 0, 0, 1));
            arena.allocate(1009);
            assertThat(window.stats()).isEqualTo(new AllocStats(1, 1009, 0, 0, 0, 0, 1));
        }
    }

    @Test
    void windowsDoNotDisturbEachOther() {
        BlockHandle block = tracker.recordAlloc(13);
        try (Profiler outer = Profiler.start(tracker)) {
            block.resized(17);
            try (Profiler inner = Profiler.start(tracker)) {
                block.resized(1009);
                block.resized(503);
                assertThat(inner.stats()).isEqualTo(new AllocStats(2, 1512, 486, 0, 992, 0, 2));
            }
            block.freed();
            assertThat(outer.stats()).isEqualTo(new AllocStats(3, 1529, 0, 0, 996, 0, 4));
        }
    }

    @Test
    void aResetDoesNotEndAWindow() {
        try (Profiler window = Profiler.start(tracker)) {
            TrackingArena arena = tracker.ofConfined();
            arena.allocate(1009);
            tracker.reset();
            arena.allocate(503);
            arena.close();
            assertThat(window.stats()).isEqualTo(new AllocStats(2, 1512, 0, 0, 1512, 2, 2));
        }
    }
}
