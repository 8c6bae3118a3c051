package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong inside the library stays there. */
class FaultTest {

    /** Recursion ends at a different depth each time, so the stack ends at different places in the library. */
    @ParameterizedTest
    @EnumSource(Capture.class)
    void runningOutOfStackLeavesNothingClaimed(Capture capture) throws Exception {
        Tracker tracker =
                Tracker.create(TrackerOptions.builder().capture(capture).build());
        for (int i = 0; i < 50; i++) {
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
        for (int i = 0; i < 20; i++) {
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

    private static final String FULL =
            "events could not be recorded, because a thread's stack or the heap was full; sums may differ from totals";
    private static final String UNEXPECTED = "events could not be recorded because of a fault of underheap"
            + " (java.lang.IllegalStateException; please report it); sums may differ from totals";

    /** A clock that may fail, as whatever is called while an event is booked. */
    private static final class FailingClock implements Clock {

        private RuntimeException exception;
        private Error error;

        @Override
        public long nanoTime() {
            if (error != null) {
                throw error;
            }
            if (exception != null) {
                throw exception;
            }
            return 0;
        }
    }

    /** Everything that is guarded. */
    enum Guarded {
        ARENA,
        CLOSE,
        ALLOCATOR,
        FREE,
        REALLOCATED,
        HANDLE
    }

    @ParameterizedTest
    @EnumSource
    void aFullStackAndAFullHeapAreSaid(Guarded guarded) {
        assertThat(remarksAfter(guarded, clock -> clock.error = new StackOverflowError()))
                .containsExactly(FULL);
        assertThat(remarksAfter(guarded, clock -> clock.error = new OutOfMemoryError()))
                .containsExactly(FULL);
    }

    @ParameterizedTest
    @EnumSource
    void whatElseGoesWrongIsSaidByItsName(Guarded guarded) {
        assertThat(remarksAfter(guarded, clock -> clock.exception = new IllegalStateException()))
                .containsExactly(UNEXPECTED);
    }

    private static List<String> remarksAfter(Guarded guarded, Consumer<FailingClock> fault) {
        FailingClock clock = new FailingClock();
        Tracker tracker = Tracker.create(TrackerOptions.builder().clock(clock).build());
        TrackingArena arena = tracker.ofShared();
        TrackingAllocator allocator = tracker.allocator(Arena.ofAuto(), arena);
        MemorySegment block = allocator.allocate(13);
        BlockHandle handle = tracker.recordAlloc(17);
        fault.accept(clock);
        switch (guarded) {
            case ARENA -> arena.allocate(1);
            case CLOSE -> arena.close();
            case ALLOCATOR -> allocator.allocate(1);
            case FREE -> allocator.free(block);
            case REALLOCATED -> allocator.reallocated(block, block);
            case HANDLE -> handle.freed();
        }
        clock.exception = null;
        clock.error = null;
        return tracker.profile().remarks();
    }

    @Test
    void allReasonsAreSaid() {
        FailingClock clock = new FailingClock();
        Tracker tracker = Tracker.create(TrackerOptions.builder().clock(clock).build());
        TrackingArena arena = tracker.ofShared();
        clock.exception = new IllegalStateException();
        arena.allocate(1);
        clock.error = new StackOverflowError();
        arena.allocate(1);
        clock.exception = null;
        clock.error = null;
        assertThat(tracker.profile().remarks()).containsExactly(FULL, UNEXPECTED);
    }
}
