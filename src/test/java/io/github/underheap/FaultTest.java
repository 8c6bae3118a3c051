package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.record.Clock;
import io.github.underheap.record.FaultLoader;
import io.github.underheap.record.FaultStep;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong inside the library stays there, and is said. */
@Timeout(120)
class FaultTest {

    private static final String LONG = "BLOCK_THAT_SPLITS_A_PAGE";

    static final List<Supplier<Throwable>> KINDS =
            List.of(StackOverflowError::new, OutOfMemoryError::new, ArrayStoreException::new);

    private static final class Copies {
        static final ClassLoader LOADER = new FaultLoader();
    }

    /** Goes a path in copies of the library that fail where {@link FaultStep} says. */
    @SuppressWarnings({"unchecked", "UnsafeReflectiveConstructionCast"}) // of another loader
    static Supplier<List<String>> run(FaultPath path, Capture capture) throws ReflectiveOperationException {
        return (Supplier<List<String>>) Class.forName(FaultRun.class.getName(), true, Copies.LOADER)
                .getConstructor(String.class, String.class)
                .newInstance(path.name(), capture.name());
    }

    /** Some steps of each path, one kind after the other; all at all: {@link FaultStressTest}. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = LONG)
    void aFaultAtAnyStepCostsNoMoreThanItsEvent(FaultPath path) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        for (Capture capture : List.of(Capture.STACKWALKER, Capture.NONE)) {
            Supplier<List<String>> run = run(path, capture);
            int stride = FaultStep.count() / runs(path, capture) + 1;
            for (int n = 1; n <= FaultStep.count(); n += stride) {
                FaultStep.failAt(n, KINDS.get((n + path.ordinal()) % KINDS.size()));
                wrong.addAll(run.get());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** How often a path is gone at the most: most of many steps are in loops over rows and entries. */
    private static int runs(FaultPath path, Capture capture) {
        return capture == Capture.NONE || path.promisesAResult() ? 4 : 6;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = LONG)
    void aStackThatEndsAnywhereCostsNoMoreThanItsEvents(FaultPath path) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        Supplier<List<String>> run = run(path, Capture.STACKWALKER);
        int deepest = FaultStep.deepest();
        for (int jdk : new int[] {0, 6}) {
            for (int room = 1; room < deepest + jdk; room += 3 + jdk / 2) {
                FaultStep.failBelow(room, jdk);
                wrong.addAll(run.get());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Of {@link FaultStep}: it waits at a step until another thread, which waits for nobody, has done its work. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = LONG)
    void aThreadThatIsStoppedAnywhereKeepsNobodyFromWork(FaultPath path) throws ReflectiveOperationException {
        assertThat(stopped(path, Capture.STACKWALKER, 12)).isEmpty();
    }

    /** Stops at so many steps, at the most, of a path whose threads hold no lock. */
    @SuppressWarnings("unchecked")
    static List<String> stopped(FaultPath path, Capture capture, int runs) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        if (!path.promisesAResult()) {
            IntFunction<List<String>> run = (IntFunction<List<String>>) run(path, capture);
            int count = FaultStep.count();
            int stride = (count - 1) / runs + 1;
            for (int n = 1; n <= count; n += stride) {
                wrong.addAll(run.apply(n));
            }
        }
        return wrong;
    }

    private static final String FULL =
            "a thread's stack or the heap was full while an event was recorded; sums may differ from totals";
    private static final String UNEXPECTED = "a fault of underheap came in between while an event was recorded"
            + " (java.lang.IllegalStateException; please report it); sums may differ from totals";
    private static final String ONE_LOST = "1 events could not be recorded";

    /** A clock that may fail, as whatever is called while an event is booked. */
    private static final class FailingClock implements Clock {

        private RuntimeException exception;
        private Error error;

        @Override
        public long now() {
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
                .containsExactly(FULL, ONE_LOST);
        assertThat(remarksAfter(guarded, clock -> clock.error = new OutOfMemoryError()))
                .containsExactly(FULL, ONE_LOST);
    }

    @ParameterizedTest
    @EnumSource
    void whatElseGoesWrongIsSaidByItsName(Guarded guarded) {
        assertThat(remarksAfter(guarded, clock -> clock.exception = new IllegalStateException()))
                .containsExactly(UNEXPECTED, ONE_LOST);
    }

    private static List<String> remarksAfter(Guarded guarded, Consumer<FailingClock> fault) {
        FailingClock clock = new FailingClock();
        Tracker tracker =
                Tracker.create(TrackerOptions.builder().build(), Tracker.setup().with(clock));
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
        Tracker tracker =
                Tracker.create(TrackerOptions.builder().build(), Tracker.setup().with(clock));
        TrackingArena arena = tracker.ofShared();
        clock.exception = new IllegalStateException();
        arena.allocate(1);
        clock.error = new StackOverflowError();
        arena.allocate(1);
        clock.exception = null;
        clock.error = null;
        assertThat(tracker.profile().remarks()).containsExactly(FULL, UNEXPECTED, "2 events could not be recorded");
    }

    /** A window says what went wrong since it was opened, whatever it went wrong with. */
    @Test
    void windowsSayIt() {
        FailingClock clock = new FailingClock();
        Tracker tracker =
                Tracker.create(TrackerOptions.builder().build(), Tracker.setup().with(clock));
        TrackingArena arena = tracker.ofShared();
        Profiler first = Profiler.start(tracker);
        clock.error = new StackOverflowError();
        arena.allocate(13);
        clock.error = null;
        Profiler second = Profiler.start(tracker);
        clock.exception = new IllegalStateException();
        arena.allocate(17);
        clock.exception = null;
        Profiler third = Profiler.start(tracker);
        arena.allocate(19);
        first.close();
        second.close();
        third.close();
        assertThat(first.profile().remarks()).containsExactly(FULL, UNEXPECTED);
        assertThat(second.profile().remarks()).containsExactly(UNEXPECTED);
        assertThat(third.profile().remarks()).isEmpty();
        assertThat(tracker.profile().remarks()).containsExactly(FULL, UNEXPECTED, "2 events could not be recorded");
    }
}
