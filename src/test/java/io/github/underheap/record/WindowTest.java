package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.underheap.BlockHandle;
import io.github.underheap.Profiler;
import io.github.underheap.SteppedTracker;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingAllocator;
import io.github.underheap.TrackingArena;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import java.lang.foreign.Arena;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A window that lasts through several recordings shows one profile; one that has closed leaves nothing behind. */
class WindowTest {

    private final SteppedTracker stepped = SteppedTracker.of(TrackerOptions.builder());
    private final Tracker tracker = stepped.tracker();

    @Test
    void theTotalsOfSeveralRecordingsAreTheWindowsOwn() {
        Profiler window = Profiler.start(tracker);
        List<BlockHandle> blocks = new ArrayList<>();
        for (long bytes : new long[] {101, 103, 107}) {
            stepped.pass(1_000);
            blocks.add(tracker.recordAlloc(bytes));
            tracker.reset();
        }
        stepped.pass(1_000);
        blocks.getFirst().freed();
        AllocStats stats = AllocStats.of(3, 311, 210, 2, 311, 3, 1);
        assertThat(window.stats()).isEqualTo(stats);
        assertThat(window.profile().stats()).isEqualTo(stats);
        assertThat(window.profile().peakNanos()).isEqualTo(3_000);
        assertThat(window.profile().durationNanos()).isEqualTo(4_000);
        assertThat(window.profile().remarks()).isEmpty();
        assertThat(window.stop()).isEqualTo(stats);
    }

    /** One that leaves a live block behind each time must not leave an entry too. */
    @Test
    void entriesOfWindowsThatHaveClosedAreJoined() {
        assertThat(entriesAfterWindows(() -> Profiler.start(tracker))).isLessThanOrEqualTo(32);
        assertThat(entriesAfterWindows(() -> Profiler.ownThread(tracker))).isLessThanOrEqualTo(32);
        TrackingArena automatic = tracker.ofAuto();
        assertThat(entriesAfterWindows(() -> Profiler.start(tracker))).isLessThanOrEqualTo(32);
        assertThat(entriesAfterWindows(() -> Profiler.ownThread(tracker))).isLessThanOrEqualTo(32);
        assertThat(automatic.scope().isAlive()).isTrue();
    }

    private int entriesAfterWindows(Supplier<Profiler> start) {
        TrackingArena arena = tracker.ofShared();
        for (int i = 0; i < 1_000; i++) {
            Profiler window = start.get();
            arena.allocate(7);
            if (i == 500) {
                tracker.reset();
            }
            assertThat(window.stop().currentBytes()).isEqualTo(7);
        }
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(499 * 7);
        int entries = Peek.entries(arena);
        arena.close();
        assertThat(tracker.snapshot().currentBytes()).isZero();
        return entries;
    }

    @Test
    void isNotKeptByABlockThatOutlivesIt() {
        List<Object> blocks = new ArrayList<>();
        TrackingArena arena = tracker.ofShared();
        TrackingAllocator allocator = tracker.allocator(Arena.ofAuto(), arena);
        List<WeakReference<Profile>> profiles = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Profiler window = Profiler.start(tracker);
            blocks.add(tracker.recordAlloc(13));
            TrackingArena confined = tracker.ofConfined();
            confined.allocate(17);
            blocks.add(confined);
            blocks.add(allocator.allocate(19));
            arena.allocate(23);
            if (i == 4) {
                tracker.reset();
            }
            assertThat(window.stop().currentBytes()).isEqualTo(72);
            profiles.add(new WeakReference<>(window.profile()));
        }
        await().until(() -> {
            System.gc();
            return profiles.stream().allMatch(profile -> profile.get() == null);
        });
        assertThat(blocks).hasSize(30);
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(360);
    }
}
