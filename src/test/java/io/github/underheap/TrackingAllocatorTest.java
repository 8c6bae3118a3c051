package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.record.Peek;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingAllocatorTest {

    private final ManualClock clock = new ManualClock();
    private final Tracker tracker =
            Tracker.create(TrackerOptions.builder().build(), Tracker.setup().with(clock));
    /** Memory that nobody tracks. */
    private final Arena plain = Arena.ofAuto();

    @Test
    void blocksEndWithTheArena() {
        TrackingArena lifetime = tracker.ofConfined();
        lifetime.allocate(13);
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        allocator.allocate(1009);
        allocator.allocateFrom("abc");
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(3, 1026, 1026, 3, 1026, 3, 0));
        lifetime.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(3, 1026, 0, 0, 1026, 3, 3));
    }

    @Test
    void theArenaAndItsAllocatorsEndInOneStep() {
        TrackingArena lifetime = tracker.ofShared();
        lifetime.allocate(503);
        tracker.allocator(plain, lifetime).allocate(1009);
        lifetime.close();
        assertThat(tracker.sites().stream().map(AllocationSite::atPeakBytes)).containsExactly(1009L, 503L);
    }

    @Test
    void blocksEndOneByOne() {
        TrackingArena lifetime = tracker.ofShared();
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        MemorySegment first = allocator.allocate(1009);
        MemorySegment second = allocator.allocate(503);
        clock.advanceMillis(20);
        assertThat(allocator.free(first)).isTrue();
        assertThat(allocator.free(first)).isFalse();
        assertThat(allocator.free(second.asSlice(1))).isFalse();
        assertThat(allocator.free(plain.allocate(1))).isFalse();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1512, 503, 1, 1512, 2, 1));
        clock.advanceMillis(30);
        lifetime.close();
        assertThat(allocator.free(second)).isTrue();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1512, 0, 0, 1512, 2, 2));
        assertThat(tracker.sites().stream().map(AllocationSite::lifetimeMicros)).containsExactly(20_000L, 50_000L);
        assertThat(tracker.sites().getFirst().apis()).isEqualTo(Set.of(AllocationApi.ALLOCATOR));
        assertThat(tracker.sites().getFirst().arenaKinds()).isEqualTo(Set.of(ArenaKind.SHARED));
    }

    @Test
    void afterTheArenaHasEndedABlockIsCountedAndEndsAtOnce() {
        TrackingArena lifetime = tracker.ofConfined();
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        lifetime.close();
        allocator.allocate(1009);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
    }

    @Test
    void anAllocatorMadeAfterItsArenaEndedEndsItsBlocksAtTheNextLook() {
        TrackingArena lifetime = tracker.ofConfined();
        lifetime.close();
        tracker.allocator(plain, lifetime).allocate(1009);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
    }

    @Test
    void aSlicingAllocatorOverATrackedBlockGivesOutParts() {
        TrackingArena arena = tracker.ofConfined();
        MemorySegment block = arena.allocate(4096);
        TrackingAllocator slices = tracker.parts(SegmentAllocator.slicingAllocator(block), arena);
        MemorySegment first = slices.allocate(101);
        slices.allocate(103);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 4096, 4096, 1, 4096, 1, 0));
        assertThat(tracker.sites().stream().map(AllocationSite::logicalBytes)).containsExactly(0L, 101L, 103L);
        assertThat(slices.free(first)).isTrue();
        assertThat(tracker.sites().stream().map(AllocationSite::logicalLiveBytes))
                .containsExactly(0L, 0L, 103L);
        arena.close();
        assertThat(tracker.sites().stream().map(AllocationSite::logicalLiveBlocks))
                .containsExactly(0L, 0L, 0L);
        assertThat(tracker.sites().stream().map(AllocationSite::logicalBlocks)).containsExactly(0L, 1L, 1L);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 4096, 0, 0, 4096, 1, 1));
    }

    @Test
    void aPrefixAllocatorOverATrackedBlockHasOnePartAtATime() {
        TrackingArena arena = tracker.ofConfined();
        TrackingAllocator prefix = tracker.parts(SegmentAllocator.prefixAllocator(arena.allocate(4096)), arena);
        for (int i = 0; i < 3; i++) {
            prefix.allocate(101);
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 4096, 4096, 1, 4096, 1, 0));
        assertThat(tracker.sites().getLast().logicalBytes()).isEqualTo(303);
        assertThat(tracker.sites().getLast().logicalLiveBytes()).isEqualTo(101);
    }

    @Test
    void aSlicingAllocatorOverMemoryThatNobodyTracksGivesOutBlocks() {
        TrackingArena arena = tracker.ofConfined();
        tracker.allocator(SegmentAllocator.slicingAllocator(plain.allocate(4096)), arena)
                .allocate(101);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 101, 101, 1, 101, 1, 0));
    }

    @Test
    void mappedMemoryOfTheArenaWasNeverCountedAndIsNow(@TempDir Path folder) throws Exception {
        TrackingArena arena = tracker.ofConfined();
        try (FileChannel channel = FileChannel.open(
                folder.resolve("mapped"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 16_384, arena);
            tracker.allocator(SegmentAllocator.slicingAllocator(mapped), arena).allocate(8009);
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 8009, 8009, 1, 8009, 1, 0));
        assertThat(tracker.sites().getFirst().logicalBytes()).isZero();
        arena.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 8009, 0, 0, 8009, 1, 1));
    }

    @Test
    @SuppressWarnings("restricted")
    void mallocedMemoryThatTheArenaFreesWasNeverCountedAndIsNow() {
        TrackingArena arena = tracker.ofConfined();
        MemorySegment foreign =
                MemorySegment.ofAddress(plain.allocate(16_384).address()).reinterpret(16_384, arena, segment -> {});
        tracker.allocator(SegmentAllocator.slicingAllocator(foreign), arena).allocate(8009);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 8009, 8009, 1, 8009, 1, 0));
        arena.close();
        assertThat(tracker.snapshot().currentBytes()).isZero();
    }

    @Test
    void aPrefixAllocatorHasOneLiveBlock() {
        TrackingArena arena = tracker.ofConfined();
        TrackingAllocator prefix = tracker.allocator(SegmentAllocator.prefixAllocator(plain.allocate(16)), arena);
        for (int i = 0; i < 1_000; i++) {
            prefix.allocate(16);
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1_000, 16_000, 16, 1, 16, 1, 999));
    }

    @Test
    void aBlockThatStartsInsideOthersTakesNobodysPlace() {
        TrackingArena arena = tracker.ofShared();
        MemorySegment memory = plain.allocate(64);
        long[] offset = {0};
        TrackingAllocator allocator =
                tracker.allocator((bytes, alignment) -> memory.asSlice(offset[0]++, bytes), arena);
        allocator.allocate(13);
        allocator.allocate(17);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 30, 30, 2, 30, 2, 0));
    }

    @Test
    void anEmptyBlockSharesAnAddressAndEndsNobodyElse() {
        TrackingArena lifetime = tracker.ofShared();
        MemorySegment memory = plain.allocate(128);
        TrackingAllocator allocator = tracker.allocator((bytes, alignment) -> memory.asSlice(0, bytes), lifetime);
        MemorySegment empty = allocator.allocate(0, 1);
        MemorySegment block = allocator.allocate(100, 1);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 100, 100, 2, 100, 2, 0));
        assertThat(allocator.free(block)).isTrue();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 100, 0, 1, 100, 2, 1));
        assertThat(allocator.free(empty)).isTrue();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 100, 0, 0, 100, 2, 2));
    }

    @Test
    void aStaleSegmentDoesNotEndTheBlockThatTookItsPlace() {
        TrackingArena lifetime = tracker.ofShared();
        MemorySegment memory = plain.allocate(4096);
        TrackingAllocator allocator = tracker.allocator((bytes, alignment) -> memory.asSlice(0, bytes), lifetime);
        MemorySegment stale = allocator.allocate(1000);
        assertThat(allocator.free(stale)).isTrue();
        MemorySegment fresh = allocator.allocate(3000);
        assertThat(allocator.free(stale)).isFalse();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 4000, 3000, 1, 3000, 1, 1));
        assertThat(allocator.free(fresh)).isTrue();
    }

    @Test
    void whatWasRequestedIsCountedAndTheRestIsBacking() {
        TrackingArena lifetime = tracker.ofShared();
        TrackingAllocator slots = tracker.allocator((bytes, alignment) -> plain.allocate(4096), lifetime);
        MemorySegment first = slots.allocate(1000);
        slots.allocateFrom("gr\u00fcn \ud83c\udf33");
        slots.allocateFrom("ab", StandardCharsets.UTF_16LE);
        slots.allocate(ValueLayout.JAVA_LONG, 3);
        slots.allocateFrom(ValueLayout.JAVA_INT, 1, 2, 3);
        slots.allocateFrom(ValueLayout.JAVA_DOUBLE, 1.5);
        slots.allocate(4096);
        long bytes = 1000 + 11 + 6 + 24 + 12 + 8 + 4096;
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(7, bytes, bytes, 7, bytes, 7, 0));
        assertThat(tracker.sites().stream()
                        .mapToLong(AllocationSite::backingBytes)
                        .sum())
                .isEqualTo(7 * 4096 - bytes);
        assertThat(slots.free(first)).isTrue();
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(bytes - 1000);
        lifetime.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(7, bytes, 0, 0, bytes, 7, 7));
    }

    @Test
    void aPoolOfOnesOwnGivesOutParts() {
        TrackingArena arena = tracker.ofShared();
        MemorySegment slab = arena.allocate(4096);
        TrackingAllocator pool = tracker.parts((bytes, alignment) -> slab.asSlice(64, bytes), arena);
        pool.free(pool.allocate(101));
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 4096, 4096, 1, 4096, 1, 0));
        assertThat(tracker.sites().getLast().logicalBlocks()).isEqualTo(1);
        assertThat(tracker.sites().getLast().logicalLiveBlocks()).isZero();
    }

    @Test
    void whatATrackingArenaOrAllocatorRecordsIsNotRecordedTwice() {
        TrackingArena arena = tracker.ofShared();
        tracker.allocator(arena, arena).allocate(1009);
        tracker.allocator(tracker.allocator(plain, arena), arena).allocate(503);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1512, 1512, 2, 1512, 2, 0));
    }

    @Test
    void blocksOfNoBytesThatShareAnAddressAreEachFreedOnce() {
        TrackingArena lifetime = tracker.ofShared();
        MemorySegment nothing = plain.allocate(16).asSlice(0, 0);
        TrackingAllocator allocator = tracker.allocator((bytes, alignment) -> nothing, lifetime);
        allocator.allocate(0);
        allocator.allocate(0);
        assertThat(allocator.free(nothing)).isTrue();
        assertThat(allocator.free(nothing)).isTrue();
        assertThat(allocator.free(nothing)).isFalse();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 0, 0, 0, 0, 2, 2));
    }

    @Test
    void blocksFromBeforeAResetAreFreedInTheirRecording() {
        TrackingArena lifetime = tracker.ofShared();
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        MemorySegment before = allocator.allocate(1009);
        MemorySegment alsoBefore = allocator.allocate(503);
        tracker.reset();
        MemorySegment after = allocator.allocate(13);
        allocator.free(before);
        allocator.reallocated(alsoBefore, plain.allocate(31));
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 44, 44, 2, 44, 2, 0));
        allocator.free(after);
        lifetime.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 44, 0, 0, 44, 2, 2));
    }

    @Test
    void blocksOfAnArenaThatAnotherThreadOwns() throws InterruptedException {
        TrackingArena lifetime = tracker.ofConfined();
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1_000; i++) {
                allocator.allocate(7);
            }
        });
        for (int i = 0; i < 1_000; i++) {
            allocator.allocate(7);
        }
        other.join();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2_000, 14_000, 14_000, 2_000, 14_000, 2_000, 0));
        lifetime.close();
        assertThat(tracker.snapshot().currentBlocks()).isZero();
    }

    @Test
    void anAllocatorTiedToASharedArenaThatHasEndedHasNoLiveBlocks() {
        TrackingArena lifetime = tracker.ofShared();
        lifetime.close();
        tracker.allocator(plain, lifetime).allocate(1009);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
    }

    @Test
    void manyAllocatorsOfOneArenaArePutDownOnce() {
        TrackingArena lifetime = tracker.ofConfined();
        for (int i = 0; i < 1_000; i++) {
            tracker.allocator(plain, lifetime).allocate(7);
        }
        assertThat(tracker.recorder().watchedArenas()).isEqualTo(1);
        lifetime.close();
        assertThat(tracker.snapshot().currentBlocks()).isZero();
    }

    @Test
    void memoryThatIsGivenOutAgainEndsTheBlockThatWasThere() {
        TrackingArena lifetime = tracker.ofShared();
        MemorySegment memory = plain.allocate(64);
        TrackingAllocator allocator = tracker.allocator((bytes, alignment) -> memory.asSlice(0, bytes), lifetime);
        for (int i = 0; i < 100_000; i++) {
            allocator.allocate(13);
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(100_000, 1_300_000, 13, 1, 13, 1, 99_999));
    }

    @Test
    void segmentsOfTheHeapShareNoAddress() {
        TrackingArena lifetime = tracker.ofShared();
        TrackingAllocator allocator =
                tracker.allocator((bytes, alignment) -> MemorySegment.ofArray(new byte[(int) bytes]), lifetime);
        MemorySegment first = allocator.allocate(13);
        MemorySegment second = allocator.allocate(17);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 30, 30, 2, 30, 2, 0));
        assertThat(allocator.free(first)).isFalse();
        allocator.reallocated(second, allocator.allocate(0));
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(4, 30, 30, 4, 30, 4, 0));
        lifetime.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(4, 30, 0, 0, 30, 4, 4));
    }

    @Test
    void aBlockThatMovesToTheHeapEndsWithTheArena() {
        TrackingArena lifetime = tracker.ofShared();
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        MemorySegment before = allocator.allocate(13);
        MemorySegment after = MemorySegment.ofArray(new byte[17]);
        allocator.reallocated(before, after);
        assertThat(allocator.free(before)).isFalse();
        assertThat(allocator.free(after)).isFalse();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 30, 17, 1, 17, 1, 1));
        lifetime.close();
        assertThat(tracker.snapshot().currentBlocks()).isZero();
    }

    @Test
    void nullsAreRefusedAndLeaveNoTrace() {
        TrackingArena lifetime = tracker.ofShared();
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        MemorySegment block = allocator.allocate(13);
        assertThatNullPointerException().isThrownBy(() -> allocator.free(null)).withMessage("segment");
        assertThatNullPointerException()
                .isThrownBy(() -> allocator.reallocated(null, block))
                .withMessage("before");
        assertThatNullPointerException()
                .isThrownBy(() -> allocator.reallocated(block, null))
                .withMessage("after");
        assertThatNullPointerException()
                .isThrownBy(() -> tracker.parts(null, lifetime))
                .withMessage("delegate");
        assertThat(tracker.profile().remarks()).isEmpty();
        assertThat(allocator.free(block)).isTrue();
    }

    @Test
    void resetsLeaveNothingBehindInALongLivedArena() {
        TrackingArena lifetime = tracker.ofShared();
        TrackingAllocator allocator = tracker.allocator(plain, lifetime);
        for (int i = 0; i < 500; i++) {
            allocator.free(allocator.allocate(7));
            tracker.reset();
        }
        assertThat(Peek.entriesOfOthers(lifetime)).isLessThanOrEqualTo(32);
        allocator.allocate(13);
        lifetime.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 13, 0, 0, 13, 1, 1));
    }

    @Test
    void resizesWhileTheArenaIsClosed() throws Exception {
        for (int round = 0; round < 300; round++) {
            TrackingArena lifetime = tracker.ofShared();
            TrackingAllocator allocator = tracker.allocator(plain, lifetime);
            CyclicBarrier start = new CyclicBarrier(2);
            FutureTask<?> resizer = new FutureTask<>(() -> {
                MemorySegment block = allocator.allocate(100);
                start.await();
                for (int i = 0; i < 20; i++) {
                    MemorySegment after = plain.allocate(i % 2 == 0 ? 200 : 50);
                    allocator.reallocated(block, after);
                    block = after;
                }
                return null;
            });
            Thread.ofPlatform().start(resizer);
            start.await();
            lifetime.close();
            resizer.get();
            assertThat(tracker.snapshot().currentBytes()).isZero();
            assertThat(tracker.snapshot().currentBlocks()).isZero();
            assertThat(tracker.profile().remarks()).isEmpty();
        }
    }
}
