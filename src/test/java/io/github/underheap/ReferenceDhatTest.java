package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long random programs give the numbers that dhat's rules give when they are followed in the slowest way. */
class ReferenceDhatTest {

    /** Sites of blocks that end by themselves; there are as many of blocks in arenas. */
    private static final int SITES = 4;

    /** A block that is live: one that ends by itself, or one of an arena. */
    record Block(BlockHandle handle, int site, long bytes, long birth) {}

    /** An arena and its live blocks. */
    record OpenArena(TrackingArena arena, List<Block> blocks) {}

    private final ManualClock clock = new ManualClock();
    private Tracker tracker = Tracker.create(
            TrackerOptions.builder().depth(1).build(), Tracker.setup().with(clock));
    private final ReferenceDhat reference = new ReferenceDhat(2 * SITES);
    private final List<Block> blocks = new ArrayList<>();
    private final List<OpenArena> arenas = new ArrayList<>();
    private long now;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 7, 11, 13, 17, 19, 23})
    void agrees(long seed) {
        run(seed, this::assertSame);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 7, 11, 13, 17, 19, 23})
    void countersAloneAgree(long seed) {
        tracker = Tracker.create(TrackerOptions.builder().capture(Capture.NONE).build());
        run(seed, this::assertSameCounters);
    }

    private void run(long seed, Runnable check) {
        Random random = new Random(seed);
        // Few sizes, so that equal peaks are common; some programs have blocks of no bytes.
        long[] sizes = seed % 2 == 0 ? new long[] {0, 1, 2, 3} : new long[] {0, 16, 16, 48, 100, 1009};
        for (int i = 0; i < 3_000; i++) {
            clock.advanceNanos(1_009);
            now += 1_009;
            step(random, sizes[random.nextInt(sizes.length)]);
            if (random.nextInt(100) == 0) {
                check.run();
            }
        }
        check.run();
    }

    private void step(Random random, long bytes) {
        int site = random.nextInt(SITES);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                blocks.add(new Block(allocate(site, bytes), site, bytes, now));
                reference.allocate(site, bytes, now);
            }
            case 3, 4 -> {
                if (!blocks.isEmpty()) {
                    Block block = blocks.remove(random.nextInt(blocks.size()));
                    block.handle.freed();
                    reference.free(block.site, block.bytes, block.birth, now);
                }
            }
            case 5 -> {
                if (!blocks.isEmpty()) {
                    int index = random.nextInt(blocks.size());
                    Block block = blocks.get(index);
                    block.handle.resized(bytes);
                    reference.resize(block.site, block.bytes, bytes, now);
                    blocks.set(index, new Block(block.handle, block.site, bytes, now));
                }
            }
            case 6 -> arenas.add(new OpenArena(tracker.ofConfined(), new ArrayList<>()));
            case 7, 8 -> {
                if (!arenas.isEmpty()) {
                    OpenArena open = arenas.get(random.nextInt(arenas.size()));
                    allocate(open.arena, SITES + site, bytes);
                    open.blocks.add(new Block(null, SITES + site, bytes, now));
                    reference.allocate(SITES + site, bytes, now);
                }
            }
            default -> {
                if (!arenas.isEmpty()) {
                    OpenArena open = arenas.remove(random.nextInt(arenas.size()));
                    open.arena.close();
                    open.blocks.forEach(block -> reference.free(block.site, block.bytes, block.birth, now));
                }
            }
        }
    }

    private void assertSameCounters() {
        AllocStats expected = AllocStats.of(
                reference.totalBlocks,
                reference.totalBytes,
                reference.liveBytes,
                reference.liveBlocks,
                reference.peakBytes,
                reference.peakBlocks,
                reference.totalBlocks - reference.liveBlocks);
        assertThat(tracker.snapshot()).isEqualTo(expected);
        assertThat(tracker.profile().stats()).isEqualTo(expected);
    }

    private void assertSame() {
        assertSameCounters();
        Profile profile = tracker.profile();
        assertThat(profile.peakNanos()).isEqualTo(reference.peakNanos);
        assertThat(profile.remarks()).isEmpty();
        Map<String, List<Long>> expected = new HashMap<>();
        reference.copyPeak();
        for (int i = 0; i < 2 * SITES; i++) {
            ReferenceDhat.Site site = reference.sites[i];
            if (site.totalBlocks > 0) {
                expected.put("site" + i, numbers(site));
            }
        }
        Map<String, List<Long>> seen = new HashMap<>();
        for (AllocationSite site : profile.sites()) {
            seen.put(
                    site.frames().getFirst().methodName(),
                    List.of(
                            site.totalBlocks(),
                            site.totalBytes(),
                            site.liveBlocks(),
                            site.liveBytes(),
                            site.ownPeakBlocks(),
                            site.ownPeakBytes(),
                            site.atPeakBlocks(),
                            site.atPeakBytes(),
                            site.lifetimeMicros()));
        }
        assertThat(seen).isEqualTo(expected);
    }

    private List<Long> numbers(ReferenceDhat.Site site) {
        return List.of(
                site.totalBlocks,
                site.totalBytes,
                site.liveBlocks,
                site.liveBytes,
                site.ownPeakBlocks,
                site.ownPeakBytes,
                site.atPeakBlocks,
                site.atPeakBytes,
                (site.lifetimeNanos + liveNanos(site)) / 1_000);
    }

    private long liveNanos(ReferenceDhat.Site site) {
        long nanos = 0;
        for (Block block : blocks) {
            nanos += reference.sites[block.site] == site ? now - block.birth : 0;
        }
        for (OpenArena open : arenas) {
            for (Block block : open.blocks) {
                nanos += reference.sites[block.site] == site ? now - block.birth : 0;
            }
        }
        return nanos;
    }

    private BlockHandle allocate(int site, long bytes) {
        return switch (site) {
            case 0 -> site0(bytes);
            case 1 -> site1(bytes);
            case 2 -> site2(bytes);
            default -> site3(bytes);
        };
    }

    private BlockHandle site0(long bytes) {
        return tracker.recordAlloc(bytes);
    }

    private BlockHandle site1(long bytes) {
        return tracker.recordAlloc(bytes);
    }

    private BlockHandle site2(long bytes) {
        return tracker.recordAlloc(bytes);
    }

    private BlockHandle site3(long bytes) {
        return tracker.recordAlloc(bytes);
    }

    private static void allocate(TrackingArena arena, int site, long bytes) {
        switch (site - SITES) {
            case 0 -> site4(arena, bytes);
            case 1 -> site5(arena, bytes);
            case 2 -> site6(arena, bytes);
            default -> site7(arena, bytes);
        }
    }

    private static void site4(TrackingArena arena, long bytes) {
        arena.allocate(bytes);
    }

    private static void site5(TrackingArena arena, long bytes) {
        arena.allocate(bytes);
    }

    private static void site6(TrackingArena arena, long bytes) {
        arena.allocate(bytes);
    }

    private static void site7(TrackingArena arena, long bytes) {
        arena.allocate(bytes);
    }
}
