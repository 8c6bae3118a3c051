package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.Frame;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames of a site are those of a stack trace taken at the same place. */
class AllocationSiteNamesTest {

    private static final String CLASS = AllocationSiteNamesTest.class.getName();

    private final Tracker tracker =
            Tracker.create(TrackerOptions.builder().depth(64).build());
    private final Arena arena = tracker.ofShared();

    private List<String> frames() {
        return tracker.sites().getFirst().frames().stream()
                .map(frame -> frame.className().replace(CLASS, "") + "." + frame.methodName())
                .toList();
    }

    @Test
    void plainCallsHaveNameFileAndLine() {
        StackTraceElement here = new Throwable().getStackTrace()[0];
        arena.allocate(7);
        Frame frame = tracker.sites().getFirst().frames().getFirst();
        assertThat(frame.className()).isEqualTo(CLASS);
        assertThat(frame.methodName()).isEqualTo("plainCallsHaveNameFileAndLine");
        assertThat(frame.fileName()).isEqualTo("AllocationSiteNamesTest.java");
        assertThat(frame.lineNumber()).isEqualTo(here.getLineNumber() + 1);
        assertThat(frame.text())
                .isEqualTo(CLASS + ".plainCallsHaveNameFileAndLine (AllocationSiteNamesTest.java:"
                        + (here.getLineNumber() + 1) + ")");
        assertThat(frame.isNative()).isFalse();
        assertThat(frame.isSynthetic()).isFalse();
    }

    @Test
    void theWholeStackIsThatOfAStackTrace() {
        Supplier<Object[]> both = () -> new Object[] {arena.allocate(7), new Throwable().getStackTrace()};
        List<String> expected = Arrays.stream((StackTraceElement[]) both.get()[1])
                .filter(e -> !e.getClassName().startsWith("jdk.internal.reflect."))
                .filter(e -> !e.getClassName().equals("java.lang.reflect.Method"))
                .filter(e -> !e.getClassName().startsWith("java.lang.invoke."))
                .map(e -> e.getClassName() + "." + e.getMethodName() + ":" + e.getLineNumber())
                .toList();
        List<String> seen = tracker.sites().getFirst().frames().stream()
                .map(f -> f.className() + "." + f.methodName() + ":" + f.lineNumber())
                .toList();
        assertThat(seen).isEqualTo(expected.subList(0, seen.size()));
        assertThat(seen).hasSizeGreaterThan(20);
    }

    @Test
    void twoCallsOnOneLineAreTwoSites() {
        Object[] both = {arena.allocate(7), arena.allocate(7)};
        assertThat(tracker.sites()).hasSameSizeAs(both);
        List<Frame> first = tracker.profile().site(0).frames();
        List<Frame> second = tracker.profile().site(1).frames();
        assertThat(first.getFirst().text()).isEqualTo(second.getFirst().text());
        assertThat(first.getFirst().bytecodeIndex())
                .isLessThan(second.getFirst().bytecodeIndex());
        assertThat(first.getFirst()).isNotEqualTo(second.getFirst());
        assertThat(first.subList(1, first.size())).isEqualTo(second.subList(1, second.size()));
    }

    @Test
    void lambdasAndMethodReferences() {
        Runnable lambda = () -> arena.allocate(1009);
        lambda.run();
        assertThat(frames()).startsWith(".lambda$lambdasAndMethodReferences$0", ".lambdasAndMethodReferences");
        Callable<Object> reference = this::allocate;
        call(reference);
        assertThat(tracker.sites().getLast().frames().stream().map(Frame::methodName))
                .startsWith("allocate", "call", "lambdasAndMethodReferences");
    }

    private Object allocate() {
        return arena.allocate(7);
    }

    private static void call(Callable<Object> callable) {
        try {
            callable.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void constructors() {
        new Constructed(arena);
        assertThat(frames()).startsWith("$Base.<init>", "$Constructed.<init>", ".constructors");
    }

    @Test
    void staticInitialisers() {
        Initialised.arena = arena;
        assertThat(WithInitialiser.BYTES).isEqualTo(7);
        assertThat(frames()).startsWith("$WithInitialiser.<clinit>", ".staticInitialisers");
    }

    @Test
    void reflectiveCallers() throws ReflectiveOperationException {
        AllocationSiteNamesTest.class.getDeclaredMethod("allocate").invoke(this);
        assertThat(frames()).startsWith(".allocate", ".reflectiveCallers");
    }

    @Test
    void methodHandles() throws Throwable {
        Object result = MethodHandles.lookup()
                .findVirtual(AllocationSiteNamesTest.class, "allocate", MethodType.methodType(Object.class))
                .invoke(this);
        assertThat(result).isNotNull();
        assertThat(frames()).startsWith(".allocate", ".methodHandles");
    }

    @Test
    void nativeMethodsThatCallJava() throws ClassNotFoundException {
        Initialised.arena = arena;
        Class.forName(CLASS + "$InitialisedByName");
        assertThat(frames())
                .startsWith(
                        "$InitialisedByName.<clinit>",
                        "java.lang.Class.forName0",
                        "java.lang.Class.forName",
                        "java.lang.Class.forName",
                        ".nativeMethodsThatCallJava");
        Frame forName0 = tracker.sites().getFirst().frames().get(1);
        assertThat(forName0.isNative()).isTrue();
        assertThat(forName0.lineNumber()).isZero();
        assertThat(forName0.text()).isEqualTo("java.lang.Class.forName0 (Native Method)");
    }

    @Test
    @SuppressWarnings("restricted")
    void nativeCodeThatCallsJava() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle sort = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("qsort"),
                FunctionDescriptor.ofVoid(
                        ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        MethodHandle compare = MethodHandles.lookup()
                .findVirtual(
                        AllocationSiteNamesTest.class,
                        "compare",
                        MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class))
                .bindTo(this);
        try (Arena plain = Arena.ofConfined()) {
            MemorySegment callback = linker.upcallStub(
                    compare,
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                    plain);
            sort.invokeExact(plain.allocateFrom(ValueLayout.JAVA_INT, 2, 1), 2L, 4L, callback);
        }
        assertThat(frames()).startsWith(".compare", ".nativeCodeThatCallsJava");
    }

    @SuppressWarnings("unused")
    private int compare(MemorySegment ignored, MemorySegment alsoIgnored) {
        arena.allocate(7);
        return 1;
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // the thread has to be mounted a second time
    void virtualThreads() throws InterruptedException {
        Thread.ofVirtual()
                .start(() -> {
                    Thread.yield();
                    arena.allocate(7);
                })
                .join();
        assertThat(frames()).containsExactly(".lambda$virtualThreads$0", "java.lang.VirtualThread.run");
    }

    @Test
    void overloadsWithTheSameBytecodeAreToldApart() {
        overloaded(1);
        overloaded(1L);
        assertThat(tracker.sites()).hasSize(2);
    }

    @SuppressWarnings("unused")
    private void overloaded(int ignored) {
        arena.allocate(7);
    }

    @SuppressWarnings("unused")
    private void overloaded(long ignored) {
        arena.allocate(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 64})
    void stacksAreCutToTheDepth(int depth) {
        Tracker cut = Tracker.create(TrackerOptions.builder().depth(depth).build());
        Arena other = cut.ofConfined();
        recurse(other, 100);
        recurse(other, 90);
        assertThat(cut.sites()).hasSize(1);
        assertThat(cut.sites().getFirst().totalBlocks()).isEqualTo(2);
        assertThat(cut.sites().getFirst().frames())
                .hasSize(depth)
                .allSatisfy(frame -> assertThat(frame.methodName()).isEqualTo("recurse"));
    }

    /** A pool that takes its slabs from an arena of the tracker. */
    private record Slabs(TrackingArena arena) implements SegmentAllocator {

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            return arena.allocate(4_096, byteAlignment).asSlice(0, byteSize);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Capture.class,
            names = {"STACKWALKER", "AUTO"})
    void framesOfTheLibraryAreLeftOutWhereverTheyAre(Capture capture) {
        Tracker cut = Tracker.create(
                TrackerOptions.builder().capture(capture).verify(1).depth(2).build());
        String walk = cut.walkState();
        TrackingArena slabs = cut.ofShared();
        TrackingAllocator pieces = cut.parts(new Slabs(slabs), slabs);
        for (int i = 0; i < 1_000; i++) {
            MemorySegment ignored = pieces.allocate(16, 8);
        }

        assertThat(cut.walkState()).isEqualTo(walk);
        assertThat(cut.sites()).hasSize(2);
        assertThat(cut.sites().getFirst().totalBlocks()).isEqualTo(1_000);
        assertThat(cut.sites().getFirst().frames().stream()
                        .map(frame -> frame.className().replace(CLASS, "") + "." + frame.methodName()))
                .containsExactly("$Slabs.allocate", ".framesOfTheLibraryAreLeftOutWhereverTheyAre");
    }

    /** A class with two methods whose names differ in halves of surrogate pairs, which a class file may have. */
    @Test
    void namesThatNoSourceCanHaveAreToldApart() throws Throwable {
        List<String> names = List.of("half\uD800", "half\uD801");
        ClassDesc callee = ClassDesc.of(CLASS);
        MethodTypeDesc shape = MethodTypeDesc.of(
                ConstantDescs.CD_void, Arena.class.describeConstable().orElseThrow());
        byte[] bytes = ClassFile.of().build(ClassDesc.of(CLASS + "$Halves"), type -> {
            for (String name : names) {
                type.withMethodBody(
                        name,
                        shape,
                        ClassFile.ACC_STATIC,
                        code -> code.aload(0)
                                .invokestatic(callee, "allocateIn", shape)
                                .return_());
            }
        });
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?> halves = lookup.defineClass(bytes);
        for (String name : names) {
            lookup.findStatic(halves, name, MethodType.methodType(void.class, Arena.class))
                    .invoke(arena);
        }

        assertThat(tracker.sites()).hasSize(2);
        assertThat(tracker.sites().stream().map(site -> site.frames().get(1).methodName()))
                .containsExactlyElementsOf(names);
    }

    static void allocateIn(Arena arena) {
        arena.allocate(7);
    }

    private static void recurse(Arena arena, int depth) {
        if (depth == 0) {
            arena.allocate(7);
        } else {
            recurse(arena, depth - 1);
        }
    }

    private static class Base {
        Base(Arena arena) {
            arena.allocate(7);
        }
    }

    private static final class Constructed extends Base {
        Constructed(Arena arena) {
            super(arena);
        }
    }

    private static final class Initialised {
        static Arena arena;
    }

    @SuppressWarnings("unused")
    private static final class InitialisedByName {
        static final long BYTES = Initialised.arena.allocate(7).byteSize();
    }

    private static final class WithInitialiser {
        static final long BYTES = Initialised.arena.allocate(7).byteSize();
    }
}
