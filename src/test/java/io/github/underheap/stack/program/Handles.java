package io.github.underheap.stack.program;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/** Ways to call on through method handles, reflection, and native code that calls back. */
@SuppressWarnings({"restricted", "UnusedMethod", "UnusedVariable"}) // Found by name.
final class Handles {
    static final MethodHandle GO;
    static final MethodHandle SPREADER;
    static final MethodHandle AS_TYPE;
    static final MethodHandle GUARD;
    static final MethodHandle FILTER;
    static final MethodHandle WIDE;
    static final Method REFLECTED;
    static final Constructor<?> CONSTRUCTOR;
    /** qsort of the C library: calls its comparator, which is Java. */
    private static final MethodHandle QSORT;

    private static final MemorySegment COMPARE;
    private static final MemorySegment COMPARE_FILTERED;
    private static final MemorySegment TWO = Arena.global().allocate(2);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodType go = MethodType.methodType(void.class, Way.class, int.class);
            GO = lookup.findStatic(Steps.class, "go", go);
            SPREADER = GO.asSpreader(Object[].class, 2);
            AS_TYPE = GO.asType(MethodType.methodType(Object.class, Object.class, Integer.class));
            GUARD = MethodHandles.guardWithTest(
                    lookup.findStatic(
                            Handles.class, "even", MethodType.methodType(boolean.class, Way.class, int.class)),
                    GO,
                    lookup.findStatic(Steps.class, "one", go));
            FILTER = MethodHandles.filterArguments(
                    GO, 1, lookup.findStatic(Handles.class, "same", MethodType.methodType(int.class, int.class)));
            WIDE = MethodHandles.dropArguments(
                    lookup.findStatic(
                            Handles.class,
                            "wide",
                            MethodType.methodType(
                                    long.class,
                                    Way.class,
                                    int.class,
                                    long.class,
                                    long.class,
                                    long.class,
                                    long.class,
                                    double.class)),
                    3,
                    long.class,
                    String.class,
                    double.class);
            REFLECTED = Steps.class.getDeclaredMethod("go", Way.class, int.class);
            CONSTRUCTOR = Constructed.class.getDeclaredConstructor(Way.class, int.class);
            Linker linker = Linker.nativeLinker();
            QSORT = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("qsort"),
                    FunctionDescriptor.ofVoid(
                            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
            FunctionDescriptor comparator =
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
            MethodHandle compare = lookup.findStatic(
                    Handles.class,
                    "compare",
                    MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
            COMPARE = linker.upcallStub(compare, comparator, Arena.global());
            COMPARE_FILTERED = linker.upcallStub(
                    MethodHandles.filterReturnValue(compare, MethodHandles.identity(int.class)),
                    comparator,
                    Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Handles() {}

    /** Java to native code and back to Java. */
    static void upcall(Way way, int depth, boolean filtered) throws Throwable {
        int outer = way.depth;
        way.depth = depth;
        MemorySegment comparator = filtered ? COMPARE_FILTERED : COMPARE;
        QSORT.invokeExact(TWO, 2L, 1L, comparator);
        way.depth = outer;
    }

    private static int compare(MemorySegment left, MemorySegment right) {
        Way way = Way.current();
        Steps.go(way, way.depth);
        return 0;
    }

    private static boolean even(Way way, int depth) {
        return (depth & 1) == 0;
    }

    private static int same(int value) {
        return value;
    }

    private static long wide(Way way, int depth, long a, long b, long c, long d, double e) {
        Steps.go(way, depth);
        return a + b + c + d + (long) e;
    }

    /** Goes on from its constructor. */
    static final class Constructed {
        Constructed(Way way, int depth) {
            Steps.go(way, depth);
        }
    }
}
