package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Profile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A window counts what was born in it, as if a tracker had been started when it was opened. */
class ProfilerTest {

    private static final AllocStats NOTHING = AllocStats.of(0, 0, 0, 0, 0, 0, 0);

    private final ManualClock clock = new ManualClock();
    private final Tracker tracker =
            Tracker.create(TrackerOptions.builder().build(), Tracker.setup().with(clock));

    @Test
    void aBlockFromBeforeThatEndsInAWindowDoesNotHideOneThatLeaksThere() {
        TrackingArena old = tracker.ofConfined();
        old.allocate(1000);
        Profiler window = Profiler.start(tracker);
        TrackingArena leaking = tracker.ofConfined();
        leaking.allocate(300);
        old.close();
        assertThat(window.stop()).isEqualTo(AllocStats.of(1, 300, 300, 1, 300, 1, 0));
        leaking.close();
    }

    @Test
    void hasAPeakOfItsOwn() {
        TrackingArena before = tracker.ofConfined();
        before.allocate(100_003);
        before.close();
        TrackingArena live = tracker.ofConfined();
        live.allocate(10_007);
        try (Profiler window = Profiler.start(tracker)) {
            assertThat(window.stats()).isEqualTo(NOTHING);
            try (TrackingArena arena = tracker.ofConfined()) {
                arena.allocate(1009);
                arena.allocate(503);
            }
            try (TrackingArena arena = tracker.ofConfined()) {
                arena.allocate(1013);
                assertThat(window.stats()).isEqualTo(AllocStats.of(3, 2525, 1013, 1, 1512, 2, 2));
            }
            assertThat(window.stop()).isEqualTo(AllocStats.of(3, 2525, 0, 0, 1512, 2, 3));
            live.allocate(7);
            assertThat(window.stats()).isEqualTo(AllocStats.of(3, 2525, 0, 0, 1512, 2, 3));
        }
        live.close();
    }

    /** What is live in a window that has ended was never freed in it; the tracker and a window that is open go on. */
    @Test
    void onlyAWindowThatHasEndedIsFinal() {
        try (Profiler window = Profiler.start(tracker)) {
            assertThat(window.profile().isFinal()).isFalse();
            assertThat(window.stop()).isEqualTo(NOTHING);
            assertThat(window.profile().isFinal()).isTrue();
            assertThat(tracker.profile().isFinal()).isFalse();
        }
    }

    @Test
    void endsOfBlocksFromBeforeAreIgnored() {
        TrackingArena before = tracker.ofConfined();
        before.allocate(100_003);
        try (Profiler window = Profiler.start(tracker);
                TrackingArena arena = tracker.ofConfined()) {
            before.close();
            assertThat(window.stats()).isEqualTo(NOTHING);
            arena.allocate(1009);
            assertThat(window.stats()).isEqualTo(AllocStats.of(1, 1009, 1009, 1, 1009, 1, 0));
        }
    }

    @Test
    void aNewSizeOfABlockFromBeforeIsANewBlock() {
        BlockHandle block = tracker.recordAlloc(13);
        try (Profiler outer = Profiler.start(tracker)) {
            block.resized(17);
            try (Profiler inner = Profiler.start(tracker)) {
                block.resized(1009);
                block.resized(503);
                assertThat(inner.stats()).isEqualTo(AllocStats.of(2, 1512, 503, 1, 1009, 1, 1));
            }
            block.freed();
            assertThat(outer.stats()).isEqualTo(AllocStats.of(3, 1529, 0, 0, 1009, 1, 3));
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(4, 1542, 0, 0, 1009, 1, 4));
    }

    @Test
    void aSegmentThatIsReallocatedInAWindowIsANewBlockThereToo() {
        TrackingArena lifetime = tracker.ofShared();
        Arena plain = Arena.ofAuto();
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        MemorySegment before = allocator.allocate(13);
        try (Profiler window = Profiler.start(tracker)) {
            MemorySegment after = plain.allocate(31);
            allocator.reallocated(before, after);
            assertThat(window.stats()).isEqualTo(AllocStats.of(1, 31, 31, 1, 31, 1, 0));
            assertThat(allocator.free(after)).isTrue();
            assertThat(window.stats()).isEqualTo(AllocStats.of(1, 31, 0, 0, 31, 1, 1));
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 44, 0, 0, 31, 1, 2));
        lifetime.close();
    }

    @Test
    void windowsThatOverlapCountTheSameBlocks() {
        TrackingArena arena = tracker.ofShared();
        Profiler first = Profiler.start(tracker);
        arena.allocate(11);
        Profiler second = Profiler.start(tracker);
        arena.allocate(101);
        assertThat(first.stop()).isEqualTo(AllocStats.of(2, 112, 112, 2, 112, 2, 0));
        arena.allocate(1009);
        Profiler third = Profiler.start(tracker);
        arena.close();
        assertThat(second.stop()).isEqualTo(AllocStats.of(2, 1110, 0, 0, 1110, 2, 2));
        assertThat(third.stop()).isEqualTo(NOTHING);
        assertThat(first.stats()).as("closed before the arena").isEqualTo(AllocStats.of(2, 112, 112, 2, 112, 2, 0));
    }

    @Test
    void aResetDoesNotEndAWindow() {
        try (Profiler window = Profiler.start(tracker)) {
            TrackingArena arena = tracker.ofConfined();
            arena.allocate(1009);
            tracker.reset();
            arena.allocate(503);
            assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 503, 503, 1, 503, 1, 0));
            arena.close();
            assertThat(window.stats()).isEqualTo(AllocStats.of(2, 1512, 0, 0, 1512, 2, 2));
            assertThat(window.profile().sites().stream().map(AllocationSite::atPeakBytes))
                    .containsExactly(1009L, 503L);
        }
    }

    @Test
    void aSiteOfTwoRecordingsIsOneSiteOfTheWindow() {
        try (Profiler window = Profiler.start(tracker)) {
            for (int i = 0; i < 3; i++) {
                tracker.recordAlloc(101);
                if (i == 1) {
                    tracker.reset();
                }
            }
            AllocationSite site = window.profile().sites().getFirst();
            assertThat(window.profile().siteCount()).isEqualTo(1);
            assertThat(site.totalBlocks()).isEqualTo(3);
            assertThat(site.liveBytes()).isEqualTo(303);
            assertThat(site.atPeakBytes()).isEqualTo(303);
        }
    }

    @Test
    void hasSitesAndLifetimes() {
        clock.advanceMillis(1_000);
        TrackingArena outside = tracker.ofConfined();
        outside.allocate(7);
        Profiler window = Profiler.start(tracker);
        clock.advanceMillis(3);
        TrackingArena arena = tracker.ofShared();
        arena.allocate(1009);
        clock.advanceMillis(20);
        arena.close();
        tracker.ofShared().allocate(503);
        clock.advanceMillis(5);
        window.close();
        clock.advanceMillis(50);

        Profile profile = window.profile();
        assertThat(profile.durationNanos()).isEqualTo(28_000_000);
        assertThat(profile.peakNanos()).isEqualTo(3_000_000);
        assertThat(profile.remarks()).isEmpty();
        assertThat(profile.sites().stream().map(AllocationSite::totalBytes)).containsExactly(1009L, 503L);
        assertThat(profile.sites().stream().map(AllocationSite::lifetimeMicros)).containsExactly(20_000L, 5_000L);
        assertThat(profile.sites().stream().map(AllocationSite::liveBytes)).containsExactly(0L, 503L);
        assertThat(profile.sites().stream().map(AllocationSite::atPeakBytes)).containsExactly(1009L, 0L);
        assertThat(profile.sites().getFirst().arenaKinds()).isEqualTo(Set.of(ArenaKind.SHARED));
        assertThat(profile.sites().getFirst().frames().getFirst().methodName()).isEqualTo("hasSitesAndLifetimes");
        outside.close();
    }

    @Test
    void ofOneThreadCountsItsBlocksAlone() throws Exception {
        TrackingArena shared = tracker.ofShared();
        Profiler all = Profiler.start(tracker);
        Profiler mine = Profiler.ownThread(tracker);
        shared.allocate(101);
        onAnotherThread(() -> {
            try (Profiler theirs = Profiler.ownThread(tracker)) {
                shared.allocate(1009);
                assertThat(theirs.stats()).isEqualTo(AllocStats.of(1, 1009, 1009, 1, 1009, 1, 0));
            }
        });
        shared.allocate(11);
        assertThat(mine.stats()).isEqualTo(AllocStats.of(2, 112, 112, 2, 112, 2, 0));
        onAnotherThread(shared::close);
        assertThat(mine.stop()).as("whoever ends them").isEqualTo(AllocStats.of(2, 112, 0, 0, 112, 2, 2));
        assertThat(all.stop()).isEqualTo(AllocStats.of(3, 1121, 0, 0, 1121, 3, 3));
    }

    /** As a test that hands work to another thread, or on whose thread another test runs meanwhile. */
    @Test
    void ofOneThreadCountsOthersFromTheirInclusionAndItselfUntilItsExclusion() throws Exception {
        TrackingArena shared = tracker.ofShared();
        Profiler mine = Profiler.ownThread(tracker);
        shared.allocate(101);
        onAnotherThread(() -> {
            shared.allocate(1009);
            mine.include(Thread.currentThread());
            mine.include(Thread.currentThread());
            shared.allocate(103);
        });
        mine.exclude(Thread.currentThread());
        shared.allocate(2003);
        try (Profiler other = Profiler.ownThread(tracker)) {
            shared.allocate(107);
            assertThat(other.stats()).isEqualTo(AllocStats.of(1, 107, 107, 1, 107, 1, 0));
        }
        assertThat(mine.stats()).isEqualTo(AllocStats.of(2, 204, 204, 2, 204, 2, 0));
        mine.include(Thread.currentThread());
        shared.allocate(109);
        shared.close();
        assertThat(mine.stop()).isEqualTo(AllocStats.of(3, 313, 0, 0, 313, 3, 3));
        mine.exclude(Thread.currentThread());
        assertThat(mine.stats()).isEqualTo(AllocStats.of(3, 313, 0, 0, 313, 3, 3));
    }

    @Test
    void ofAllThreadsCountsAllButThoseThatAreExcluded() throws Exception {
        TrackingArena shared = tracker.ofShared();
        Profiler all = Profiler.start(tracker);
        all.exclude(Thread.currentThread());
        shared.allocate(101);
        onAnotherThread(() -> shared.allocate(103));
        all.include(Thread.currentThread());
        shared.allocate(107);
        assertThat(all.stop()).isEqualTo(AllocStats.of(2, 210, 210, 2, 210, 2, 0));
    }

    @Test
    void aBlockThatAnotherThreadResizesStaysInTheWindowOfItsThread() throws Exception {
        Profiler mine = Profiler.ownThread(tracker);
        BlockHandle block = tracker.recordAlloc(13);
        onAnotherThread(() -> {
            try (Profiler theirs = Profiler.ownThread(tracker)) {
                block.resized(101);
                assertThat(theirs.stats()).isEqualTo(AllocStats.of(1, 101, 101, 1, 101, 1, 0));
                block.freed();
                assertThat(theirs.stats()).isEqualTo(AllocStats.of(1, 101, 0, 0, 101, 1, 1));
            }
        });
        assertThat(mine.stop()).isEqualTo(AllocStats.of(2, 114, 0, 0, 101, 1, 2));
    }

    @Test
    void countsWithoutSitesToo() {
        Tracker counters =
                Tracker.create(TrackerOptions.builder().capture(Capture.NONE).build());
        TrackingArena before = counters.ofShared();
        before.allocate(7);
        try (Profiler window = Profiler.start(counters)) {
            TrackingArena arena = counters.ofConfined();
            arena.allocate(1009);
            arena.allocate(503);
            before.close();
            assertThat(window.stats()).isEqualTo(AllocStats.of(2, 1512, 1512, 2, 1512, 2, 0));
            arena.close();
            assertThat(window.stop()).isEqualTo(AllocStats.of(2, 1512, 0, 0, 1512, 2, 2));
        }
    }

    @Test
    void countsNothingWhileTheTrackerIsPaused() {
        try (Profiler window = Profiler.start(tracker);
                TrackingArena arena = tracker.ofConfined()) {
            arena.allocate(11);
            tracker.pause();
            arena.allocate(101);
            tracker.resume();
            arena.allocate(1009);
            assertThat(window.stats()).isEqualTo(AllocStats.of(2, 1020, 1020, 2, 1020, 2, 0));
        }
    }

    /** Who opened it may not know; who owns the tracker does. */
    @Test
    void aPauseIsAFlawOfAWindowAndARemarkOfTheTracker() {
        String paused =
                "the tracker was paused or closed for a while; blocks that were allocated meanwhile are not counted";
        Profiler before = Profiler.start(tracker);
        before.close();
        try (Profiler open = Profiler.start(tracker)) {
            tracker.pause();
            try (Profiler within = Profiler.start(tracker)) {
                tracker.resume();
                assertThat(within.profile().flaws()).containsExactly(paused);
            }
            assertThat(open.profile().flaws()).containsExactly(paused);
            assertThat(before.profile().flaws()).isEmpty();
        }
        try (Profiler after = Profiler.start(tracker)) {
            assertThat(after.profile().remarks()).isEmpty();
            assertThat(tracker.profile().flaws()).isEmpty();
            assertThat(tracker.profile().remarks()).containsExactly(paused);
            tracker.reset();
            assertThat(tracker.profile().remarks()).isEmpty();
            tracker.pause();
            tracker.reset();
            assertThat(tracker.profile().remarks()).containsExactly(paused);
            tracker.resume();
            tracker.close();
            try (Profiler late = Profiler.start(tracker)) {
                assertThat(late.profile().flaws()).containsExactly(paused);
            }
        }
    }

    @Test
    void aCloseOfTheTrackerIsAFlawOfAWindow() {
        try (Profiler window = Profiler.start(tracker)) {
            assertThat(window.profile().flaws()).isEmpty();
            tracker.close();
            assertThat(window.profile().flaws()).hasSize(1);
        }
    }

    @Test
    void partsAndFailedClosesAreThoseOfTheWindow() {
        TrackingArena arena = tracker.ofShared();
        MemorySegment slab = arena.allocate(4096);
        TrackingAllocator pool = tracker.parts((bytes, alignment) -> slab.asSlice(0, bytes), arena);
        pool.allocate(53);
        try (Profiler window = Profiler.start(tracker)) {
            pool.allocate(101);
            assertThat(window.stats()).isEqualTo(NOTHING);
            assertThat(window.profile().sites().stream().map(AllocationSite::logicalLiveBytes))
                    .containsExactly(101L);
        }
        arena.close();
    }

    /** As a cache that is filled in one test of many does. */
    @Test
    void aBlockThatOutlivesAWindowDoesNotKeepItsNumbers() {
        TrackingArena arena = tracker.ofConfined();
        BlockHandle block = tracker.recordAlloc(13);
        WeakReference<Profile> numbers = new WeakReference<>(profileOfAWindow(arena, block));
        await().until(() -> {
            System.gc();
            return numbers.refersTo(null);
        });
        block.freed();
        arena.close();
        assertThat(tracker.snapshot().currentBlocks()).isZero();
    }

    private Profile profileOfAWindow(TrackingArena arena, BlockHandle block) {
        Profiler window = Profiler.start(tracker);
        arena.allocate(7);
        block.resized(17);
        window.close();
        assertThat(window.profile().stats()).isEqualTo(AllocStats.of(2, 24, 24, 2, 24, 2, 0));
        return window.profile();
    }

    private static void onAnotherThread(Runnable action) throws Exception {
        FutureTask<?> task = new FutureTask<>(action, null);
        Thread.ofPlatform().start(task);
        task.get();
    }
}
