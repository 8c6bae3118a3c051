package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.config.Walk;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Frame;
import io.github.underheap.record.Peek;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrackerTest {

    private final Tracker tracker = Tracker.create();

    @Test
    void aResetForgetsLiveBlocksAndNothingBecomesNegative() {
        TrackingArena before = tracker.ofConfined();
        before.allocate(1009);
        tracker.reset();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
        before.allocate(13);
        TrackingArena after = tracker.ofConfined();
        after.allocate(503);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 516, 516, 2, 516, 2, 0));
        before.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 516, 503, 1, 516, 2, 1));
        after.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 516, 0, 0, 516, 2, 2));
    }

    @Test
    void anArenaThatLivesThroughManyResetsGivesBackToEachRecording() {
        List<Peek.Counters> recordings = new ArrayList<>();
        try (TrackingArena arena = tracker.ofConfined()) {
            for (int i = 0; i < 20; i++) {
                arena.allocate(1009);
                arena.allocate(i);
                recordings.add(Peek.counters(tracker.recorder()));
                tracker.reset();
            }
            assertThat(recordings.stream().map(each -> each.stats().currentBytes()))
                    .containsExactlyElementsOf(
                            LongStream.range(1009, 1029).boxed().toList());
        }
        assertThat(recordings).allSatisfy(recording -> {
            assertThat(recording.stats().currentBytes()).isZero();
            assertThat(recording.stats().freeCount()).isEqualTo(2);
        });
    }

    @Test
    void whilePausedNothingIsCountedButFreesAreBooked() {
        TrackingArena arena = tracker.ofConfined();
        TrackingArena other = tracker.ofConfined();
        arena.allocate(1009);
        tracker.pause();
        other.allocate(503);
        arena.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
        tracker.resume();
        other.allocate(13);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1022, 13, 1, 1009, 1, 1));
        other.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1022, 0, 0, 1009, 1, 2));
    }

    @Test
    void aResetWhilePausedStaysPaused() {
        tracker.pause();
        tracker.reset();
        try (TrackingArena arena = tracker.ofConfined()) {
            arena.allocate(1009);
            assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
            tracker.resume();
            arena.allocate(503);
            assertThat(tracker.snapshot().currentBytes()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @EnumSource(ArenaKind.class)
    void arenasOfAClosedTrackerGoOnAndRecordNothing(ArenaKind kind) {
        TrackingArena arena = TrackingArenaTest.arena(tracker, kind);
        arena.allocate(1009);
        tracker.close();
        assertThat(arena.allocate(503).byteSize()).isEqualTo(503);
        if (kind != ArenaKind.GLOBAL && kind != ArenaKind.AUTO) {
            arena.close();
        }
        TrackingArena late = TrackingArenaTest.arena(tracker, kind);
        assertThat(late.allocate(13).byteSize()).isEqualTo(13);
        tracker.resume();
        tracker.reset();
        late.allocate(13);
        tracker.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
        assertThat(tracker.sites()).isEmpty();
    }

    @Test
    void sitesAreSortedByTotalBytes() {
        try (TrackingArena arena = tracker.ofConfined()) {
            arena.allocate(13);
            arena.allocate(1009);
            for (int i = 0; i < 50; i++) {
                arena.allocate(11);
            }
        }
        assertThat(tracker.sites().stream().map(AllocationSite::totalBytes)).containsExactly(1009L, 550L, 13L);
    }

    @Test
    void aMillionBlocksOfOneSiteTakeNoMemoryThatGrowsWithThem() {
        Tracker shallow = Tracker.create(TrackerOptions.builder().depth(1).build());
        TrackingArena arena = shallow.arena(new ReusedMemory());
        allocate(arena, 10);
        long bytes = Peek.ownBytes(shallow.recorder());
        allocate(arena, 1_000_000);
        assertThat(Peek.entries(arena)).isEqualTo(1);
        assertThat(Peek.ownBytes(shallow.recorder())).isEqualTo(bytes);
        assertThat(shallow.snapshot().currentBlocks()).isEqualTo(1_000_010);
        arena.close();
        assertThat(shallow.snapshot())
                .isEqualTo(AllocStats.of(1_000_010, 1_000_010, 0, 0, 1_000_010, 1_000_010, 1_000_010));
    }

    private static void allocate(Arena arena, int times) {
        for (int i = 0; i < times; i++) {
            arena.allocate(1);
        }
    }

    @Test
    void anArenaWithManySitesFindsEachAgain() {
        Tracker deep = Tracker.create(TrackerOptions.builder().depth(64).build());
        try (TrackingArena arena = deep.ofConfined()) {
            for (int round = 0; round < 3; round++) {
                for (int depth = 0; depth < 40; depth++) {
                    recurse(arena, depth);
                }
            }
            assertThat(Peek.entries(arena)).isEqualTo(40);
            assertThat(deep.sites())
                    .hasSize(40)
                    .allSatisfy(site -> assertThat(site.liveBlocks()).isEqualTo(3));
        }
        assertThat(deep.sites())
                .hasSize(40)
                .allSatisfy(site -> assertThat(site.liveBlocks()).isZero());
    }

    private static void recurse(Arena arena, int depth) {
        if (depth == 0) {
            arena.allocate(7);
        } else {
            recurse(arena, depth - 1);
        }
    }

    @Test
    void countersOnlyAgreeWithTheSitesThatTheyLeaveOut() {
        Tracker counters =
                Tracker.create(TrackerOptions.builder().capture(Capture.NONE).build());
        try (TrackingArena arena = counters.ofConfined()) {
            arena.allocate(1009);
            arena.allocate(503);
        }
        counters.ofGlobal().allocate(13);
        assertThat(counters.snapshot()).isEqualTo(AllocStats.of(3, 1525, 13, 1, 1512, 2, 2));
        assertThat(counters.sites()).hasSize(1);
        AllocationSite all = counters.sites().getFirst();
        assertThat(all.frames().stream().map(Frame::text)).containsExactly("[capture=none]");
        assertThat(all.totalBytes()).isEqualTo(1525);
        assertThat(all.atPeakBlocks()).isEqualTo(2);
        assertThat(all.ownPeakBytes()).isEqualTo(1512);
        assertThat(all.ownPeakBlocks()).isEqualTo(2);
        assertThat(all.arenaKinds()).containsExactlyInAnyOrder(ArenaKind.CONFINED, ArenaKind.GLOBAL);
        assertThat(all.lifetimeMicros()).isZero();
    }

    @Test
    void aTrackerThatRecordsNothingKeepsNoRoomForSites() {
        Tracker disabled =
                Tracker.create(TrackerOptions.builder().enabled(false).build());
        assertThat(Peek.ownBytes(disabled.recorder())).isLessThan(57_344);
        assertThat(disabled.profile().stats()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
        Tracker closed = Tracker.create();
        closed.close();
        assertThat(Peek.ownBytes(closed.recorder())).isLessThan(57_344);
        closed.reset();
        assertThat(Peek.ownBytes(closed.recorder())).isLessThan(57_344);
    }

    @Test
    void blocksThatTheCountersCannotHoldAreSaidToBeMissing() {
        tracker.recordAlloc(Long.MAX_VALUE);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
        assertThat(tracker.profile().remarks()).containsExactly("1 events could not be recorded");
    }

    @Test
    void theWalkIsOffForWhatItsOptionsSay() {
        TrackerOptions.Builder options = TrackerOptions.builder().walk(Walk.VM);
        assertThat(Tracker.create(options.capture(Capture.STACKWALKER).build()).walkState())
                .isEqualTo("off: capture=stackwalker");
        assertThat(Tracker.create(options.capture(Capture.NONE).build()).walkState())
                .isEqualTo("off: capture=none");
        assertThat(Tracker.create(options.enabled(false).build()).walkState()).isEqualTo("off: enabled=false");
        assertThat(Tracker.create(TrackerOptions.builder().walk(Walk.OFF).build())
                        .walkState())
                .isEqualTo("off: walk=off");
    }

    @Test
    void anAllocatorTiedToAnotherTrackersArenaIsRefused() {
        TrackingArena foreign = Tracker.create().ofShared();
        assertThatThrownBy(() -> tracker.allocator(Arena.global(), foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to another tracker");
    }

    /** Gives out the same memory again and again, so that a million blocks fit. */
    private static final class ReusedMemory extends OwnArena {

        private final MemorySegment memory = delegate.allocate(64);

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            return memory.asSlice(0, byteSize);
        }
    }

    @Test
    void totalsAboveWhatALongHoldsStayThereAndAreSaid() {
        Tracker counted =
                Tracker.create(TrackerOptions.builder().capture(Capture.NONE).build());
        for (Tracker each : List.of(tracker, counted)) {
            // 140,000 blocks of 2^46 bytes are more than 2^63.
            for (int i = 0; i < 140_000; i++) {
                each.recordAlloc(1L << 46).freed();
            }
            assertThat(each.snapshot()).isEqualTo(AllocStats.of(140_000, Long.MAX_VALUE, 0, 0, 1L << 46, 1, 140_000));
            assertThat(each.sites().getFirst().totalBytes()).isEqualTo(Long.MAX_VALUE);
            assertThat(each.profile().remarks()).hasSize(1);
            assertThat(each.profile().remarks().getFirst()).contains("2^63 - 1");
            // Beyond 2^64 the word is small again; that it has wrapped is kept.
            for (int i = 0; i < 140_000; i++) {
                each.recordAlloc(1L << 46).freed();
            }
            assertThat(each.snapshot().totalBytes()).isEqualTo(Long.MAX_VALUE);
        }
    }
}
