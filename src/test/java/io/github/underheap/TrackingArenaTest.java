package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.ThreadMXBean;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrackingArenaTest {

    private final ManualClock clock = new ManualClock();
    private final Tracker tracker =
            Tracker.create(TrackerOptions.builder().build(), Tracker.setup().with(clock));
    /** What must not be collected before the end of a test. */
    private final List<Object> kept = new ArrayList<>();

    private <T> T kept(T object) {
        kept.add(object);
        return object;
    }

    @Test
    void countsWhatIsAllocatedAndClosed() {
        try (TrackingArena arena = tracker.ofConfined()) {
            arena.allocate(1009);
            arena.allocate(0);
            assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1009, 1009, 2, 1009, 2, 0));
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 1009, 0, 0, 1009, 2, 2));
    }

    @ParameterizedTest
    @EnumSource(ArenaKind.class)
    void tellsTheKindsOfArenaApart(ArenaKind kind) {
        TrackingArena arena = kept(arena(tracker, kind));
        MemorySegment segment = arena.allocate(503);
        AllocationSite site = tracker.sites().getFirst();
        assertThat(site.arenaKinds()).isEqualTo(Set.of(kind));
        assertThat(site.apis()).isEqualTo(Set.of(AllocationApi.ARENA));
        assertThat(site.liveBytes()).isEqualTo(503);
        assertThat(segment.scope()).isEqualTo(arena.scope());
        assertThat(arena.scope().isAlive()).isTrue();
    }

    @Test
    void wrappedArenasOfTheJdkKeepTheirKind() {
        tracker.arena(Arena.ofConfined()).allocate(3);
        tracker.arena(Arena.ofShared()).allocate(5);
        kept(tracker.arena(Arena.ofAuto())).allocate(7);
        tracker.arena(Arena.global()).allocate(11);
        assertThat(tracker.sites().stream().map(AllocationSite::arenaKinds).flatMap(Set::stream))
                .containsExactly(ArenaKind.GLOBAL, ArenaKind.AUTO, ArenaKind.SHARED, ArenaKind.CONFINED);
    }

    /** The parameters that make a call of an overload, in the JDK's terms, and the bytes that it asks for. */
    record Overload(Method method, List<Object> arguments, long bytes) {

        @Override
        public String toString() {
            return method.getName() + Arrays.toString(method.getParameterTypes());
        }
    }

    static Stream<Overload> overloads() {
        return Arrays.stream(SegmentAllocator.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(TrackingArenaTest::overload);
    }

    private static Overload overload(Method method) {
        List<Class<?>> types = List.of(method.getParameterTypes());
        MemorySegment source = MemorySegment.ofArray(new int[] {1, 2, 3});
        return switch (types.stream().map(Class::getSimpleName).toList().toString()) {
            case "[long]" -> new Overload(method, List.of(1009L), 1009);
            case "[long, long]" -> new Overload(method, List.of(503L, 64L), 503);
            case "[MemoryLayout]" ->
                new Overload(method, List.of(MemoryLayout.sequenceLayout(7, ValueLayout.JAVA_INT)), 28);
            case "[MemoryLayout, long]" -> new Overload(method, List.of(ValueLayout.JAVA_SHORT, 31L), 62);
            case "[String]" -> new Overload(method, List.of("€"), 4);
            case "[String, Charset]" -> new Overload(method, List.of("abc", StandardCharsets.UTF_16LE), 8);
            case "[AddressLayout, MemorySegment]" ->
                new Overload(method, List.of(ValueLayout.ADDRESS, MemorySegment.NULL), 8);
            case "[ValueLayout, MemorySegment, ValueLayout, long, long]" ->
                new Overload(method, List.of(ValueLayout.JAVA_INT, source, ValueLayout.JAVA_INT, 4L, 2L), 8);
            case "[OfByte, byte]" -> new Overload(method, List.of(ValueLayout.JAVA_BYTE, (byte) 1), 1);
            case "[OfChar, char]" -> new Overload(method, List.of(ValueLayout.JAVA_CHAR, 'a'), 2);
            case "[OfShort, short]" -> new Overload(method, List.of(ValueLayout.JAVA_SHORT, (short) 1), 2);
            case "[OfInt, int]" -> new Overload(method, List.of(ValueLayout.JAVA_INT, 1), 4);
            case "[OfFloat, float]" -> new Overload(method, List.of(ValueLayout.JAVA_FLOAT, 1f), 4);
            case "[OfLong, long]" -> new Overload(method, List.of(ValueLayout.JAVA_LONG, 1L), 8);
            case "[OfDouble, double]" -> new Overload(method, List.of(ValueLayout.JAVA_DOUBLE, 1d), 8);
            case "[OfByte, byte[]]" -> new Overload(method, List.of(ValueLayout.JAVA_BYTE, new byte[3]), 3);
            case "[OfShort, short[]]" -> new Overload(method, List.of(ValueLayout.JAVA_SHORT, new short[3]), 6);
            case "[OfChar, char[]]" -> new Overload(method, List.of(ValueLayout.JAVA_CHAR, new char[5]), 10);
            case "[OfInt, int[]]" -> new Overload(method, List.of(ValueLayout.JAVA_INT, new int[5]), 20);
            case "[OfFloat, float[]]" -> new Overload(method, List.of(ValueLayout.JAVA_FLOAT, new float[7]), 28);
            case "[OfLong, long[]]" -> new Overload(method, List.of(ValueLayout.JAVA_LONG, new long[7]), 56);
            case "[OfDouble, double[]]" -> new Overload(method, List.of(ValueLayout.JAVA_DOUBLE, new double[11]), 88);
            default -> throw new AssertionError("an overload that is not known: " + method);
        };
    }

    @ParameterizedTest
    @MethodSource("overloads")
    void everyOverloadIsForwardedAndCountedOnce(Overload overload) throws ReflectiveOperationException {
        Method own = CountingAllocator.class.getDeclaredMethod(
                overload.method.getName(), overload.method.getParameterTypes());
        assertThat(own.isDefault()).isFalse();
        try (TrackingArena arena = tracker.ofConfined();
                Arena plain = Arena.ofConfined()) {
            MemorySegment segment = (MemorySegment) overload.method.invoke(arena, overload.arguments.toArray());
            MemorySegment expected = (MemorySegment) overload.method.invoke(plain, overload.arguments.toArray());
            assertThat(segment.byteSize()).isEqualTo(overload.bytes);
            assertThat(segment.mismatch(expected)).isEqualTo(-1);
            assertThat(tracker.snapshot())
                    .isEqualTo(AllocStats.of(1, overload.bytes, overload.bytes, 1, overload.bytes, 1, 0));
            assertThat(tracker.sites().getFirst().frames().getFirst().className())
                    .isEqualTo(TrackingArenaTest.class.getName());
        }
    }

    @Test
    void aFailedAllocationRecordsNothing() {
        try (TrackingArena arena = tracker.ofConfined()) {
            assertThatThrownBy(() -> arena.allocate(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> arena.allocate(1, 3)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> arena.allocate(Long.MAX_VALUE)).isInstanceOf(Throwable.class);
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
        assertThat(tracker.sites()).isEmpty();
    }

    @Test
    void aFailedCloseIsPassedOnAndCountedAtItsSite() throws InterruptedException {
        TrackingArena arena = tracker.ofConfined();
        arena.allocate(1009);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                arena.close();
            } catch (WrongThreadException e) {
                thrown.set(e);
            }
        });
        other.join();
        assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 1009, 1, 1009, 1, 0));
        arena.close();
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tracker.ofGlobal().close()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
        assertThat(tracker.sites().stream()
                        .mapToLong(AllocationSite::failedCloses)
                        .sum())
                .isEqualTo(3);
        assertThat(tracker.sites().getFirst().failedCloses()).isZero();
    }

    @Test
    void allocatingInAClosedArenaThrowsAsTheJdkDoes() {
        TrackingArena arena = tracker.ofShared();
        arena.close();
        assertThatThrownBy(() -> arena.allocate(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Already closed");
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void somebodyElseClosesTheDelegate() {
        Arena delegate = Arena.ofShared();
        TrackingArena arena = tracker.arena(delegate);
        arena.allocate(1009);
        arena.allocate(1009);
        clock.advanceMillis(20);
        delegate.close();
        clock.advanceMillis(30);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 2018, 0, 0, 2018, 2, 2));
        assertThat(tracker.sites().stream()
                        .mapToLong(AllocationSite::lateBlocks)
                        .sum())
                .isEqualTo(2);
        assertThat(tracker.sites().stream()
                        .mapToLong(AllocationSite::lifetimeMicros)
                        .sum())
                .isEqualTo(100_000);
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(2, 2018, 0, 0, 2018, 2, 2));
    }

    @Test
    void aDelegateThatIsClosedIsNoticedAtTheNextAllocation() {
        Arena delegate = Arena.ofConfined();
        TrackingArena arena = tracker.arena(delegate);
        arena.allocate(1009);
        delegate.close();
        clock.advanceMillis(10);
        assertThatThrownBy(() -> arena.allocate(1)).isInstanceOf(IllegalStateException.class);
        clock.advanceMillis(10);
        assertThat(tracker.sites().getFirst().lifetimeMicros()).isEqualTo(10_000);
    }

    @Test
    void aCleanupThatFailsDoesNotKeepTheBlocksAlive() {
        TrackingArena arena = tracker.ofConfined();
        arena.allocate(1009);
        failWhenClosed(arena);
        assertThatThrownBy(arena::close).isInstanceOf(IllegalArgumentException.class);
        assertThat(arena.scope().isAlive()).isFalse();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
        assertThat(tracker.sites().stream()
                        .mapToLong(AllocationSite::failedCloses)
                        .sum())
                .isZero();
    }

    @SuppressWarnings("restricted")
    private static void failWhenClosed(Arena arena) {
        MemorySegment.ofAddress(8).reinterpret(8, arena, segment -> {
            throw new IllegalArgumentException("a cleanup action that fails");
        });
    }

    @Test
    void anArenaThatDoesNotCloseKeepsItsBlocks() {
        OwnArena borrowed = new OwnArena() {
            @Override
            public void close() {
                // Belongs to somebody else.
            }
        };
        try (TrackingArena arena = tracker.arena(borrowed)) {
            arena.allocate(1009);
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 1009, 1, 1009, 1, 0));
        borrowed.delegate.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
    }

    @Test
    void anArenaWhoseScopeFailsAfterTheEndClosesAsBefore() {
        for (Supplier<MemorySegment.Scope> afterTheEnd : List.<Supplier<MemorySegment.Scope>>of(() -> null, () -> {
            throw new UnsupportedOperationException("no scope any more");
        })) {
            ScopedArena delegate = new ScopedArena();
            TrackingArena arena = tracker.arena(delegate);
            arena.allocate(1009);
            delegate.scope = afterTheEnd;
            arena.close();
            assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
            arena.close();
            assertThat(delegate.closes).isEqualTo(2);
            assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
            tracker.reset();
        }
    }

    @Test
    void anArenaThatNeverTellsItsScopeIsClosedByTheWrapper() {
        ScopedArena delegate = new ScopedArena();
        delegate.scope = () -> {
            throw new UnsupportedOperationException("no scope");
        };
        TrackingArena arena = tracker.arena(delegate);
        arena.allocate(1009);
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 1009, 1, 1009, 1, 0));
        assertThatThrownBy(arena::scope).hasMessage("no scope");
        delegate.onClose = () -> {
            throw new IllegalStateException("not now");
        };
        assertThatThrownBy(arena::close).hasMessage("not now");
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 1009, 1, 1009, 1, 0));
        delegate.onClose = () -> {};
        arena.close();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
    }

    @Test
    void theExceptionOfACloseIsNotHiddenByThatOfAScope() {
        ScopedArena delegate = new ScopedArena();
        TrackingArena arena = tracker.arena(delegate);
        arena.allocate(1009);
        delegate.onClose = () -> {
            throw new IllegalStateException("my own");
        };
        delegate.scope = () -> {
            throw new UnsupportedOperationException("no scope any more");
        };
        assertThatThrownBy(arena::close).hasMessage("my own");
        // Its memory is gone all the same, as its first scope tells.
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
    }

    @Test
    void whatADelegateReturnsIsPassedOnWhateverItIs() {
        TrackingAllocator allocator = tracker.allocator((bytes, alignment) -> null, tracker.ofShared());
        assertThat(allocator.allocate(1)).isNull();
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
        assertThat(tracker.profile().remarks()).isEmpty();
    }

    @Test
    void manyDelegatesThatAreClosedDoNotPileUp() {
        for (int i = 0; i < 10_000; i++) {
            Arena delegate = Arena.ofConfined();
            tracker.arena(delegate).allocate(13);
            delegate.close();
        }
        assertThat(tracker.recorder().watchedArenas()).isLessThan(10);
        assertThat(tracker.snapshot().currentBlocks()).isZero();
    }

    @Test
    void blocksOfAnAutomaticArenaEndWithItsScopeNotWithTheWrapper() {
        kept(tracker.ofAuto().allocate(1009));
        WeakReference<Object> gone = new WeakReference<>(new Object());
        await().until(() -> {
            System.gc();
            return gone.get() == null;
        });
        assertThat(tracker.snapshot().currentBytes()).isEqualTo(1009);
        kept.clear();
        await().until(() -> {
            System.gc();
            return tracker.snapshot().currentBytes() == 0;
        });
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
    }

    @Test
    void anArenaOfTheSameTrackerIsNotWrappedTwice() {
        TrackingArena arena = tracker.ofShared();
        assertThat(tracker.arena(arena)).isSameAs(arena);
        Tracker other = Tracker.create();
        try (TrackingArena outer = other.arena(arena)) {
            outer.allocate(1009);
        }
        assertThat(tracker.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
        assertThat(other.snapshot()).isEqualTo(AllocStats.of(1, 1009, 0, 0, 1009, 1, 1));
    }

    private static Tracker disabled() {
        return Tracker.create(TrackerOptions.builder().enabled(false).build());
    }

    @ParameterizedTest
    @MethodSource("overloads")
    void aTrackerThatIsNotEnabledForwardsEveryOverload(Overload overload) throws ReflectiveOperationException {
        Object result = MemorySegment.ofArray(new byte[499]);
        List<Object> calls = new ArrayList<>();
        Arena delegate = (Arena) Proxy.newProxyInstance(
                Arena.class.getClassLoader(), new Class<?>[] {Arena.class}, (self, method, arguments) -> {
                    calls.add(method.getName() + Arrays.toString(method.getParameterTypes()));
                    calls.addAll(List.of(arguments));
                    return result;
                });
        assertThat(overload.method.invoke(disabled().arena(delegate), overload.arguments.toArray()))
                .isSameAs(result);
        assertThat(calls.removeFirst()).isEqualTo(overload.toString());
        assertThat(calls).isEqualTo(overload.arguments);
    }

    @Test
    void arenasOfATrackerThatIsNotEnabledBelongToIt() {
        Tracker one = disabled();
        Tracker other = disabled();
        try (TrackingArena arena = one.ofConfined()) {
            assertThat(one.arena(arena)).isSameAs(arena);
            assertThat(other.arena(arena)).isNotSameAs(arena);
            assertThat(tracker.arena(arena)).isNotSameAs(arena);
            assertThatThrownBy(() -> other.allocator(arena, arena))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("lifetime: " + arena + " belongs to another tracker");
            TrackingAllocator allocator = one.parts(SegmentAllocator.slicingAllocator(arena.allocate(1009)), arena);
            MemorySegment part = allocator.allocate(503);
            assertThat(part.byteSize()).isEqualTo(503);
            assertThat(allocator.free(part)).isFalse();
        }
        assertThat(one.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aTrackerThatIsNotEnabledPassesThrough() {
        Tracker disabled = disabled();
        for (ArenaKind kind : ArenaKind.values()) {
            TrackingArena arena = arena(disabled, kind);
            assertThat(arena.allocate(503).byteSize()).isEqualTo(503);
            if (kind != ArenaKind.GLOBAL && kind != ArenaKind.AUTO) {
                arena.close();
                assertThat(arena.scope().isAlive()).isFalse();
            }
        }
        assertThat(disabled.snapshot()).isEqualTo(AllocStats.of(0, 0, 0, 0, 0, 0, 0));
    }

    static TrackingArena arena(Tracker tracker, ArenaKind kind) {
        return switch (kind) {
            case CONFINED -> tracker.ofConfined();
            case SHARED -> tracker.ofShared();
            case AUTO -> tracker.ofAuto();
            case GLOBAL -> tracker.ofGlobal();
            case CUSTOM -> tracker.arena(new OwnArena());
        };
    }

    /** One that can be closed twice, and tells its scope or not. */
    private static final class ScopedArena extends OwnArena {

        private Supplier<MemorySegment.Scope> scope = delegate::scope;
        private Runnable onClose = () -> {};
        private int closes;

        @Override
        public MemorySegment.Scope scope() {
            return scope.get();
        }

        @Override
        public void close() {
            if (closes++ == 0) {
                delegate.close();
            }
            onClose.run();
        }
    }

    /** What the wrapper takes on the heap beside the JDK's own objects; with compressed references, as is usual. */
    @Test
    void aConfinedArenaOfOneSiteTakesFortyEightBytesMoreThanAPlainOne() {
        assumeTrue(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("UseCompressedOops")
                .getValue()
                .equals("true"));
        Tracker counters =
                Tracker.create(TrackerOptions.builder().capture(Capture.NONE).build());
        long plain = heapBytes(Arena::ofConfined);
        assertThat(heapBytes(counters::ofConfined) - plain).isEqualTo(48);
    }

    private static long heapBytes(Supplier<Arena> arenas) {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        Arena[] kept = new Arena[1_000];
        for (int round = 0; ; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < kept.length; i++) {
                kept[i] = arenas.get();
                long ignored = kept[i].allocate(16).address();
                kept[i].close();
            }
            long after = threads.getCurrentThreadAllocatedBytes();
            // Classes and call sites are made in the first rounds.
            if (round > 2) {
                return Math.round((after - before) / (double) kept.length / 8) * 8;
            }
        }
    }
}
