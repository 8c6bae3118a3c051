package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads do everything that can be done to one tracker, round after round; after each round the sums over the sites are the
 * counters, and the peak.
 *
 * <p>{@code -Dstress.seconds=N} says how long each kind of capture runs; 60 by default.
 */
class AccountingStressTest {

    private static final int THREADS = 8;
    private static final int OPERATIONS = 20_000;

    private final AtomicLong operations = new AtomicLong();

    @ParameterizedTest
    @EnumSource(Capture.class)
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void isExactAfterEachRound(Capture capture) throws Exception {
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("stress.seconds", 60)).toNanos();
        Tracker tracker = Tracker.create(
                TrackerOptions.builder().capture(capture).depth(2).buckets(64).build());
        int rounds = 0;
        while (System.nanoTime() - end < 0) {
            round(tracker, rounds);
            AllocStats stats = tracker.snapshot();
            Profile profile = tracker.profile();
            assertThat(profile.remarks()).isEmpty();
            assertThat(stats.currentBytes()).isZero();
            assertThat(stats.currentBlocks()).isZero();
            assertThat(stats.freeCount()).isEqualTo(stats.allocCount());
            assertThat(profile.sites().stream()
                            .mapToLong(AllocationSite::atPeakBytes)
                            .sum())
                    .isEqualTo(stats.peakBytes());
            assertThat(profile.sites().stream()
                            .mapToLong(AllocationSite::atPeakBlocks)
                            .sum())
                    .isEqualTo(stats.peakBlocks());
            assertThat(profile.sites()).allSatisfy(site -> {
                assertThat(site.atPeakBytes()).isBetween(0L, site.ownPeakBytes());
                assertThat(site.logicalLiveBlocks()).isZero();
            });
            rounds++;
            if (rounds % 4 == 0) {
                tracker.reset();
            }
        }
        System.out.printf("%s: %,d operations in %,d rounds, all exact%n", capture, operations.get(), rounds);
    }

    private void round(Tracker tracker, int round) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(
                        round % 2 == 0
                                ? Thread.ofPlatform().factory()
                                : Thread.ofVirtual().factory());
                TrackingArena shared = tracker.ofShared()) {
            List<Future<?>> results = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(round * 31L + t);
                results.add(executor.submit(() -> {
                    start.await();
                    work(tracker, shared, random);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
    }

    private void work(Tracker tracker, TrackingArena shared, Random random) {
        Arena plain = Arena.ofAuto();
        for (int i = 0; i < OPERATIONS; i++) {
            int bytes = 1 + random.nextInt(64);
            switch (random.nextInt(64)) {
                case 0 -> shared.allocate(bytes);
                case 1 -> oneByOne(tracker.allocator(plain, shared), bytes);
                case 2 -> parts(tracker, bytes);
                case 3 -> closedByOthers(tracker, bytes);
                case 4, 5, 6, 7 -> handle(tracker, random, bytes);
                case 8, 9 -> window(tracker, bytes);
                default -> confined(tracker, random, bytes);
            }
        }
        operations.addAndGet(OPERATIONS);
    }

    private static void confined(Tracker tracker, Random random, int bytes) {
        try (Arena arena = tracker.ofConfined()) {
            arena.allocate(bytes);
            if (random.nextBoolean()) {
                arena.allocate(0);
                arena.allocate(bytes, 64);
            }
        }
    }

    private static void oneByOne(TrackingAllocator allocator, int bytes) {
        MemorySegment block = allocator.allocate(bytes);
        allocator.allocate(bytes);
        allocator.free(block);
    }

    private static void parts(Tracker tracker, int bytes) {
        try (TrackingArena arena = tracker.ofShared()) {
            MemorySegment slab = arena.allocate(256);
            TrackingAllocator pool = tracker.parts((size, alignment) -> slab.asSlice(0, size), arena);
            pool.free(pool.allocate(bytes));
            pool.allocate(bytes);
        }
    }

    private static void closedByOthers(Tracker tracker, int bytes) {
        try (Arena delegate = Arena.ofConfined()) {
            tracker.arena(delegate).allocate(bytes);
        }
    }

    private static void handle(Tracker tracker, Random random, int bytes) {
        BlockHandle block = tracker.recordAlloc(bytes);
        block.resized(random.nextInt(128));
        block.freed();
    }

    private static void window(Tracker tracker, int bytes) {
        try (Profiler window = Profiler.start(tracker);
                Arena arena = tracker.ofConfined()) {
            arena.allocate(bytes);
            assertThat(window.stats().totalBytes()).isGreaterThanOrEqualTo(bytes);
        }
    }
}
