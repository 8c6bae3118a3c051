package io.github.underheap.junit;

import static io.github.underheap.junit.Marked.at;
import static io.github.underheap.junit.Marked.here;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests on several threads, several tests on one thread, and a test on several threads. */
class ParallelTest {

    private static final Map<String, String> TWO_AT_A_TIME = parallel(2);
    private static final Map<String, String> ON_ONE_WORKER = parallel(1);

    @TempDir
    private Path folder;

    private static Map<String, String> parallel(int threads) {
        return Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", String.valueOf(threads),
                "junit.jupiter.execution.parallel.config.fixed.max-pool-size", String.valueOf(threads));
    }

    private String leak(long bytes, Class<?> sample, String method) {
        return leak(bytes, sample, method, method);
    }

    private String leak(long bytes, Class<?> sample, String method, String file) {
        Path name = folder.resolve(sample.getName() + "." + file + "-leaks");
        return """
                FAILED: @AssertNoOffHeapLeaks: the test leaks %1$,d bytes in 1 block
                  %1$,d bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                    %2$s
                profile: %3$s.json and %3$s.html""".formatted(bytes, at(sample, method), name);
    }

    @AssertNoOffHeapLeaks
    @MaxOffHeapAllocations(1)
    static class Neighbours {

        private static final CountDownLatch BOTH_RUN = new CountDownLatch(2);
        private static final CountDownLatch LEAKED = new CountDownLatch(1);

        @Test
        void leaks() throws InterruptedException {
            meet();
            TrackingArena.ofConfined().allocate(here(1_009));
            LEAKED.countDown();
        }

        @Test
        void isClean() throws InterruptedException {
            meet();
            assertThat(LEAKED.await(30, TimeUnit.SECONDS)).isTrue();
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(1_013);
            }
        }

        private static void meet() throws InterruptedException {
            BOTH_RUN.countDown();
            assertThat(BOTH_RUN.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aNeighbourThatLeaksAtTheSameTime() {
        assertThat(SampleRun.of(folder, TWO_AT_A_TIME, Neighbours.class).tests())
                .isEqualTo(Map.of("leaks", leak(1_009, Neighbours.class, "leaks"), "isClean", "SUCCESSFUL"));
    }

    /** Whichever of the tests comes first on the one worker waits for all tasks, so that the others run within it. */
    private static final List<String> ORDER = new ArrayList<>();

    private static void runOthersWithin(String test) {
        boolean isFirst = ORDER.isEmpty();
        ORDER.add("begin " + test);
        if (isFirst) {
            ForkJoinTask.helpQuiesce();
            TrackingArena.ofConfined().allocate(here(1));
        }
        ORDER.add("end " + test);
    }

    @AssertNoOffHeapLeaks
    static class Joining {

        /** Of the others, while the first one waits. */
        Joining() {
            TrackingArena.ofConfined().allocate(here(5_003));
        }

        @Test
        void one() {
            runOthersWithin("one");
            TrackingArena.ofConfined().allocate(here(2_003));
        }

        @Test
        void two() {
            runOthersWithin("two");
            TrackingArena.ofConfined().allocate(here(2_011));
        }

        @Test
        void three() {
            runOthersWithin("three");
            TrackingArena.ofConfined().allocate(here(2_017));
        }
    }

    @Test
    void testsThatRunWithinAnotherOne() {
        ORDER.clear();

        Map<String, String> tests =
                SampleRun.of(folder, ON_ONE_WORKER, Joining.class).tests();

        assertThat(tests).hasSize(3);
        String outer = ORDER.getFirst().substring("begin ".length());
        assertThat(ORDER).hasSize(6).last().isEqualTo("end " + outer);
        tests.forEach((test, outcome) -> {
            long own = Map.of("one", 2_003L, "two", 2_011L, "three", 2_017L).get(test);
            String bytes = test.equals(outer)
                    ? "%,d bytes in 2 blocks".formatted(own + 1)
                    : "%,d bytes in 1 block".formatted(own);
            assertThat(outcome).as(test).startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks " + bytes + "\n");
        });
    }

    @AssertNoOffHeapLeaks
    static class Waiting {

        @Test
        void waits() {
            runOthersWithin("waits");
        }
    }

    /** No annotation is about it. */
    static class Unknown {

        @BeforeAll
        static void leaksForAll() {
            TrackingArena.ofConfined().allocate(here(3_001));
        }

        @Test
        void leaks() {
            runOthersWithin("leaks");
            TrackingArena.ofConfined().allocate(here(3_011));
        }
    }

    @Test
    void testsWithoutAnnotationsThatRunWithinAnotherOne() {
        Map<String, String> configuration = new HashMap<>(ON_ONE_WORKER);
        configuration.put("junit.jupiter.extensions.autodetection.enabled", "true");
        String outcome = null;
        // Which class the worker takes first is up to JUnit: of the two orders one is what this is about.
        List<Class<?>> classes = List.of(Waiting.class, Unknown.class);
        for (List<Class<?>> order : List.of(classes, classes.reversed())) {
            ORDER.clear();
            Map<String, String> tests = SampleRun.of(folder, configuration, order.toArray(Class<?>[]::new))
                    .tests();
            assertThat(tests).containsEntry("leaks", "SUCCESSFUL").hasSize(2);
            if (ORDER.equals(List.of("begin waits", "begin leaks", "end leaks", "end waits"))) {
                outcome = tests.get("waits");
            }
        }

        assertThat(outcome).startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks 1 byte in 1 block\n");
    }

    /** The extension does not know of the class, but of one of its tests. */
    static class OfAMethod {

        @BeforeAll
        static void leaksForAll() {
            TrackingArena.ofConfined().allocate(here(3_019));
        }

        @Test
        void leaks() {
            runOthersWithin("leaks");
            TrackingArena.ofConfined().allocate(here(3_023));
        }

        @Test
        @TrackOffHeap
        void isTracked() {
            ORDER.add("isTracked");
            TrackingArena.ofConfined().allocate(here(3_037));
        }

        @TestFactory
        Stream<DynamicTest> factory() {
            TrackingArena.ofConfined().allocate(here(3_041));
            return Stream.of(
                    dynamicTest("dynamic", () -> TrackingArena.ofConfined().allocate(here(3_049))));
        }

        @AfterAll
        static void leaksAfterAll() {
            ORDER.add("after all");
            TrackingArena.ofConfined().allocate(here(3_061));
        }
    }

    @Test
    void classesAndTestsWithoutAnnotationsThatAreLaunched() {
        String outcome = null;
        List<Class<?>> classes = List.of(Waiting.class, OfAMethod.class);
        for (List<Class<?>> order : List.of(classes, classes.reversed())) {
            ORDER.clear();
            Map<String, String> tests = SampleRun.launched(folder, ON_ONE_WORKER, order.toArray(Class<?>[]::new));
            assertThat(tests)
                    .containsEntry("leaks", "SUCCESSFUL")
                    .containsEntry("isTracked", "SUCCESSFUL")
                    .containsEntry("dynamic", "SUCCESSFUL");
            if (ORDER.getFirst().equals("begin waits")) {
                assertThat(ORDER).endsWith("after all", "end waits");
                outcome = tests.get("waits");
            }
        }

        assertThat(outcome).startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks 1 byte in 1 block\n");
    }

    @AssertNoOffHeapLeaks
    static class OfAFactory {

        @TestFactory
        Stream<DynamicNode> factory() {
            return Stream.of(dynamicContainer("container", Stream.of(3_067L).map(OfAFactory::leak)));
        }

        private static DynamicNode leak(long bytes) {
            TrackingArena.ofConfined().allocate(here(bytes));
            return dynamicTest("dynamic", () -> {});
        }
    }

    @Test
    void whatAFactoryMakesLaterIsItsOwn() {
        assertThat(SampleRun.launched(folder, Map.of(), OfAFactory.class))
                .containsEntry("factory", leak(3_067, OfAFactory.class, "leak", "factory"));
    }

    @AssertNoOffHeapLeaks
    static class OtherThreads {

        private final ExecutorService pool = Executors.newSingleThreadExecutor();

        @Test
        void notIncluded() throws Exception {
            pool.submit(() -> TrackingArena.ofConfined().allocate(4_001)).get();
        }

        @Test
        void included(OffHeapScope scope) throws Exception {
            scope.include(pool.submit(Thread::currentThread).get());
            pool.submit(OtherThreads::allocate).get();
        }

        private static void allocate() {
            TrackingArena.ofConfined().allocate(here(4_003));
        }

        @Test
        void includesItself() throws Exception {
            OffHeapScope scope = OffHeapScope.current();
            pool.submit(() -> {
                        scope.include(Thread.currentThread());
                        TrackingArena.ofConfined().allocate(4_007);
                    })
                    .get();
        }

        @AfterEach
        void close() {
            pool.close();
        }
    }

    @Test
    void workOfOtherThreadsCountsWhenTheTestSaysSo() {
        Map<String, String> tests = SampleRun.of(folder, OtherThreads.class).tests();

        assertThat(tests).containsEntry("notIncluded", "SUCCESSFUL").hasSize(3);
        assertThat(tests.get("included")).startsWith("""
                        FAILED: @AssertNoOffHeapLeaks: the test leaks 4,003 bytes in 1 block
                          4,003 bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                            %s
                        profile:""".formatted(at(OtherThreads.class, "allocate")));
        assertThat(tests.get("includesItself"))
                .startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks 4,007 bytes in 1 block\n");
    }

    @AssertNoOffHeapLeaks
    static class HandedOn {

        @Test
        void preemptively() {
            assertTimeoutPreemptively(
                    Duration.ofMinutes(1), () -> TrackingArena.ofConfined().allocate(4_013));
        }

        @Test
        void preemptivelyAndIncluded(OffHeapScope scope) {
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
                scope.include(Thread.currentThread());
                TrackingArena.ofConfined().allocate(4_019);
            });
        }

        @Test
        void inTime() {
            assertTimeout(
                    Duration.ofMinutes(1), () -> TrackingArena.ofConfined().allocate(4_021));
        }

        @Test
        void parallelStream(OffHeapScope scope) {
            Thread test = Thread.currentThread();
            long own = IntStream.range(0, 1_009)
                    .parallel()
                    .filter(ignored -> {
                        try (TrackingArena arena = TrackingArena.ofConfined()) {
                            arena.allocate(1);
                        }
                        return Thread.currentThread().equals(test);
                    })
                    .count();
            assertThat(scope.stats().allocCount()).isEqualTo(own);
        }
    }

    @Test
    void workThatIsHandedOnByWhatTheTestCalls() {
        Map<String, String> tests = SampleRun.of(folder, HandedOn.class).tests();

        assertThat(tests)
                .containsEntry("preemptively", "SUCCESSFUL")
                .containsEntry("parallelStream", "SUCCESSFUL")
                .hasSize(4);
        assertThat(tests.get("preemptivelyAndIncluded"))
                .startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks 4,019 bytes in 1 block\n");
        assertThat(tests.get("inTime"))
                .startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks 4,021 bytes in 1 block\n");
    }

    @AssertNoOffHeapLeaks
    static class OnAThreadOfItsOwn {

        private static Thread runner;

        @Test
        @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        @MaxOffHeapBytes("1")
        void leaks() {
            runner = Thread.currentThread();
            TrackingArena.ofConfined().allocate(here(5_003));
        }
    }

    @Test
    void aTestThatJUnitRunsOnAnotherThread() {
        Map<String, String> tests =
                SampleRun.of(folder, OnAThreadOfItsOwn.class).tests();

        assertThat(OnAThreadOfItsOwn.runner).isNotSameAs(Thread.currentThread());
        assertThat(tests.get("leaks"))
                .startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks 5,003 bytes in 1 block\n")
                .contains("@MaxOffHeapBytes(\"1\"): the test allocated 5,003 bytes, 5,002 more than allowed\n");
    }

    @Test
    void noWindowStaysOpen() {
        SampleRun.of(folder, TWO_AT_A_TIME, Neighbours.class, OtherThreads.class, Joining.class);

        assertThat(TestWindow.open()).isEmpty();
        assertThat(Turn.current()).isNull();
        assertThat(Tracker.global().options().enabled()).isTrue();
    }
}
