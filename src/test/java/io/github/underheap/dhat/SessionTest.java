package io.github.underheap.dhat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Of threads that do something at a time one does it. */
class SessionTest {

    static final int THREADS = 4;
    private static final int ROUNDS = 50;

    @Test
    void oneOfManyStarts() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Object> results = atOnce(() -> Profiler.builder().testing().build());

            assertThat(results).hasSize(THREADS);
            assertThat(results).filteredOn(result -> result instanceof Profiler).hasSize(1);
            assertThat(results)
                    .filteredOn(result -> result instanceof IllegalStateException)
                    .hasSize(THREADS - 1);
            for (Object result : results) {
                if (result instanceof Profiler started) {
                    started.close();
                }
            }
        }
    }

    @Test
    void oneOfManyFails() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Profiler profiler =
                    Profiler.builder().testing().fileName(Path.of("/dev/null")).build();
            List<Object> results = atOnce(() -> {
                Dhat.assertTrue(false);
                return "passed";
            });
            profiler.close();

            assertThat(results)
                    .filteredOn(result -> result instanceof AssertionError)
                    .hasSize(1);
            assertThat(results)
                    .filteredOn(result -> result instanceof IllegalStateException)
                    .hasSize(THREADS - 1)
                    .extracting("message")
                    .containsOnly("dhat: asserting after the profiler has asserted");
        }
    }

    /** Either the profile is saved, or it is too late to assert anything. */
    @Test
    void aFailureWhileAnotherThreadClosesIsSavedOrRefused() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Profiler profiler =
                    Profiler.builder().testing().fileName(Path.of("/dev/null")).build();
            AtomicInteger next = new AtomicInteger();

            List<Object> results = atOnce(() -> {
                if (next.getAndIncrement() == 0) {
                    Dhat.assertTrue(false);
                } else {
                    profiler.close();
                }
                return "closed";
            });

            assertThat(results)
                    .filteredOn(result -> result instanceof Throwable)
                    .singleElement()
                    .satisfies(thrown -> assertThat(((Throwable) thrown).getMessage())
                            .matches("dhat: asserting when no profiler is running"
                                    + "|dhat: assertion failed\\Rdhat: The data has been saved to /dev/null, .*"));
        }
    }

    /** What comes of it in each thread: the result, or what was thrown. */
    static List<Object> atOnce(Callable<Object> action) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Object>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    barrier.await();
                    try {
                        return action.call();
                    } catch (IllegalStateException | AssertionError e) {
                        return e;
                    }
                }));
            }
            List<Object> results = new ArrayList<>();
            for (Future<Object> each : running) {
                results.add(each.get());
            }
            return results;
        }
    }
}
