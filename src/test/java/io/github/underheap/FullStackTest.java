package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import java.lang.foreign.Arena;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stacks that are really full leave nothing claimed. */
class FullStackTest {

    /** Recursion ends at a different depth each time, so the stack ends at different places in the library. */
    @ParameterizedTest
    @EnumSource(Capture.class)
    void runningOutOfStackLeavesNothingClaimed(Capture capture) throws Exception {
        Tracker tracker =
                Tracker.create(TrackerOptions.builder().capture(capture).build());
        for (int i = 0; i < 5; i++) {
            int padding = i;
            FutureTask<Integer> overflow = new FutureTask<>(() -> {
                try (Arena arena = tracker.ofConfined()) {
                    return pad(arena, padding);
                }
            });
            Thread thread = new Thread(null, overflow, "overflow", 256 * 1024);
            thread.start();
            assertThat(overflow.get()).isPositive();
        }
        AllocStats before = tracker.snapshot();
        try (Arena arena = tracker.ofConfined()) {
            arena.allocate(1009);
            assertThat(tracker.snapshot().totalBytes()).isEqualTo(before.totalBytes() + 1009);
        }
        assertThat(before.allocCount()).isPositive();
    }

    private static int pad(Arena arena, int padding) {
        return padding == 0 ? overflow(arena) : pad(arena, padding - 1);
    }

    /** Calls itself until the stack is full, then goes on. */
    @SuppressWarnings("InfiniteRecursion")
    private static int overflow(Arena arena) {
        int depth = 1;
        try {
            arena.allocate(1);
            depth += overflow(arena);
        } catch (StackOverflowError e) {
            return depth;
        }
        return depth;
    }

    @ParameterizedTest
    @EnumSource(Capture.class)
    void blocksOfOnesOwnSurviveAFullStack(Capture capture) throws Exception {
        Tracker tracker =
                Tracker.create(TrackerOptions.builder().capture(capture).build());
        for (int i = 0; i < 3; i++) {
            FutureTask<Integer> overflow = new FutureTask<>(() -> overflow(tracker));
            Thread thread = new Thread(null, overflow, "overflow", 256 * 1024L + i * 16L);
            thread.start();
            assertThat(overflow.get()).isPositive();
        }
        AllocStats before = tracker.snapshot();
        BlockHandle block = tracker.recordAlloc(1009);
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(before.currentBytes() + 1009);
        block.freed();
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(before.currentBytes());
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int overflow(Tracker tracker) {
        int depth = 1;
        try {
            BlockHandle block = tracker.recordAlloc(1);
            depth += overflow(tracker);
            block.freed();
        } catch (StackOverflowError e) {
            return depth;
        }
        return depth;
    }
}
