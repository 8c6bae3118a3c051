package io.github.underheap.stack.program;

import java.lang.invoke.MethodHandle;
import java.util.stream.IntStream;

/** The kinds of call of the random program. Every way from one step to the next goes through {@link #go}. */
@SuppressWarnings("DuplicateBranches") // Equal calls at unequal places are what is to be told apart.
public final class Steps {
    /** Steps that any thread may take. */
    static final int COUNT = 42;

    /** Steps that take much longer than a walk and so are rare. */
    static final int[] COSTLY = {42, 43, 44};

    private Steps() {}

    /** Takes the next step of the script, or the site at its end. */
    public static void go(Way way, int depth) {
        if (depth <= 0 || way.at >= way.script.length) {
            way.take();
            return;
        }
        try {
            step(way, depth - 1, way.script[way.at++]);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static void step(Way way, int depth, int kind) throws Throwable {
        switch (kind) {
            case 0 -> one(way, depth);
            case 1 -> two(way, depth);
            case 2 -> three(way, depth);
            case 3 -> branch(way, depth, 0);
            case 4 -> branch(way, depth, 1);
            case 5 -> branch(way, depth, 2);
            case 6 -> branch(way, depth, 3);
            case 7 -> Shapes.SHAPES[0].on(way, depth);
            case 8 -> Shapes.SHAPES[1].on(way, depth);
            case 9 -> Shapes.SHAPES[2].on(way, depth);
            case 10 -> free(way)[3].on(way, depth);
            case 11 -> any(way).on(way, depth);
            case 12 -> any(way).twice(way, depth);
            case 13 -> Shapes.ONWARD[0].on(way, depth);
            case 14 -> Shapes.ONWARD[1].on(way, depth);
            case 15 -> Shapes.ONWARD[2].on(way, depth);
            case 16 -> Shapes.ONWARD[3].on(way, depth);
            case 17 -> onward(way).on(way, depth);
            case 18 -> onward(way).byDefault(way, depth);
            case 19 -> recurse(way, depth, 3);
            case 20 -> recurse(way, depth, 12);
            case 21 -> zigzag(way, depth, 4);
            case 22 -> zigzag(way, depth, 9);
            case 23 -> Handles.GO.invokeExact(way, depth);
            case 24 -> Handles.GO.invoke(way, (byte) depth);
            case 25 -> Handles.AS_TYPE.invoke(way, (Integer) depth);
            case 26 -> Handles.SPREADER.invokeExact(new Object[] {way, depth});
            case 27 -> Handles.GUARD.invokeExact(way, depth);
            case 28 -> Handles.FILTER.invokeExact(way, depth);
            case 29 -> {
                long sum = (long) Handles.WIDE.invokeExact(way, depth, 1L, 2L, "", 3.0, 4L, 5L, 6L, 7.0);
                way.at += (int) (sum >>> 60);
            }
            case 30 -> Handles.REFLECTED.invoke(null, way, depth);
            case 31 -> Handles.CONSTRUCTOR.newInstance(way, depth);
            case 32 -> Handles.upcall(way, depth, false);
            case 33 -> Handles.upcall(way, depth, true);
            case 34 -> afterThrow(way, depth);
            case 35 -> IntStream.range(0, 1).forEach(i -> go(way, depth));
            case 36 -> inGenerated(way, depth);
            case 37 -> local(way, depth);
            case 38 -> rare(way, depth);
            case 39 -> switched(way, depth, way.random.below(3));
            case 40 -> Generated.shape(way).on(way, depth);
            case 41 -> nested(way, depth);
            case 42 -> loop(way, depth);
            case 43 -> Generated.initializer(way, depth);
            default -> recurse(way, depth, 700);
        }
    }

    static void one(Way way, int depth) {
        oneDeeper(way, depth);
    }

    private static void oneDeeper(Way way, int depth) {
        go(way, depth);
    }

    private static void two(Way way, int depth) {
        one(way, depth);
    }

    private static void three(Way way, int depth) {
        two(way, depth);
    }

    private static void branch(Way way, int depth, int side) {
        switch (side) {
            case 0 -> go(way, depth);
            case 1 -> go(way, depth);
            case 2 -> one(way, depth);
            default -> two(way, depth);
        }
    }

    private static Shapes.Shape[] free(Way way) {
        return way.yields ? Shapes.FREE : Shapes.SHAPES;
    }

    private static Shapes.Shape any(Way way) {
        Shapes.Shape[] shapes = free(way);
        return shapes[way.random.below(shapes.length)];
    }

    private static Shapes.Onward onward(Way way) {
        return Shapes.ONWARD[way.random.below(Shapes.ONWARD.length)];
    }

    private static void recurse(Way way, int depth, int times) {
        if (times == 0) {
            go(way, depth);
        } else {
            recurse(way, depth, times - 1);
        }
    }

    private static void zigzag(Way way, int depth, int times) {
        if (times == 0) {
            go(way, depth);
        } else if ((times & 1) == 0) {
            zigzag(way, depth, times - 1);
        } else {
            zigzag(way, depth, times - 1);
        }
    }

    private static void afterThrow(Way way, int depth) {
        try {
            fail(3);
        } catch (IllegalStateException e) {
            go(way, depth);
        }
    }

    private static void fail(int times) {
        if (times > 0) {
            fail(times - 1);
        } else {
            throw new IllegalStateException("thrown on purpose");
        }
    }

    private static void inGenerated(Way way, int depth) throws Throwable {
        MethodHandle method = Generated.method(way);
        method.invokeExact(way, depth);
    }

    private static void local(Way way, int depth) {
        Runnable here = () -> go(way, depth);
        here.run();
    }

    /** Compiled while the rare side was never taken; taking it traps and deoptimises this frame and its callers. */
    private static void rare(Way way, int depth) {
        if (way.random.below(4_096) == 0) {
            two(way, depth);
        } else {
            go(way, depth);
        }
    }

    private static void switched(Way way, int depth, int side) {
        Object value = switch (side) {
            case 0 -> "text";
            case 1 -> 7;
            default -> 7L;
        };
        switch (value) {
            case String text -> go(way, depth);
            case Integer number -> go(way, depth);
            default -> go(way, depth);
        }
    }

    private static void nested(Way way, int depth) {
        class Local {
            void on() {
                go(way, depth);
            }
        }
        new Local().on();
    }

    /** Long enough to be replaced while it runs. */
    private static void loop(Way way, int depth) {
        int at = way.at;
        int sum = 0;
        for (int i = 0; i < 70_000; i++) {
            sum += i ^ (sum >> 3);
            if (i % 7_001 == 7_000) {
                way.at = at;
                go(way, depth);
            }
        }
        way.at += sum & 0;
    }
}
