package io.github.underheap.junit;

import static io.github.underheap.junit.Marked.at;
import static io.github.underheap.junit.Marked.here;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.underheap.TrackingArena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each run of a test that runs several times, and each dynamic test, is a test of its own. */
class ShapeTest {

    @TempDir
    private Path folder;

    private String leak(long bytes, Class<?> sample, String method, String file) {
        Path name = folder.resolve(sample.getName() + "." + file + "-leaks");
        return """
                FAILED: @AssertNoOffHeapLeaks: the test leaks %1$,d bytes in 1 block
                  %1$,d bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                    %2$s
                profile: %3$s.json and %3$s.html""".formatted(bytes, at(sample, method), name);
    }

    @AssertNoOffHeapLeaks
    static class Repeated {

        @RepeatedTest(3)
        void secondLeaks(RepetitionInfo repetition) {
            TrackingArena arena = TrackingArena.ofConfined();
            arena.allocate(here(1_009));
            if (repetition.getCurrentRepetition() != 2) {
                arena.close();
            }
        }
    }

    @Test
    void repetitions() {
        assertThat(SampleRun.of(folder, Repeated.class).tests())
                .isEqualTo(Map.of(
                        "repetition 1 of 3", "SUCCESSFUL",
                        "repetition 2 of 3", leak(1_009, Repeated.class, "secondLeaks", "secondLeaks-2"),
                        "repetition 3 of 3", "SUCCESSFUL"));
    }

    static class Parameterized {

        @ParameterizedTest(name = "{0}")
        @ValueSource(longs = {101, 103, 107})
        @AssertNoOffHeapLeaks
        @MaxOffHeapBytes("103")
        void allocates(long bytes) {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(here(bytes));
            }
        }
    }

    @Test
    void argumentsOfATest() {
        assertThat(SampleRun.of(folder, Parameterized.class).tests())
                .isEqualTo(Map.of("101", "SUCCESSFUL", "103", "SUCCESSFUL", "107", """
                        FAILED: @MaxOffHeapBytes("103"): the test allocated 107 bytes, 4 more than allowed
                          107 bytes in 1 block, confined arena
                            %s
                        profile: %2$s.json and %2$s.html""".formatted(
                                at(Parameterized.class, "allocates"),
                                folder.resolve(Parameterized.class.getName() + ".allocates-3-limits"))));
    }

    @AssertNoOffHeapLeaks
    @MaxOffHeapBytes("2 KiB")
    static class Dynamic {

        private TrackingArena forEach;

        @BeforeEach
        void open() {
            forEach = TrackingArena.ofConfined();
            forEach.allocate(2_003);
        }

        @TestFactory
        Stream<DynamicNode> tests() {
            return Stream.of(
                    dynamicTest("closes", () -> close(TrackingArena.ofConfined(), 1_009)),
                    dynamicContainer("container", List.of(dynamicTest("leaks", Dynamic::leak))),
                    dynamicTest("too much", () -> close(TrackingArena.ofConfined(), 2_053)));
        }

        private static void close(TrackingArena arena, long bytes) {
            try (arena) {
                arena.allocate(bytes);
            }
        }

        private static void leak() {
            TrackingArena.ofConfined().allocate(here(1_013));
        }

        @AfterEach
        void close() {
            forEach.close();
        }
    }

    @Test
    void dynamicTests() {
        SampleRun run = SampleRun.of(folder, Dynamic.class);

        assertThat(run.tests())
                .containsEntry("closes", "SUCCESSFUL")
                .containsEntry("leaks", leak(1_013, Dynamic.class, "leak", "tests-2-1"))
                .hasSize(3);
        assertThat(run.tests().get("too much"))
                .startsWith(
                        "FAILED: @MaxOffHeapBytes(\"2 KiB\"): the test allocated 2,053 bytes, 5 more than allowed\n");
        assertThat(run.containers()).containsEntry("tests", "SUCCESSFUL");
    }

    @AssertNoOffHeapLeaks
    static class LeakyFactory {

        @TestFactory
        Stream<DynamicNode> tests() {
            TrackingArena.ofConfined().allocate(here(1_019));
            return Stream.of(dynamicTest("test", () -> {}));
        }
    }

    @Test
    void whatAFactoryLeaksIsNotItsTests() {
        SampleRun run = SampleRun.of(folder, LeakyFactory.class);

        assertThat(run.tests()).isEqualTo(Map.of("test", "SUCCESSFUL"));
        assertThat(run.containers()).containsEntry("tests", leak(1_019, LeakyFactory.class, "tests", "tests"));
    }

    @AssertNoOffHeapLeaks
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class PerClass {

        private final TrackingArena ofTheInstance = TrackingArena.ofConfined();

        @BeforeAll
        void fill() {
            ofTheInstance.allocate(2_011);
        }

        @Test
        void a_leaks() {
            ofTheInstance.allocate(here(2_017));
        }

        @Test
        void b_closesWhatOthersOpened() {
            ofTheInstance.allocate(2_027);
            ofTheInstance.close();
        }
    }

    @Test
    void oneInstanceForAllTests() {
        assertThat(SampleRun.of(folder, PerClass.class).tests())
                .isEqualTo(Map.of(
                        "a_leaks",
                        leak(2_017, PerClass.class, "a_leaks", "a_leaks"),
                        "b_closesWhatOthersOpened",
                        "SUCCESSFUL"));
    }

    static class Overloaded {

        @Test
        @AssertNoOffHeapLeaks
        void test() {
            TrackingArena.ofConfined().allocate(3_001);
        }

        @ParameterizedTest
        @AssertNoOffHeapLeaks
        @ValueSource(longs = 3_011)
        void test(long bytes) {
            TrackingArena.ofConfined().allocate(bytes);
        }
    }

    @Test
    void eachTestHasFilesOfItsOwn() {
        assertThat(SampleRun.of(folder, Overloaded.class).tests()).hasSize(2);

        String name = Overloaded.class.getName() + ".test";
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder(
                        name + "-leaks.json",
                        name + "-leaks.html",
                        name + "-long-1-leaks.json",
                        name + "-long-1-leaks.html");
    }

    interface Shared {

        @Test
        @AssertNoOffHeapLeaks
        default void ofTheInterface() {
            TrackingArena.ofConfined().allocate(3_019);
        }
    }

    static class Base {

        @Test
        @AssertNoOffHeapLeaks
        void inherited() {
            TrackingArena.ofConfined().allocate(3_023);
        }

        @Test
        @AssertNoOffHeapLeaks
        void overridden() {
            TrackingArena.ofConfined().allocate(3_037);
        }
    }

    static class Derived extends Base implements Shared {

        @ParameterizedTest
        @AssertNoOffHeapLeaks
        @ValueSource(longs = 3_041)
        void inherited(long bytes) {
            TrackingArena.ofConfined().allocate(bytes);
        }

        @ParameterizedTest
        @AssertNoOffHeapLeaks
        @ValueSource(longs = 3_049)
        void ofTheInterface(long bytes) {
            TrackingArena.ofConfined().allocate(bytes);
        }

        @Test
        @Override
        @AssertNoOffHeapLeaks
        void overridden() {
            TrackingArena.ofConfined().allocate(3_061);
        }
    }

    @Test
    void eachTestHasFilesOfItsOwnWhateverItInherits() {
        assertThat(SampleRun.of(folder, Base.class, Derived.class).tests()).hasSize(5);

        assertThat(pages())
                .containsExactlyInAnyOrder(
                        "Base.inherited-leaks.html",
                        "Base.overridden-leaks.html",
                        "Derived.inherited-leaks.html",
                        "Derived.inherited-long-1-leaks.html",
                        "Derived.ofTheInterface-leaks.html",
                        "Derived.ofTheInterface-long-1-leaks.html",
                        "Derived.overridden-leaks.html");
    }

    private Stream<String> pages() {
        String prefix = ShapeTest.class.getName() + "$";
        return Stream.of(folder.toFile().list())
                .filter(name -> name.endsWith(".html"))
                .map(name -> name.substring(prefix.length()));
    }

    static class A {

        static class Kind {}
    }

    static class B {

        static class Kind {}
    }

    @TrackOffHeap
    @AssertNoOffHeapLeaks
    @ExtendWith(Nulls.class)
    static class SameShortNames {

        @Test
        void test(A.Kind kind) {
            TrackingArena.ofConfined().allocate(3_067);
        }

        @Test
        void test(B.Kind kind) {
            TrackingArena.ofConfined().allocate(3_079);
        }

        @Test
        void test(A kind) {
            TrackingArena.ofConfined().allocate(3_083);
        }
    }

    static class Nulls implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return true;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return null;
        }
    }

    @Test
    void parametersWithOneShortName() {
        assertThat(SampleRun.of(folder, SameShortNames.class).tests()).isNotEmpty();

        String outer = ShapeTest.class.getName();
        assertThat(pages())
                .containsExactlyInAnyOrder(
                        "SameShortNames.test-A-leaks.html",
                        "SameShortNames.test-" + outer + "$A$Kind-leaks.html",
                        "SameShortNames.test-" + outer + "$B$Kind-leaks.html");
    }

    static class WarmUp {

        private static TrackingArena cache;
        private static int runs;
        private static int prepared;

        @BeforeEach
        void prepare() {
            prepared++;
        }

        @Test
        @TrackOffHeap(warmUp = 2)
        @AssertNoOffHeapLeaks
        @MaxOffHeapBytes("1009")
        void fillsACache(OffHeapScope scope) {
            runs++;
            long blocks = cache == null ? 2 : 1;
            if (cache == null) {
                cache = TrackingArena.ofShared();
                cache.allocate(1_013);
            }
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(1_009);
            }
            assertThat(scope.stats().allocCount()).isEqualTo(blocks);
        }
    }

    @Test
    void aWarmUpIsNotCounted() {
        WarmUp.cache = null;
        WarmUp.runs = 0;
        WarmUp.prepared = 0;

        SampleRun run = SampleRun.of(folder, WarmUp.class);

        assertThat(run.tests()).isEqualTo(Map.of("fillsACache", "SUCCESSFUL"));
        assertThat(run.reports())
                .containsExactly(
                        "1,009 bytes in 1 block, at the peak 1,009 bytes in 1 block, live at the end 0 bytes in 0 blocks");
        assertThat(WarmUp.runs).isEqualTo(3);
        assertThat(WarmUp.prepared).isOne();
    }

    static class DynamicWarmUp {

        private static int runs;

        @TestFactory
        @AssertNoOffHeapLeaks
        Stream<DynamicNode> tests() {
            return Stream.of(dynamicTest("test", () -> {
                if (runs++ == 0) {
                    TrackingArena.ofConfined().allocate(1_019);
                }
            }));
        }
    }

    @Test
    void theConfigurationCanAskForAWarmUp() {
        DynamicWarmUp.runs = 0;

        assertThat(SampleRun.of(folder, Map.of("underheap.junit.warmUp", "1"), DynamicWarmUp.class)
                        .tests())
                .isEqualTo(Map.of("test", "SUCCESSFUL"));
        assertThat(DynamicWarmUp.runs).isEqualTo(2);
    }

    @TrackOffHeap(warmUp = 1)
    static class FailingWarmUp {

        private static int runs;

        @Test
        void fails() {
            runs++;
            throw new IllegalStateException("run " + runs);
        }
    }

    @Test
    void aWarmUpThatFailsEndsTheTest() {
        FailingWarmUp.runs = 0;

        assertThat(SampleRun.of(folder, FailingWarmUp.class).tests()).isEqualTo(Map.of("fails", "FAILED: run 1"));
    }
}
