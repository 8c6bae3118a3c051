package io.github.underheap.junit;

import static io.github.underheap.junit.Marked.at;
import static io.github.underheap.junit.Marked.here;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.underheap.TrackingArena;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

/** What a test threw first stays what it threw. */
class FailureTest {

    @TempDir
    private Path folder;

    @AssertNoOffHeapLeaks
    static class Sample {

        @Test
        void failsAndLeaks() {
            TrackingArena.ofConfined().allocate(here(1_009));
            fail("the first failure");
        }

        @Test
        void abortsAndLeaks() {
            TrackingArena.ofConfined().allocate(here(1_013));
            abort("not here");
        }

        @Test
        void abortsOnly() {
            abort("not here");
        }

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(DynamicTest.dynamicTest("dynamic", Sample::dynamic));
        }

        private static void dynamic() {
            TrackingArena.ofConfined().allocate(here(1_019));
            fail("of the dynamic test");
        }
    }

    @Test
    void theFirstFailureIsKept() {
        SampleRun run = SampleRun.of(folder, Sample.class);

        assertThat(run.tests())
                .isEqualTo(Map.of(
                        "failsAndLeaks", "FAILED: the first failure",
                        "abortsAndLeaks", "ABORTED: not here",
                        "abortsOnly", "ABORTED: not here",
                        "dynamic", "FAILED: of the dynamic test"));
        assertThat(run.thrown("failsAndLeaks").getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(leak(1_009, Sample.class, "failsAndLeaks", "failsAndLeaks"));
        assertThat(run.thrown("abortsAndLeaks").getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(leak(1_013, Sample.class, "abortsAndLeaks", "abortsAndLeaks"));
        assertThat(run.thrown("abortsOnly").getSuppressed()).isEmpty();
        assertThat(run.thrown("dynamic").getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(leak(1_019, Sample.class, "dynamic", "factory-1"));
    }

    private String leak(long bytes, Class<?> sample, String method, String file) {
        Path name = folder.resolve(sample.getName() + "." + file + "-leaks");
        return """
                @AssertNoOffHeapLeaks: the test leaks %1$,d bytes in 1 block
                  %1$,d bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                    %2$s
                profile: %3$s.json and %3$s.html""".formatted(bytes, at(sample, method), name);
    }

    static class Lonely extends RuntimeException {

        private static final long serialVersionUID = 1;

        Lonely() {
            super("no room for others", null, false, false);
        }
    }

    static class WithoutRoom {

        @Test
        @AssertNoOffHeapLeaks
        void failsAndLeaks() {
            TrackingArena.ofConfined().allocate(here(1_021));
            throw new Lonely();
        }

        @TestFactory
        @AssertNoOffHeapLeaks
        Stream<DynamicTest> factory() {
            return Stream.of(DynamicTest.dynamicTest("dynamic", WithoutRoom::dynamic));
        }

        private static void dynamic() {
            TrackingArena.ofConfined().allocate(here(1_031));
            throw new Lonely();
        }
    }

    @Test
    void aFailureThatTakesNoOthersIsReportedBeside() {
        SampleRun run = SampleRun.of(folder, WithoutRoom.class);

        assertThat(run.tests())
                .isEqualTo(Map.of(
                        "failsAndLeaks", "FAILED: no room for others",
                        "dynamic", "FAILED: no room for others"));
        assertThat(run.reports())
                .containsExactlyInAnyOrder(
                        leak(1_021, WithoutRoom.class, "failsAndLeaks", "failsAndLeaks"),
                        leak(1_031, WithoutRoom.class, "dynamic", "factory-1"));
    }

    @AssertNoOffHeapLeaks
    static class FailingLifecycle {

        private TrackingArena arena;

        @BeforeEach
        void open() {
            arena = TrackingArena.ofConfined();
            arena.allocate(2_003);
            throw new IllegalStateException("before");
        }

        @Test
        void neverRuns() {
            throw new AssertionError("it ran");
        }

        @AfterEach
        void close() {
            arena.close();
            throw new IllegalStateException("after");
        }
    }

    @Test
    void lifecycleMethodsThatFail() {
        SampleRun run = SampleRun.of(folder, FailingLifecycle.class);

        assertThat(run.tests()).isEqualTo(Map.of("neverRuns", "FAILED: before"));
        assertThat(run.thrown("neverRuns").getSuppressed())
                .singleElement()
                .hasToString("java.lang.IllegalStateException: after");
    }

    static class Broken implements BeforeEachCallback {

        @Override
        public void beforeEach(ExtensionContext context) {
            throw new IllegalStateException("broken extension");
        }
    }

    @ExtendWith(Broken.class)
    @AssertNoOffHeapLeaks
    static class AfterAnotherExtension {

        @Test
        void neverRuns() {
            throw new AssertionError("it ran");
        }

        @AfterEach
        void close() {
            throw new IllegalStateException("after");
        }
    }

    @Test
    void anotherExtensionThatFailsFirst() {
        SampleRun run = SampleRun.of(folder, AfterAnotherExtension.class);

        assertThat(run.tests()).isEqualTo(Map.of("neverRuns", "FAILED: broken extension"));
        assertThat(run.thrown("neverRuns").getSuppressed()).isEmpty();
        assertThat(TestWindow.open()).isEmpty();
    }
}
