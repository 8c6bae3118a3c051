package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.OwnArena;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingAllocator;
import io.github.underheap.TrackingArena;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A close that throws and does not close the arena is one failed close, at its site; one that throws and has closed the arena is none. */
@Timeout(60)
class CloseRaceTest {

    private final Tracker tracker = Tracker.create();

    /** The arenas that can be closed, alone and with what makes their ledgers. */
    @SuppressWarnings("ImmutableEnumChecker") // how an arena is opened is code
    enum Kind {
        CONFINED((tracker, kept) -> tracker.ofConfined()),
        CONFINED_WITH_SEVERAL_SITES((tracker, kept) -> {
            TrackingArena arena = tracker.ofConfined();
            arena.allocate(19);
            arena.allocate(23);
            return arena;
        }),
        CONFINED_WITH_AN_ALLOCATOR((tracker, kept) -> {
            TrackingArena arena = tracker.ofConfined();
            TrackingAllocator allocator = tracker.allocator(Arena.ofAuto(), arena);
            kept.accept(allocator.allocate(29));
            return arena;
        }),
        SHARED((tracker, kept) -> tracker.ofShared()),
        SHARED_WITH_SEVERAL_SITES((tracker, kept) -> {
            TrackingArena arena = tracker.ofShared();
            arena.allocate(19);
            arena.allocate(23);
            return arena;
        }),
        WRAPPED_CONFINED((tracker, kept) -> tracker.arena(Arena.ofConfined())),
        WRAPPED_SHARED((tracker, kept) -> tracker.arena(Arena.ofShared())),
        WRAPPED_CUSTOM((tracker, kept) -> tracker.arena(new OwnArena(Arena.ofShared())));

        private final BiFunction<Tracker, Consumer<Object>, TrackingArena> open;

        Kind(BiFunction<Tracker, Consumer<Object>, TrackingArena> open) {
            this.open = open;
        }

        boolean belongsToAThread() {
            return name().contains("CONFINED");
        }
    }

    private final List<Object> kept = new ArrayList<>();

    private TrackingArena open(Kind kind) {
        TrackingArena arena = kind.open.apply(tracker, kept::add);
        arena.allocate(13);
        return arena;
    }

    // Three sites where an arena is closed.

    private static void close(Arena arena) {
        arena.close();
    }

    private static void closeAgain(Arena arena) {
        arena.close();
    }

    private static void closeElsewhere(Arena arena) {
        arena.close();
    }

    @SuppressWarnings("restricted")
    private static void atClose(Arena arena, Runnable cleanup) {
        MemorySegment ignored = MemorySegment.ofAddress(8).reinterpret(8, arena, segment -> cleanup.run());
    }

    /** Failed closes by the method that made the call. */
    private long failed(String method) {
        return failed(tracker.profile(), method);
    }

    private static long failed(Profile profile, String method) {
        return profile.sites().stream()
                .filter(site -> site.frames().getFirst().methodName().equals(method))
                .mapToLong(AllocationSite::failedCloses)
                .sum();
    }

    private void assertAllHasEnded(long failedCloses) {
        Profile profile = tracker.profile();
        assertThat(profile.sum(SiteNumber.FAILED_CLOSES)).isEqualTo(failedCloses);
        assertThat(profile.sum(SiteNumber.LIVE_BYTES)).isZero();
        assertThat(profile.sum(SiteNumber.LIVE_BLOCKS)).isZero();
        assertThat(profile.sum(SiteNumber.LATE_BLOCKS)).isZero();
        assertThat(profile.stats().currentBytes()).isZero();
        assertThat(profile.stats().freeCount()).isEqualTo(profile.stats().allocCount());
        assertThat(profile.remarks()).isEmpty();
    }

    private void assertNothingHasEnded(long failedCloses) {
        Profile profile = tracker.profile();
        assertThat(profile.sum(SiteNumber.FAILED_CLOSES)).isEqualTo(failedCloses);
        assertThat(profile.stats().freeCount()).isZero();
        assertThat(profile.stats().currentBytes()).isEqualTo(profile.stats().totalBytes());
        assertThat(profile.sum(SiteNumber.LIVE_BYTES)).isEqualTo(profile.stats().currentBytes());
        assertThat(profile.remarks()).isEmpty();
    }

    /** 3,000 shared arenas, each of which two threads close at the same moment. */
    @ParameterizedTest
    @EnumSource(names = {"SHARED", "SHARED_WITH_SEVERAL_SITES", "WRAPPED_SHARED", "WRAPPED_CUSTOM"})
    void ofTwoThreadsThatCloseAnArenaOneFailsAndIsCounted(Kind kind) throws Exception {
        int rounds = kind == Kind.SHARED ? 3_000 : 500;
        AtomicReferenceArray<TrackingArena> arenas = new AtomicReferenceArray<>(rounds);
        AtomicInteger seen = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(2);
        Callable<Void> closing = () -> {
            for (int i = 0; i < rounds; i++) {
                if (barrier.await() == 0) {
                    arenas.set(i, open(kind));
                }
                barrier.await();
                try {
                    close(arenas.get(i));
                } catch (IllegalStateException e) {
                    seen.incrementAndGet();
                }
            }
            return null;
        };
        FutureTask<Void> other = elsewhere(closing);
        closing.call();
        other.get();
        assertThat(seen.get()).isEqualTo(rounds);
        assertThat(failed("close")).isEqualTo(rounds);
        assertAllHasEnded(rounds);
    }

    @ParameterizedTest
    @EnumSource
    void aCleanupActionThatClosesTheArenaAgainAndCatchesIsOneFailedClose(Kind kind) {
        TrackingArena arena = open(kind);
        atClose(arena, () -> assertThatThrownBy(() -> closeAgain(arena)).isInstanceOf(IllegalStateException.class));
        close(arena);
        assertThat(failed("closeAgain")).isOne();
        assertAllHasEnded(1);
    }

    /** The inner call has failed; the outer one throws the same exception, and has closed the arena. */
    @ParameterizedTest
    @EnumSource
    void aCleanupActionThatClosesTheArenaAgainIsOneFailedClose(Kind kind) {
        TrackingArena arena = open(kind);
        atClose(arena, () -> closeAgain(arena));
        assertThatThrownBy(() -> close(arena)).isInstanceOf(IllegalStateException.class);
        assertThat(failed("closeAgain")).isOne();
        assertAllHasEnded(1);
    }

    /** From the same line as the outer call. */
    @ParameterizedTest
    @EnumSource
    void evenIfItClosesItWhereItIsBeingClosed(Kind kind) {
        TrackingArena arena = open(kind);
        atClose(arena, () -> close(arena));
        assertThatThrownBy(() -> close(arena)).isInstanceOf(IllegalStateException.class);
        assertThat(failed("close")).isOne();
        assertAllHasEnded(1);
    }

    /** A stack trace has 1,024 frames at most. */
    @ParameterizedTest
    @EnumSource
    void evenIfTheStackIsDeep(Kind kind) {
        TrackingArena arena = open(kind);
        atClose(arena, () -> closeAgain(arena));
        assertThatThrownBy(() -> closeDeepDown(arena, 2_000)).isInstanceOf(IllegalStateException.class);
        assertThat(failed("closeAgain")).isOne();
        assertAllHasEnded(1);
    }

    @ParameterizedTest
    @EnumSource
    void closingTwiceDeepDownIsOneFailedClose(Kind kind) {
        TrackingArena arena = open(kind);
        closeDeepDown(arena, 2_000);
        assertThatThrownBy(() -> closeDeepDown(arena, 2_000)).isInstanceOf(IllegalStateException.class);
        assertAllHasEnded(1);
    }

    private static void closeDeepDown(Arena arena, int depth) {
        if (depth == 0) {
            close(arena);
        } else {
            closeDeepDown(arena, depth - 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCleanupActionThatClosesAnotherArenaInVainCountsForThatOne(Kind kind) {
        TrackingArena other = open(kind);
        close(other);
        TrackingArena arena = open(kind);
        atClose(arena, () -> closeElsewhere(other));
        assertThatThrownBy(() -> close(arena)).isInstanceOf(IllegalStateException.class);
        assertThat(failed("closeElsewhere")).isOne();
        assertAllHasEnded(1);
    }

    @ParameterizedTest
    @EnumSource
    void anArenaWhoseCleanupActionThrowsIsClosed(Kind kind) {
        TrackingArena arena = open(kind);
        atClose(arena, () -> {
            throw new IllegalArgumentException("one");
        });
        atClose(arena, () -> {
            throw new IllegalStateException("two");
        });
        assertThatThrownBy(() -> close(arena)).isInstanceOf(RuntimeException.class);
        assertThat(arena.scope().isAlive()).isFalse();
        assertAllHasEnded(0);
        assertThatThrownBy(() -> closeAgain(arena)).isInstanceOf(IllegalStateException.class);
        assertThat(failed("closeAgain")).isOne();
        assertAllHasEnded(1);
    }

    @ParameterizedTest
    @EnumSource
    void closingTwiceIsOneFailedClose(Kind kind) {
        TrackingArena arena = open(kind);
        close(arena);
        assertAllHasEnded(0);
        assertThatThrownBy(() -> closeAgain(arena)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> closeAgain(arena)).isInstanceOf(IllegalStateException.class);
        assertThat(failed("closeAgain")).isEqualTo(2);
        assertAllHasEnded(2);
    }

    @ParameterizedTest
    @EnumSource
    void aCloseByAnotherThreadFailsIfTheArenaBelongsToOne(Kind kind) throws Exception {
        TrackingArena arena = open(kind);
        elsewhere(() -> {
                    try {
                        closeElsewhere(arena);
                    } catch (WrongThreadException e) {
                        kept.add(e);
                    }
                    return null;
                })
                .get();
        if (kind.belongsToAThread()) {
            assertThat(failed("closeElsewhere")).isOne();
            assertNothingHasEnded(1);
            close(arena);
            assertAllHasEnded(1);
        } else {
            assertAllHasEnded(0);
        }
    }

    /** A segment is acquired while the C library sorts it. */
    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("restricted")
    void anArenaIsNotClosedWhileASegmentIsAcquired(Kind kind) throws Throwable {
        TrackingArena arena = open(kind);
        AtomicInteger seen = new AtomicInteger();
        MethodHandle comparing = MethodHandles.insertArguments(
                MethodHandles.lookup()
                        .findStatic(
                                CloseRaceTest.class,
                                "closingComparison",
                                MethodType.methodType(
                                        int.class,
                                        Arena.class,
                                        AtomicInteger.class,
                                        MemorySegment.class,
                                        MemorySegment.class)),
                0,
                arena,
                seen);
        MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 3, 2);
        try (Arena stubs = Arena.ofConfined()) {
            MemorySegment comparator = Linker.nativeLinker()
                    .upcallStub(
                            comparing,
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                            stubs);
            MethodHandle qsort = Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("qsort"),
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS));
            qsort.invokeExact(numbers, 2L, 4L, comparator);
        }
        assertThat(seen.get()).isPositive();
        assertThat(failed("closingComparison")).isEqualTo(seen.get());
        assertNothingHasEnded(seen.get());
        close(arena);
        assertAllHasEnded(seen.get());
    }

    @SuppressWarnings("unused") // by anArenaIsNotClosedWhileASegmentIsAcquired
    private static int closingComparison(Arena arena, AtomicInteger seen, MemorySegment a, MemorySegment b) {
        try {
            arena.close();
        } catch (IllegalStateException e) {
            seen.incrementAndGet();
        }
        return 0;
    }

    /** While it closes, its scope has ended and its blocks have not. */
    @ParameterizedTest
    @EnumSource
    void whoLooksWhileAnArenaIsBeingClosedDoesNotEndItsBlocksLate(Kind kind) {
        TrackingArena arena = open(kind);
        atClose(arena, () -> {
            AllocStats ignored = tracker.snapshot();
            assertThatThrownBy(() -> arena.allocate(1)).isInstanceOf(IllegalStateException.class);
            TrackingArena another = tracker.arena(Arena.ofConfined());
            close(another);
        });
        close(arena);
        assertAllHasEnded(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"WRAPPED_SHARED", "WRAPPED_CUSTOM"})
    void noBlockIsLateIfAllCloseThroughTheWrapper(Kind kind) throws Exception {
        int rounds = 250;
        int threads = 4;
        AtomicInteger seen = new AtomicInteger();
        List<FutureTask<Void>> closing = new ArrayList<>();
        CyclicBarrier barrier = new CyclicBarrier(threads);
        AtomicReferenceArray<TrackingArena> arenas = new AtomicReferenceArray<>(rounds);
        for (int thread = 0; thread < threads; thread++) {
            closing.add(elsewhere(() -> {
                for (int i = 0; i < rounds; i++) {
                    if (barrier.await() == 0) {
                        arenas.set(i, open(kind));
                    }
                    int role = barrier.await();
                    if (role == 0) {
                        AllocStats ignored = tracker.snapshot();
                    } else {
                        try {
                            close(arenas.get(i));
                        } catch (IllegalStateException e) {
                            seen.incrementAndGet();
                        }
                    }
                }
                return null;
            }));
        }
        for (FutureTask<Void> each : closing) {
            each.get();
        }
        assertThat(seen.get()).isEqualTo(2 * rounds);
        assertAllHasEnded(2L * rounds);
    }

    @ParameterizedTest
    @EnumSource
    void whatSomebodyClosesBehindTheWrapperIsLate(Kind kind) {
        if (!kind.name().startsWith("WRAPPED")) {
            return;
        }
        Arena delegate = kind == Kind.WRAPPED_CONFINED ? Arena.ofConfined() : Arena.ofShared();
        TrackingArena arena = tracker.arena(kind == Kind.WRAPPED_CUSTOM ? new OwnArena(delegate) : delegate);
        arena.allocate(13);
        arena.allocate(17);
        delegate.close();
        assertThatThrownBy(() -> closeAgain(arena)).isInstanceOf(IllegalStateException.class);
        Profile profile = tracker.profile();
        assertThat(failed(profile, "closeAgain")).isOne();
        assertThat(profile.sum(SiteNumber.LATE_BLOCKS)).isEqualTo(2);
        assertThat(profile.stats()).isEqualTo(AllocStats.of(2, 30, 0, 0, 30, 2, 2));
    }

    /** A cleanup action of the delegate, which was closed behind the wrapper, closes the wrapper. */
    @Test
    void aWrapperThatIsClosedByTheCloseBehindItHasFailed() {
        Arena delegate = Arena.ofShared();
        TrackingArena arena = tracker.arena(delegate);
        arena.allocate(13);
        atClose(delegate, () -> assertThatThrownBy(() -> closeAgain(arena)).isInstanceOf(IllegalStateException.class));
        delegate.close();
        Profile profile = tracker.profile();
        assertThat(failed(profile, "closeAgain")).isOne();
        assertThat(profile.sum(SiteNumber.LATE_BLOCKS)).isOne();
        assertThat(profile.stats()).isEqualTo(AllocStats.of(1, 13, 0, 0, 13, 1, 1));
    }

    private static <T> FutureTask<T> elsewhere(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }
}
