package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.underheap.CloseMeans;
import io.github.underheap.OwnArena;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingAllocator;
import io.github.underheap.TrackingArena;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the close of an arena of somebody's own means, if its scope lives on. */
class CloseMeansTest {

    private final Tracker tracker = Tracker.create();

    /** Gives out the memory of one slab, again and again. */
    private static final class PoolArena extends OwnArena {

        private final MemorySegment slab = delegate.allocate(4_099, 8);
        private SegmentAllocator rest = SegmentAllocator.slicingAllocator(slab);
        private boolean refuses;

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            return rest.allocate(byteSize, byteAlignment);
        }

        @Override
        public void close() {
            if (refuses) {
                throw new IllegalStateException("in use");
            }
            rest = SegmentAllocator.slicingAllocator(slab);
        }

        void free() {
            delegate.close();
        }
    }

    @Test
    void aPoolThatGetsItsMemoryBackHasOneRoundLive() {
        TrackingArena arena = tracker.arena(new PoolArena(), CloseMeans.RETURNS_MEMORY);
        for (int i = 0; i < 1_000; i++) {
            arena.allocate(108);
            arena.close();
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1_000, 108_000, 0, 0, 108, 1, 1_000));
        assertThat(tracker.profile().sum(SiteNumber.LATE_BLOCKS)).isZero();
        assertThat(tracker.profile().remarks()).isEmpty();
    }

    @Test
    void blocksOfSeveralSitesEndWithEachRound() {
        TrackingArena arena = tracker.arena(new PoolArena(), CloseMeans.RETURNS_MEMORY);
        for (int i = 0; i < 100; i++) {
            arena.allocate(13);
            arena.allocate(17);
            assertThat(tracker.snapshot().currentBytes()).isEqualTo(30);
            arena.close();
            assertThat(tracker.snapshot().currentBytes()).isZero();
        }
        Profile profile = tracker.profile();
        assertThat(profile.stats()).isEqualTo(AllocStats.of(200, 3_000, 0, 0, 30, 2, 200));
        assertThat(profile.siteCount()).isEqualTo(2);
        assertThat(profile.sum(SiteNumber.OWN_PEAK_BYTES)).isEqualTo(30);
        assertThat(profile.remarks()).isEmpty();
    }

    @Test
    void aPoolThatRefusesToCloseKeepsItsBlocks() {
        PoolArena pool = new PoolArena();
        TrackingArena arena = tracker.arena(pool, CloseMeans.RETURNS_MEMORY);
        arena.allocate(13);
        pool.refuses = true;
        assertThatThrownBy(arena::close).hasMessage("in use");
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 13, 13, 1, 13, 1, 0));
        assertThat(tracker.profile().sum(SiteNumber.FAILED_CLOSES)).isOne();
        pool.refuses = false;
        arena.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 13, 0, 0, 13, 1, 1));
    }

    @Test
    void theEndOfThePoolEndsTheLastRound() {
        PoolArena pool = new PoolArena();
        TrackingArena arena = tracker.arena(pool, CloseMeans.RETURNS_MEMORY);
        arena.allocate(13);
        arena.close();
        arena.allocate(17);
        pool.free();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 30, 0, 0, 17, 1, 2));
        assertThat(tracker.profile().sum(SiteNumber.LATE_BLOCKS)).isOne();
    }

    /** Blocks of an allocator end with the round, and those of the next round may have their addresses. */
    @Test
    void blocksOfAnAllocatorEndWithEachRoundToo() {
        PoolArena pool = new PoolArena();
        TrackingArena arena = tracker.arena(pool, CloseMeans.RETURNS_MEMORY);
        TrackingAllocator allocator = tracker.allocator(pool, arena);
        for (int i = 0; i < 100; i++) {
            MemorySegment first = allocate(allocator);
            MemorySegment second = allocate(allocator);
            assertThat(tracker.snapshot().currentBytes()).isEqualTo(202);
            if (i % 2 == 0) {
                assertThat(allocator.free(second)).isTrue();
                assertThat(tracker.snapshot().currentBytes()).isEqualTo(101);
            }
            arena.close();
            assertThat(tracker.snapshot().currentBytes()).isZero();
            allocator.free(first);
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(200, 20_200, 0, 0, 202, 2, 200));
        assertThat(tracker.profile().remarks()).isEmpty();
    }

    private static MemorySegment allocate(SegmentAllocator allocator) {
        return allocator.allocate(101);
    }

    /** Closes when the last of its users does. */
    private static final class CountingArena extends OwnArena {

        private int users = 3;

        @Override
        public void close() {
            if (--users == 0) {
                delegate.close();
            }
        }
    }

    @Test
    void anArenaThatCountsItsUsersKeepsItsBlocksUntilTheLastOneCloses() {
        TrackingArena arena = tracker.arena(new CountingArena());
        arena.allocate(13);
        arena.close();
        arena.allocate(17);
        arena.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 30, 30, 2, 30, 2, 0));
        arena.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 30, 0, 0, 30, 2, 2));
        assertThat(tracker.profile().sum(SiteNumber.LATE_BLOCKS)).isZero();
        assertThat(tracker.profile().sum(SiteNumber.FAILED_CLOSES)).isZero();
    }

    /** One wrapper for each user. */
    @Test
    void itMayBeWrappedForEachOfThem() {
        CountingArena counting = new CountingArena();
        List<TrackingArena> users = List.of(tracker.arena(counting), tracker.arena(counting), tracker.arena(counting));
        users.forEach(user -> user.allocate(13));
        users.get(0).close();
        users.get(1).close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(3, 39, 39, 3, 39, 3, 0));
        users.get(2).close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(3, 39, 0, 0, 39, 3, 3));
        // Of the wrappers whose arena another one closed, which they had not been told.
        assertThat(tracker.profile().sum(SiteNumber.LATE_BLOCKS)).isEqualTo(2);
    }

    /** Its scope is automatic; what its close does is its own affair. */
    private static final class CollectedArena extends OwnArena {

        private final boolean refuses;

        CollectedArena(boolean refuses) {
            super(Arena.ofAuto());
            this.refuses = refuses;
        }

        @Override
        public void close() {
            if (refuses) {
                throw new UnsupportedOperationException("never");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheCollectorEndsBlocksOfAnAutomaticScope(CloseMeans closeMeans) {
        List<Object> kept = new ArrayList<>();
        fill(kept, closeMeans);
        assertThat(tracker.profile().sum(SiteNumber.FAILED_CLOSES)).isOne();
        System.gc();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 30, 30, 2, 30, 2, 0));
        kept.clear();
        await().until(() -> {
            System.gc();
            return tracker.snapshot().currentBytes() == 0;
        });
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 30, 0, 0, 30, 2, 2));
        assertThat(tracker.profile().remarks()).isEmpty();
    }

    private void fill(List<Object> kept, CloseMeans closeMeans) {
        TrackingArena arena = tracker.arena(new CollectedArena(false), closeMeans);
        TrackingArena refusing = tracker.arena(new CollectedArena(true), closeMeans);
        // Segments hold the scope.
        kept.add(arena.allocate(13));
        kept.add(refusing.allocate(17));
        arena.close();
        assertThatThrownBy(refusing::close).hasMessage("never");
    }
}
