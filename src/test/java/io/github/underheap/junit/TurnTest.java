package io.github.underheap.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.Tracker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random tests on three threads, which begin within each other, include threads, warm up and allocate, held against a model that knows for each
 * thread which windows count it.
 */
class TurnTest {

    private static final int STEPS = 400;

    /** A test as the model has it. */
    private static final class Modelled {

        private final TestWindow window;
        private final Set<Integer> counted = new HashSet<>();
        private boolean paused;
        private long bytes;

        Modelled(TestWindow window) {
            this.window = window;
        }
    }

    /** A turn that has begun on a thread, and the tests that it took the thread from. */
    private record Begun(Turn turn, Modelled test, List<Modelled> interrupted) {}

    private final List<ExecutorService> executors =
            Stream.generate(() -> Executors.newSingleThreadExecutor()).limit(3).toList();
    private final Map<Integer, Deque<Begun>> turns = new HashMap<>();
    private final List<Modelled> open = new ArrayList<>();

    private <T> T on(int thread, Callable<T> what) throws InterruptedException, ExecutionException {
        return executors.get(thread).submit(what).get();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyTestCountsWhatIsItsOwn(long seed) throws Exception {
        Random random = new Random(seed);
        try (Tracker tracker = Tracker.create()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < executors.size(); i++) {
                turns.put(i, new ArrayDeque<>());
                threads.add(on(i, Thread::currentThread));
            }
            for (int step = 0; step < STEPS; step++) {
                int at = random.nextInt(threads.size());
                Modelled any = open.isEmpty() ? null : open.get(random.nextInt(open.size()));
                switch (random.nextInt(7)) {
                    case 0 -> begin(at, tracker);
                    case 1 -> end(at);
                    case 2 -> {
                        if (any != null) {
                            boolean added = any.counted.add(at);
                            assertThat(any.window.include(threads.get(at))).isEqualTo(added);
                        }
                    }
                    case 3 -> {
                        if (any != null) {
                            any.paused = !any.paused;
                            if (any.paused) {
                                any.window.pause();
                            } else {
                                any.window.resume();
                            }
                        }
                    }
                    default -> allocate(at, tracker, 1 + random.nextInt(1_000));
                }
            }
            for (int i = 0; i < threads.size(); i++) {
                while (!turns.get(i).isEmpty()) {
                    end(i);
                }
                assertThat(on(i, () -> Turn.current() == null)).isTrue();
            }
            assertThat(TestWindow.open()).isEmpty();
        } finally {
            executors.forEach(ExecutorService::close);
        }
    }

    private void begin(int at, Tracker tracker) throws Exception {
        Modelled test = new Modelled(on(at, () -> new TestWindow(tracker)));
        List<Modelled> interrupted =
                open.stream().filter(other -> other.counted.remove(at)).toList();
        test.counted.add(at);
        open.add(test);
        turns.get(at).push(new Begun(on(at, () -> new Turn(test.window)), test, interrupted));
        assertThat(on(at, Turn::current)).isSameAs(test.window);
    }

    private void end(int at) throws Exception {
        if (turns.get(at).isEmpty()) {
            return;
        }
        Begun begun = turns.get(at).pop();
        assertThat(begun.test.window.whole().stats().totalBytes()).isEqualTo(begun.test.bytes);
        open.remove(begun.test);
        on(at, () -> {
            begun.test.window.close();
            begun.turn.close();
            return null;
        });
        begun.interrupted.stream().filter(open::contains).forEach(other -> other.counted.add(at));
        assertThat(begun.test.window.whole().stats().totalBytes()).isEqualTo(begun.test.bytes);
    }

    private void allocate(int at, Tracker tracker, long bytes) throws Exception {
        on(at, () -> tracker.recordAlloc(bytes));
        open.stream().filter(test -> test.counted.contains(at) && !test.paused).forEach(test -> test.bytes += bytes);
    }
}
