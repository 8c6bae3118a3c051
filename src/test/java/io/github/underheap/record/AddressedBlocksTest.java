package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.CloseMeans;
import io.github.underheap.OwnArena;
import io.github.underheap.Profiler;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingAllocator;
import io.github.underheap.TrackingArena;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks that end one by one where that meets something else: the end of their arena, a pause, other blocks, eras that have passed. */
class AddressedBlocksTest {

    private final Tracker tracker =
            Tracker.create(TrackerOptions.builder().depth(OracleSites.DEPTH).build());
    private final MemorySegment memory = Arena.ofAuto().allocate(8_192);
    private MemorySegment next = memory;

    private TrackingAllocator allocator(TrackingArena lifetime) {
        return tracker.allocator((bytes, alignment) -> next.asSlice(0, bytes), lifetime);
    }

    private MemorySegment allocate(TrackingAllocator allocator, long address, long bytes) {
        next = memory.asSlice(address);
        return allocator.allocate(bytes);
    }

    /** An arena that gives its memory back when it is closed, and is used again. */
    private static final class PooledArena extends OwnArena {

        @Override
        public void close() {}
    }

    @Test
    void aBlockThatEndedWithItsPooledArenaIsNotEndedAgain() {
        TrackingArena arena = tracker.arena(new PooledArena(), CloseMeans.RETURNS_MEMORY);
        TrackingAllocator allocator = allocator(arena);
        List<MemorySegment> segments = new ArrayList<>();
        for (long bytes : new long[] {101, 307}) {
            segments.add(allocate(allocator, bytes, bytes));
            if (bytes == 101) {
                arena.close();
            }
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 408, 307, 1, 307, 1, 1));
        allocator.free(segments.getFirst());
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 408, 307, 1, 307, 1, 1));
        allocator.free(segments.getLast());
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 408, 0, 0, 307, 1, 2));
        assertThat(tracker.profile().remarks()).isEmpty();
    }

    @Test
    void memoryOfAPooledArenaIsUsedAgainAfterItsClose() {
        TrackingArena arena = tracker.arena(new PooledArena(), CloseMeans.RETURNS_MEMORY);
        TrackingAllocator allocator = allocator(arena);
        for (int i = 0; i < 5; i++) {
            allocate(allocator, 0, 101);
            allocate(allocator, 16, 103);
            arena.close();
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(10, 1_020, 0, 0, 204, 2, 10));
        assertThat(tracker.profile().remarks()).isEmpty();
    }

    @Test
    void aSegmentOfAPooledArenaFromBeforeItsCloseIsANewBlockWhenItIsReallocated() {
        TrackingArena arena = tracker.arena(new PooledArena(), CloseMeans.RETURNS_MEMORY);
        TrackingAllocator allocator = allocator(arena);
        MemorySegment before = allocate(allocator, 0, 101);
        arena.close();
        MemorySegment after = memory.asSlice(16, 103);
        allocator.reallocated(before, after);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 204, 103, 1, 103, 1, 1));
        assertThat(allocator.free(after)).isTrue();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 204, 0, 0, 103, 1, 2));
    }

    @Test
    void aSegmentThatIsReallocatedAfterTheArenaHasEndedIsCountedAndEndsAtOnce() {
        TrackingArena lifetime = tracker.ofShared();
        TrackingAllocator allocator = allocator(lifetime);
        MemorySegment before = allocate(allocator, 0, 101);
        lifetime.close();
        allocator.reallocated(before, memory.asSlice(16, 307));
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 408, 0, 0, 307, 1, 2));
    }

    @Test
    void theBlockWhosePlaceIsTakenByAReallocationEndsBefore() {
        TrackingAllocator allocator = allocator(tracker.ofShared());
        MemorySegment moves = allocate(allocator, 0, 101);
        MemorySegment freedUnseen = allocate(allocator, 16, 307);
        assertThat(tracker.snapshot().peakBytes()).isEqualTo(408);
        allocator.reallocated(moves, freedUnseen.asSlice(0, 103));
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(3, 511, 103, 1, 408, 2, 2));
    }

    @Test
    void aBlockWhosePlaceIsTakenWhilePausedEnds() {
        TrackingAllocator allocator = allocator(tracker.ofShared());
        MemorySegment other = allocate(allocator, 16, 103);
        allocate(allocator, 0, 101);
        tracker.pause();
        allocate(allocator, 0, 307);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 204, 103, 1, 204, 2, 1));
        allocator.reallocated(memory.asSlice(48, 7), other);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 204, 0, 0, 204, 2, 2));
        tracker.resume();
        assertThat(allocator.free(memory.asSlice(0, 307))).isFalse();
    }

    /** The era of the blocks has become another one, of which the ledger has an entry already. */
    @Test
    void aBlockOfAnEraThatHasPassedIsFoundWhateverWasEnteredSince() {
        TrackingAllocator allocator = allocator(tracker.ofShared());
        Profiler window = Profiler.start(tracker);
        List<MemorySegment> segments = new ArrayList<>();
        for (long bytes : new long[] {31, 101}) {
            segments.add(allocate(allocator, bytes, bytes));
        }
        window.close();
        manySites(allocator);
        tracker.pause();
        allocator.reallocated(segments.getLast(), segments.getLast());
        tracker.resume();
        assertThat(allocator.free(segments.getFirst())).isTrue();
        assertThat(allocator.free(segments.getLast())).isTrue();
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(20 * 7);
        assertThat(tracker.sites().stream()
                        .mapToLong(AllocationSite::liveBlocks)
                        .sum())
                .isEqualTo(20);
        assertThat(tracker.profile().flaws()).isEmpty();
    }

    /** Has the ledger join entries. */
    private void manySites(TrackingAllocator allocator) {
        for (int i = 0; i < 20; i++) {
            int site = i;
            next = memory.asSlice(1_024 + 16 * i);
            OracleSites.call(OracleSites.Call.ALLOCATOR, site, () -> allocator.allocate(7));
        }
    }
}
