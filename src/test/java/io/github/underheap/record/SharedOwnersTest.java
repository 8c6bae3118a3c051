package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.BlockHandle;
import io.github.underheap.CloseMeans;
import io.github.underheap.Engine;
import io.github.underheap.OwnArena;
import io.github.underheap.Profiler;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingAllocator;
import io.github.underheap.TrackingArena;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads allocate in the same arenas, allocators and handles, free each other's blocks and close each other's arenas, while windows open and
 * close and the tracker is reset. Each counts what it did; at rest that is what recordings and windows show, and nothing was lost.
 */
class SharedOwnersTest {

    private static final int THREADS = 4;
    private static final int STEPS = 2_400;
    private static final int SLOT = 64;
    private static final int SLOTS = 4_096;
    private static final MemorySegment MEMORY = Arena.global().allocate((long) THREADS * SLOTS * SLOT, SLOT);

    private Tracker tracker;
    private final AtomicReference<TrackingArena> shared = new AtomicReference<>();
    private TrackingArena pooled;
    /** Of both arenas; the second one outlives its closes. */
    private TrackingAllocator recycling;

    private final Queue<BlockHandle> handles = new ConcurrentLinkedQueue<>();
    private final Queue<Freeing> segments = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final List<Recording> recordings = new ArrayList<>();

    private record Freeing(TrackingAllocator allocator, MemorySegment segment) {}

    /** What a thread has allocated. */
    private record Count(long blocks, long bytes) {

        Count and(Count other) {
            return new Count(blocks + other.blocks, bytes + other.bytes);
        }
    }

    /** One that gives its memory back when it is closed, and is used again. */
    private static final class PooledArena extends OwnArena {

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            return MEMORY.asSlice(0, byteSize);
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @EnumSource(
            value = Capture.class,
            names = {"AUTO", "NONE"})
    void showWhatThreadsDid(Capture capture) throws Exception {
        tracker = Tracker.create(
                TrackerOptions.builder().capture(capture).depth(4).buckets(64).build());
        Recorder recorder = Engine.of(tracker);
        shared.set(tracker.ofShared());
        pooled = tracker.arena(new PooledArena(), CloseMeans.RETURNS_MEMORY);
        recycling = tracker.allocator(SegmentAllocator.prefixAllocator(MEMORY), pooled);
        Profiler all = Profiler.start(tracker);
        recordings.add(recorder.recording());

        Count count = runThreads();

        shared.get().close();
        pooled.close();
        handles.forEach(BlockHandle::freed);
        AllocStats window = all.stop();
        assertThat(new Count(window.allocCount(), window.totalBytes())).isEqualTo(count);
        assertAllEnded(window, all.profile());
        Count recorded = new Count(0, 0);
        for (Recording recording : recordings) {
            AllocStats stats = recording.stats();
            recorded = recorded.and(new Count(stats.allocCount(), stats.totalBytes()));
            assertAllEnded(stats, recording.profile());
        }
        assertThat(recorded).isEqualTo(count);
        assertThat(recordings.size()).isGreaterThan(1);
    }

    private static void assertAllEnded(AllocStats stats, Profile profile) {
        assertThat(profile.remarks()).isEmpty();
        assertThat(profile.stats()).isEqualTo(stats);
        assertThat(stats.currentBytes()).isZero();
        assertThat(stats.freeCount()).isEqualTo(stats.allocCount());
        List<AllocationSite> sites = profile.sites();
        assertThat(sites.stream().mapToLong(AllocationSite::totalBytes).sum()).isEqualTo(stats.totalBytes());
        assertThat(sites.stream().mapToLong(AllocationSite::atPeakBytes).sum()).isEqualTo(stats.peakBytes());
        assertThat(sites.stream().mapToLong(AllocationSite::atPeakBlocks).sum()).isEqualTo(stats.peakBlocks());
        assertThat(sites).allSatisfy(site -> {
            assertThat(site.liveBytes()).isZero();
            assertThat(site.liveBlocks()).isZero();
            assertThat(site.atPeakBytes()).isBetween(0L, site.ownPeakBytes());
        });
    }

    private Count runThreads() throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS + 2);
        List<FutureTask<Count>> workers = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            Worker worker = new Worker(t);
            workers.add(start(() -> {
                start.await();
                worker.run();
                return worker.count;
            }));
        }
        FutureTask<Count> windows = start(() -> {
            start.await();
            Random random = new Random(THREADS);
            while (!done.get()) {
                openAndClose(random);
            }
            return new Count(0, 0);
        });
        start.await();
        Count count = new Count(0, 0);
        for (FutureTask<Count> worker : workers) {
            count = count.and(worker.get());
        }
        done.set(true);
        windows.get();
        return count;
    }

    private static FutureTask<Count> start(Callable<Count> task) {
        FutureTask<Count> future = new FutureTask<>(task);
        Thread.ofPlatform().start(future);
        return future;
    }

    /** Some windows, one in the other or side by side, and a reset now and then. */
    private void openAndClose(Random random) {
        List<Profiler> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(Profiler.start(tracker));
            assertThat(open.getFirst().stats().currentBytes()).isNotNegative();
        }
        while (!open.isEmpty()) {
            Profiler window = open.remove(random.nextInt(open.size()));
            AllocStats stats = window.stop();
            assertThat(stats.freeCount()).isBetween(0L, stats.allocCount());
            assertThat(window.profile().remarks()).isEmpty();
            assertThat(window.stats()).isEqualTo(stats);
        }
        if (random.nextInt(8) == 0) {
            tracker.reset();
            recordings.add(Engine.of(tracker).recording());
        }
    }

    /** One of the threads. */
    private final class Worker {

        private final int number;
        private final Random random;
        private Count count = new Count(0, 0);
        private int slot;

        Worker(int number) {
            this.number = number;
            this.random = new Random(number);
        }

        void run() {
            for (int i = 0; i < STEPS / 20; i++) {
                Count before = count;
                Profiler mine = Profiler.ownThread(tracker);
                for (int step = 0; step < 20; step++) {
                    step();
                }
                AllocStats stats = mine.stop();
                assertThat(new Count(stats.allocCount() + before.blocks, stats.totalBytes() + before.bytes))
                        .isEqualTo(count);
                assertThat(mine.profile().remarks()).isEmpty();
            }
        }

        private void step() {
            int bytes = random.nextInt(61);
            TrackingArena arena = shared.get();
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    try {
                        arena.allocate(bytes);
                        allocated(bytes);
                    } catch (IllegalStateException closed) {
                        assertThat(arena.scope().isAlive()).isFalse();
                    }
                }
                case 2 -> {
                    pooled.allocate(bytes);
                    allocated(bytes);
                }
                case 3, 4 -> oneByOne(random.nextBoolean() ? arena : pooled, bytes);
                case 5 -> {
                    recycling.allocate(bytes);
                    allocated(bytes);
                }
                case 6, 7 -> handle(bytes);
                case 8 -> free();
                default -> close(arena);
            }
        }

        private void allocated(long bytes) {
            count = count.and(new Count(1, bytes));
        }

        private void oneByOne(TrackingArena lifetime, int bytes) {
            MemorySegment[] next = new MemorySegment[1];
            TrackingAllocator allocator = tracker.allocator((size, alignment) -> next[0], lifetime);
            for (int i = 0; i < 3; i++) {
                next[0] = slot(bytes);
                allocator.allocate(bytes);
                allocated(bytes);
                if (i == 1) {
                    MemorySegment after = slot(bytes + 2);
                    allocator.reallocated(next[0], after);
                    allocated(bytes + 2);
                    segments.add(new Freeing(allocator, after));
                } else if (i == 2) {
                    segments.add(new Freeing(allocator, next[0]));
                }
            }
        }

        private MemorySegment slot(int bytes) {
            slot = (slot + 1) % SLOTS;
            return MEMORY.asSlice(((long) number * SLOTS + slot) * SLOT, bytes);
        }

        private void handle(int bytes) {
            BlockHandle block = tracker.recordAlloc(bytes);
            allocated(bytes);
            block.resized(bytes + 3);
            allocated(bytes + 3);
            handles.add(block);
        }

        /** What others may have allocated, twice. */
        private void free() {
            BlockHandle block = handles.poll();
            if (block != null) {
                block.freed();
                block.freed();
            }
            Freeing freeing = segments.poll();
            if (freeing != null) {
                // Not known any more if its arena has closed before it was entered.
                boolean ignored = freeing.allocator.free(freeing.segment);
                assertThat(freeing.allocator.free(freeing.segment)).isFalse();
            }
        }

        private void close(TrackingArena arena) {
            if (random.nextInt(4) == 0) {
                pooled.close();
            } else if (shared.compareAndSet(arena, tracker.ofShared())) {
                arena.close();
            }
        }
    }
}
