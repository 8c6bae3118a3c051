package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** At rest the sums over the sites are the counters, whatever number of threads there were. */
class ConcurrencyTest {

    private static TrackerOptions options(Capture capture) {
        return TrackerOptions.builder().capture(capture).build();
    }

    /** Runs a task in each of many threads, which start together. */
    private static void inThreads(int threads, Callable<?> task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService executor =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(executor.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
    }

    private static FutureTask<?> inBackground(Runnable task) {
        FutureTask<?> future = new FutureTask<>(task, null);
        Thread.ofPlatform().start(future);
        return future;
    }

    private static void assertExactAtRest(Tracker tracker) {
        Profile profile = tracker.profile();
        AllocStats stats = profile.stats();
        List<AllocationSite> sites = profile.sites();
        assertThat(profile.remarks()).isEmpty();
        assertThat(sites.stream().mapToLong(AllocationSite::totalBytes).sum()).isEqualTo(stats.totalBytes());
        assertThat(sites.stream().mapToLong(AllocationSite::totalBlocks).sum()).isEqualTo(stats.allocCount());
        assertThat(sites.stream().mapToLong(AllocationSite::liveBytes).sum()).isEqualTo(stats.currentBytes());
        assertThat(sites.stream().mapToLong(AllocationSite::liveBlocks).sum()).isEqualTo(stats.currentBlocks());
        assertThat(sites.stream().mapToLong(AllocationSite::atPeakBytes).sum()).isEqualTo(stats.peakBytes());
        assertThat(sites.stream().mapToLong(AllocationSite::atPeakBlocks).sum()).isEqualTo(stats.peakBlocks());
        assertThat(sites).allSatisfy(site -> {
            assertThat(site.atPeakBytes()).isBetween(0L, site.ownPeakBytes());
            assertThat(site.liveBytes()).isBetween(0L, site.ownPeakBytes());
            assertThat(site.ownPeakBytes()).isLessThanOrEqualTo(site.totalBytes());
        });
    }

    @ParameterizedTest
    @EnumSource(Capture.class)
    void sixtyFourThreadsOfFiveThousandBlocks(Capture capture) throws Exception {
        Tracker tracker = Tracker.create(options(capture));
        inThreads(64, () -> {
            for (int i = 0; i < 100; i++) {
                try (Arena arena = tracker.ofConfined()) {
                    for (int k = 0; k < 50; k++) {
                        arena.allocate(64);
                    }
                }
            }
            return null;
        });
        AllocStats stats = tracker.snapshot();
        assertThat(stats.allocCount()).isEqualTo(320_000);
        assertThat(stats.totalBytes()).isEqualTo(20_480_000);
        assertThat(stats.freeCount()).isEqualTo(320_000);
        assertThat(stats.currentBytes()).isZero();
        assertThat(stats.currentBlocks()).isZero();
        assertThat(stats.peakBytes()).isEqualTo(stats.peakBlocks() * 64).isBetween(3_200L, 204_800L);
        assertExactAtRest(tracker);
    }

    @Test
    void thirtyTwoThreadsOverThreePaths() throws Exception {
        Tracker tracker = Tracker.create(TrackerOptions.builder().depth(2).build());
        try (Arena shared = tracker.ofShared()) {
            inThreads(32, () -> {
                for (int i = 0; i < 1_000; i++) {
                    switch (i % 3) {
                        case 0 -> first(shared);
                        case 1 -> second(shared);
                        default -> third(shared);
                    }
                }
                return null;
            });
            assertThat(tracker.sites().stream().map(AllocationSite::totalBlocks))
                    .containsExactly(32L * 333, 32L * 333, 32L * 334);
            assertThat(tracker.sites().stream().map(AllocationSite::liveBytes))
                    .containsExactly(32L * 333 * 109, 32L * 333 * 107, 32L * 334 * 103);
            assertExactAtRest(tracker);
        }
        assertThat(tracker.snapshot().currentBlocks()).isZero();
        assertThat(tracker.snapshot().peakBytes()).isEqualTo(tracker.snapshot().totalBytes());
        assertExactAtRest(tracker);
    }

    private static void first(Arena arena) {
        arena.allocate(103);
    }

    private static void second(Arena arena) {
        arena.allocate(107);
    }

    private static void third(Arena arena) {
        arena.allocate(109);
    }

    @Test
    void tenThousandRandomSizes() {
        Tracker tracker = Tracker.create();
        Random random = new Random(4711);
        long bytes = 0;
        try (Arena arena = tracker.ofConfined()) {
            for (int i = 0; i < 10_000; i++) {
                int size = 8 + random.nextInt(4_096);
                bytes += size;
                arena.allocate(size);
            }
            assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(10_000, bytes, bytes, 10_000, bytes, 10_000, 0));
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(10_000, bytes, 0, 0, bytes, 10_000, 10_000));
        assertExactAtRest(tracker);
    }

    @ParameterizedTest
    @EnumSource(Capture.class)
    void openAndCloseCyclesAtThePeak(Capture capture) throws Exception {
        Tracker tracker = Tracker.create(options(capture));
        inThreads(4, () -> {
            Random random = new Random(Thread.currentThread().threadId());
            for (int i = 0; i < 20_000; i++) {
                try (Arena arena = tracker.ofConfined()) {
                    first(arena);
                    if (random.nextBoolean()) {
                        second(arena);
                    }
                    if (random.nextInt(8) == 0) {
                        third(arena);
                    }
                }
            }
            return null;
        });
        assertThat(tracker.snapshot().currentBytes()).isZero();
        assertExactAtRest(tracker);
    }

    @Test
    void aSharedArenaThatIsClosedWhileOthersAllocate() throws Exception {
        Tracker tracker = Tracker.create();
        AtomicLong allocated = new AtomicLong();
        for (int round = 0; round < 200; round++) {
            TrackingArena arena = tracker.ofShared();
            CyclicBarrier start = new CyclicBarrier(4);
            List<Future<?>> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                threads.add(inBackground(() -> {
                    try {
                        start.await();
                        while (true) {
                            first(arena);
                            allocated.incrementAndGet();
                        }
                    } catch (IllegalStateException closed) {
                        // What was to come.
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            start.await();
            second(arena);
            while (true) {
                try {
                    arena.close();
                    break;
                } catch (IllegalStateException acquired) {
                    Thread.onSpinWait();
                }
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
        }
        AllocStats stats = tracker.snapshot();
        assertThat(stats.allocCount()).isEqualTo(allocated.get() + 200);
        assertThat(stats.freeCount()).isEqualTo(stats.allocCount());
        assertThat(stats.currentBytes()).isZero();
        assertExactAtRest(tracker);
    }

    @Test
    void resetsWhileOthersAllocateLeaveNothingNegativeAndNothingBehind() throws Exception {
        Tracker tracker = Tracker.create(options(Capture.NONE));
        AtomicBoolean done = new AtomicBoolean();
        FutureTask<?> resetter = inBackground(() -> {
            while (!done.get()) {
                tracker.reset();
                AllocStats stats = tracker.snapshot();
                assertThat(stats.currentBytes()).isNotNegative();
                assertThat(stats.peakBytes()).isGreaterThanOrEqualTo(0);
            }
        });
        inThreads(4, () -> {
            for (int i = 0; i < 20_000; i++) {
                try (Arena arena = tracker.ofConfined()) {
                    first(arena);
                }
            }
            return null;
        });
        done.set(true);
        resetter.get();
        assertThat(tracker.snapshot().currentBytes()).isZero();
        assertExactAtRest(tracker);
    }

    /** Blocks are born in one thread and end in another. */
    @Test
    void snapshotsTakenMeanwhileAreNeverNegative() throws Exception {
        Tracker tracker = Tracker.create(options(Capture.NONE));
        BlockingQueue<Arena> handedOver = new ArrayBlockingQueue<>(2);
        AtomicBoolean done = new AtomicBoolean();
        FutureTask<?> reader = inBackground(() -> {
            do {
                AllocStats stats = tracker.snapshot();
                assertThat(stats.currentBlocks()).isNotNegative();
                assertThat(stats.peakBlocks()).isNotNegative();
                assertThat(stats.freeCount()).isBetween(0L, stats.allocCount());
            } while (!done.get());
        });
        FutureTask<Void> closer = new FutureTask<>(() -> {
            for (int i = 0; i < 30_000; i++) {
                handedOver.take().close();
            }
            return null;
        });
        Thread.ofPlatform().start(closer);
        for (int i = 0; i < 30_000; i++) {
            Arena arena = tracker.ofShared();
            first(arena);
            handedOver.put(arena);
        }
        closer.get();
        done.set(true);
        reader.get();
        assertThat(tracker.snapshot().currentBlocks()).isZero();
        assertExactAtRest(tracker);
    }

    @Test
    void snapshotsTakenMeanwhileNeverShowMoreLiveThanThePeak() throws Exception {
        Tracker tracker = Tracker.create(options(Capture.NONE));
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong snapshots = new AtomicLong();
        FutureTask<?> reader = inBackground(() -> {
            do {
                AllocStats stats = tracker.snapshot();
                assertThat(stats.currentBytes()).isLessThanOrEqualTo(stats.peakBytes());
                assertThat(tracker.profile().stats().peakBytes()).isGreaterThanOrEqualTo(stats.peakBytes());
                snapshots.incrementAndGet();
            } while (!done.get());
        });
        inThreads(2, () -> {
            for (int i = 0; i < 50_000; i++) {
                try (Arena arena = tracker.ofConfined()) {
                    first(arena);
                }
            }
            return null;
        });
        done.set(true);
        reader.get();
        assertThat(snapshots.get()).isPositive();
        assertExactAtRest(tracker);
    }

    /** What is under way when a thread is excluded counts or does not; what counts is freed again, in each window. */
    @Test
    void threadsThatAreIncludedAndExcludedMeanwhileLeaveNothingInAWindow() throws Exception {
        Tracker tracker = Tracker.create(options(Capture.AUTO));
        Profiler own = Profiler.ownThread(tracker);
        Profiler all = Profiler.start(tracker);
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong blocks = new AtomicLong();
        List<FutureTask<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FutureTask<?> task = new FutureTask<>(
                    () -> {
                        do {
                            try (Arena arena = tracker.ofConfined()) {
                                first(arena);
                                second(arena);
                            }
                            blocks.addAndGet(2);
                        } while (!done.get());
                    },
                    null);
            threads.add(Thread.ofPlatform().start(task));
            tasks.add(task);
        }
        Random random = new Random(113);
        for (int i = 0; i < 3_000; i++) {
            Profiler window = random.nextBoolean() ? own : all;
            Thread thread = threads.get(random.nextInt(threads.size()));
            if (random.nextBoolean()) {
                window.include(thread);
            } else {
                window.exclude(thread);
            }
        }
        threads.forEach(own::include);
        threads.forEach(all::include);
        await().until(() -> own.stats().allocCount() > 0 && all.stats().allocCount() > 0);
        done.set(true);
        for (FutureTask<?> task : tasks) {
            task.get();
        }

        assertThat(tracker.snapshot().allocCount()).isEqualTo(blocks.get());
        assertExactAtRest(tracker);
        for (Profiler window : List.of(own, all)) {
            AllocStats stats = window.stop();
            assertThat(stats.currentBytes()).isZero();
            assertThat(stats.currentBlocks()).isZero();
            assertThat(stats.allocCount()).isBetween(1L, blocks.get());
            assertThat(stats.freeCount()).isEqualTo(stats.allocCount());
            assertThat(window.profile().sites().stream()
                            .mapToLong(AllocationSite::totalBytes)
                            .sum())
                    .isEqualTo(stats.totalBytes());
        }
    }
}
