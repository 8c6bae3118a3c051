package io.github.underheap.junit;

import static io.github.underheap.junit.Marked.at;
import static io.github.underheap.junit.Marked.here;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.underheap.TrackingArena;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test is judged when JUnit has closed what is the test's: fields, arguments, and what lies in the stores of other extensions. */
class ClosingTest {

    @TempDir
    private Path folder;

    private String leak(long bytes, Class<?> sample, String method) {
        return leak(bytes, sample, method, method);
    }

    private String leak(long bytes, Class<?> sample, String method, String file) {
        Path name = folder.resolve(sample.getName() + "." + file + "-leaks");
        return """
                @AssertNoOffHeapLeaks: the test leaks %1$,d bytes in 1 block
                  %1$,d bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                    %2$s
                profile: %3$s.json and %3$s.html""".formatted(bytes, at(sample, method), name);
    }

    @AssertNoOffHeapLeaks
    static class Fields {

        @AutoClose
        private final TrackingArena closed = TrackingArena.ofConfined();

        @Test
        void closes() {
            closed.allocate(1_009);
        }

        @Test
        void leaks() {
            closed.allocate(1_013);
            TrackingArena.ofConfined().allocate(here(1_019));
        }

        @RepeatedTest(2)
        void repeats() {
            closed.allocate(1_021);
        }

        @Nested
        class Inner {

            @AutoClose
            private final TrackingArena alsoClosed = TrackingArena.ofConfined();

            @Test
            void closesBoth() {
                closed.allocate(1_031);
                alsoClosed.allocate(1_033);
            }
        }
    }

    @Test
    void fieldsThatAreClosed() {
        assertThat(SampleRun.of(folder, Fields.class).tests())
                .isEqualTo(Map.of(
                        "closes",
                        "SUCCESSFUL",
                        "leaks",
                        "FAILED: " + leak(1_019, Fields.class, "leaks"),
                        "repetition 1 of 2",
                        "SUCCESSFUL",
                        "repetition 2 of 2",
                        "SUCCESSFUL",
                        "closesBoth",
                        "SUCCESSFUL"));
    }

    @AssertNoOffHeapLeaks
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class FieldsOfTheClass {

        @AutoClose
        private final TrackingArena closed = TrackingArena.ofConfined();

        @Test
        void adds() {
            closed.allocate(here(1_039));
        }
    }

    @Test
    void fieldsThatLiveAsLongAsTheClass() {
        assertThat(SampleRun.of(folder, FieldsOfTheClass.class).tests())
                .isEqualTo(Map.of("adds", "FAILED: " + leak(1_039, FieldsOfTheClass.class, "adds")));
    }

    /** Gives a test an arena, which it leaves to JUnit to close. */
    static class Arenas implements BeforeEachCallback, ParameterResolver, InvocationInterceptor {

        private static final Namespace NAMESPACE = Namespace.create(Arenas.class);

        private static TrackingArena open(ExtensionContext context) {
            TrackingArena arena = TrackingArena.ofConfined();
            context.getStore(NAMESPACE).put("arena", arena);
            return arena;
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            open(context);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TrackingArena.class;
        }

        @Override
        public TrackingArena resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(NAMESPACE).get("arena", TrackingArena.class);
        }

        @Override
        public void interceptDynamicTest(
                Invocation<Void> invocation, DynamicTestInvocationContext called, ExtensionContext context)
                throws Throwable {
            open(context).allocate(1_049);
            invocation.proceed();
        }
    }

    @ExtendWith(Arenas.class)
    @AssertNoOffHeapLeaks
    static class AfterTheOther {

        @Test
        void closes(TrackingArena arena) {
            arena.allocate(1_051);
        }

        @Test
        void leaks(TrackingArena arena) {
            arena.allocate(1_061);
            TrackingArena.ofConfined().allocate(here(1_063));
        }

        @Test
        void failsAndLeaks(TrackingArena arena) {
            arena.allocate(1_069);
            TrackingArena.ofConfined().allocate(here(1_087));
            fail("the first failure");
        }

        @Test
        void abortsAndLeaks() {
            TrackingArena.ofConfined().allocate(here(1_091));
            abort("not here");
        }

        @TestFactory
        Stream<DynamicTest> factory(TrackingArena arena) {
            arena.allocate(1_093);
            return Stream.of(
                    dynamicTest("dynamic", () -> {}), dynamicTest("dynamic and leaks", AfterTheOther::dynamicLeak));
        }

        private static void dynamicLeak() {
            TrackingArena.ofConfined().allocate(here(1_097));
        }
    }

    @AssertNoOffHeapLeaks
    @ExtendWith(Arenas.class)
    static class BeforeTheOther {

        @Test
        void closes(TrackingArena arena) {
            arena.allocate(1_103);
        }

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(dynamicTest("dynamic", () -> {}));
        }
    }

    @ExtendWith(Arenas.class)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OfTheMethod {

        @Test
        @AssertNoOffHeapLeaks
        void closesForOneInstance(TrackingArena arena) {
            arena.allocate(1_109);
        }
    }

    @Test
    void resourcesOfAnotherExtension() {
        SampleRun run = SampleRun.of(folder, AfterTheOther.class);

        assertThat(run.tests())
                .isEqualTo(Map.of(
                        "closes",
                        "SUCCESSFUL",
                        "leaks",
                        "FAILED: " + leak(1_063, AfterTheOther.class, "leaks"),
                        "failsAndLeaks",
                        "FAILED: the first failure",
                        "abortsAndLeaks",
                        "ABORTED: not here",
                        "dynamic",
                        "SUCCESSFUL",
                        "dynamic and leaks",
                        "FAILED: " + leak(1_097, AfterTheOther.class, "dynamicLeak", "factory-2")));
        assertThat(run.containers()).containsEntry("factory", "SUCCESSFUL");
        assertThat(run.thrown("failsAndLeaks").getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(leak(1_087, AfterTheOther.class, "failsAndLeaks"));
        assertThat(run.thrown("abortsAndLeaks").getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(leak(1_091, AfterTheOther.class, "abortsAndLeaks"));
        assertThat(SampleRun.of(folder, BeforeTheOther.class, OfTheMethod.class).tests())
                .isEqualTo(
                        Map.of("closes", "SUCCESSFUL", "dynamic", "SUCCESSFUL", "closesForOneInstance", "SUCCESSFUL"));
        assertThat(TestWindow.open()).isEmpty();
    }

    @Test
    void conditionsThatAreNotAsked() {
        assertThat(SampleRun.of(
                                folder,
                                Map.of("junit.jupiter.conditions.deactivate", "*"),
                                AfterTheOther.class,
                                OfTheMethod.class)
                        .tests())
                .containsEntry("closes", "SUCCESSFUL")
                .containsEntry("leaks", "FAILED: " + leak(1_063, AfterTheOther.class, "leaks"))
                .hasSize(7);
    }

    static class Arguments {

        private static Stream<TrackingArena> arenas() {
            return Stream.of(TrackingArena.ofConfined());
        }

        @ParameterizedTest(name = "argument")
        @MethodSource("arenas")
        @AssertNoOffHeapLeaks
        void closes(TrackingArena arena) {
            arena.allocate(1_171);
        }
    }

    @Test
    void argumentsThatAreClosed() {
        assertThat(SampleRun.of(folder, Arguments.class).tests()).isEqualTo(Map.of("argument", "SUCCESSFUL"));
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class ArgumentsOfOneInstance {

        private Stream<TrackingArena> arenas() {
            return Stream.of(TrackingArena.ofConfined());
        }

        @ParameterizedTest(name = "argument")
        @MethodSource("arenas")
        @AssertNoOffHeapLeaks
        void adds(TrackingArena arena) {
            arena.allocate(here(1_117));
        }
    }

    @Test
    void argumentsThatAreClosedLater() {
        assertThat(SampleRun.of(folder, ArgumentsOfOneInstance.class).tests())
                .isEqualTo(
                        Map.of("argument", "FAILED: " + leak(1_117, ArgumentsOfOneInstance.class, "adds", "adds-1")));
    }

    static class Failing implements BeforeEachCallback {

        @Override
        public void beforeEach(ExtensionContext context) {
            AutoCloseable failing = () -> {
                throw new IllegalStateException("while closing");
            };
            context.getStore(Namespace.GLOBAL).put("failing", failing);
        }
    }

    @ExtendWith(Failing.class)
    @AssertNoOffHeapLeaks
    static class FailingToClose {

        @Test
        void leaks() {
            TrackingArena.ofConfined().allocate(here(1_123));
        }
    }

    @Test
    void aResourceThatCannotBeClosed() {
        Throwable thrown = SampleRun.of(folder, FailingToClose.class).thrown("leaks");

        Throwable first = thrown.getCause() == null ? thrown : thrown.getCause();
        assertThat(first).hasMessage("while closing");
        assertThat(first.getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(leak(1_123, FailingToClose.class, "leaks"));
    }

    @AssertNoOffHeapLeaks
    static class Tidy {

        private static Path place;

        @Test
        void leaks(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path given) {
            place = given;
            TrackingArena.ofConfined().allocate(here(1_181));
        }
    }

    @Test
    void whatAsksForAFailureBefore() {
        assertThat(SampleRun.of(folder, Tidy.class).tests())
                .isEqualTo(Map.of("leaks", "FAILED: " + leak(1_181, Tidy.class, "leaks")));
        assertThat(Tidy.place).doesNotExist();
    }

    @Test
    void whereJUnitClosesNothing() {
        SampleRun run = SampleRun.of(
                folder, Map.of("junit.jupiter.extensions.store.close.autocloseable.enabled", "false"), Sample.class);

        assertThat(run.tests())
                .isEqualTo(Map.of(
                        "closes", "SUCCESSFUL",
                        "leaks", "FAILED: " + leak(1_129, Sample.class, "leaks"),
                        "dynamic", "FAILED: " + leak(1_151, Sample.class, "dynamicLeak", "factory-1")));
    }

    @AssertNoOffHeapLeaks
    static class Sample {

        @Test
        void closes() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(1_153);
            }
        }

        @Test
        void leaks() {
            TrackingArena.ofConfined().allocate(here(1_129));
        }

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(dynamicTest("dynamic", Sample::dynamicLeak));
        }

        private static void dynamicLeak() {
            TrackingArena.ofConfined().allocate(here(1_151));
        }
    }
}
