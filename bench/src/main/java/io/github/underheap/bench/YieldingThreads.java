package io.github.underheap.bench;

import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * What an arena, an allocation and a close cost on virtual threads that yield, in shapes of which each leaves other frames frozen: the time between two
 * readings of the clock around each of them, that reading included, and how many StackWalker had to find. One carrier; the best of the rounds.
 *
 * <pre>java -Djdk.virtualThreadScheduler.parallelism=1 … YieldingThreads AUTO|STACKWALKER|NONE [ROUNDS [SHAPE…]]</pre>
 */
public final class YieldingThreads {

    private static final int THREADS = 8;
    /** Cycles of a thread in a round, more or less. */
    private static final int CYCLES_OF_A_THREAD = 40_000;

    private static final int BLOCK = 64;
    private static final List<String> SHAPES =
            List.of("handler", "parse", "yield", "recursion", "nested", "exceptions", "contended", "request");

    private static final LongAdder NANOS = new LongAdder();
    private static final LongAdder CYCLES = new LongAdder();
    private static final Object LOCK = new Object();

    private static Tracker tracker;
    private static volatile long sink;
    private static int guarded;

    private YieldingThreads() {}

    /** What a thread does over and over. */
    private interface Shape {
        void once(int i) throws Exception;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Capture capture = Capture.valueOf(arguments[0]);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 6;
        List<String> shapes = arguments.length > 2 ? Arrays.asList(arguments).subList(2, arguments.length) : SHAPES;
        tracker = Tracker.create(TrackerOptions.builder().capture(capture).build());
        for (String shape : shapes) {
            long best = Long.MAX_VALUE;
            double misses = 0;
            for (int round = 0; round < rounds; round++) {
                NANOS.reset();
                CYCLES.reset();
                long before = misses();
                run(shape);
                long cycles = CYCLES.sum();
                best = Math.min(best, NANOS.sum() / cycles);
                misses = 100.0 * (misses() - before) / cycles;
            }
            System.out.printf(
                    Locale.ROOT, "%-12s %6d ns, found by StackWalker in the last round %.2f %%%n", shape, best, misses);
        }
    }

    /** The library does not publish that. */
    private static long misses() throws ReflectiveOperationException {
        Object recorder = field(tracker, "recorder");
        Object walk = field(recorder, "walk");
        Method misses = walk.getClass().getMethod("misses");
        return (long) misses.invoke(walk);
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        for (Field field : of.getClass().getDeclaredFields()) {
            if (field.getName().equals(name)) {
                field.setAccessible(true);
                return field.get(of);
            }
        }
        Method method = of.getClass().getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(of);
    }

    private static void run(String name) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Shape shape = shape(name);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int j = 0; j < times(name); j++) {
                        shape.once(j);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static Shape shape(String name) {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
        return switch (name) {
            case "handler" -> {
                Thread ignored = Thread.ofVirtual().start(() -> give(queue));
                yield i -> request(queue.take());
            }
            case "parse" -> YieldingThreads::parse;
            case "yield" ->
                i -> {
                    Thread.yield();
                    cycle();
                };
            case "recursion" -> i -> deep(200);
            case "nested" -> YieldingThreads::nested;
            case "exceptions" -> YieldingThreads::exceptions;
            case "contended" -> i -> enter(i, 3 + (i & 7));
            case "request" ->
                i -> Thread.ofVirtual()
                        .start(() -> {
                            Thread.yield();
                            request(i & 31);
                        })
                        .join();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** How often a thread does what it does in a round. */
    private static int times(String shape) {
        int cycles = switch (shape) {
            case "parse" -> 16;
            case "recursion" -> 51;
            case "nested" -> 10;
            case "exceptions", "contended" -> 2;
            default -> 1;
        };
        return CYCLES_OF_A_THREAD / cycles;
    }

    private static void give(BlockingQueue<Integer> queue) {
        try {
            for (int i = 0; i < times("handler"); i++) {
                queue.put(i);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void cycle() {
        long start = System.nanoTime();
        try (TrackingArena arena = tracker.ofConfined()) {
            sink = arena.allocate(BLOCK).byteSize();
        }
        NANOS.add(System.nanoTime() - start);
        CYCLES.increment();
    }

    private static void request(int i) {
        deeper(5 + i % 16, i);
    }

    private static void deeper(int depth, int i) {
        if (depth > 0) {
            if ((i & 1) == 0) {
                deeper(depth - 1, i);
            } else {
                alsoDeeper(depth - 1, i);
            }
        } else {
            cycle();
        }
    }

    private static void alsoDeeper(int depth, int i) {
        deeper(depth, i >> 1);
    }

    private static void parse(int i) {
        for (int token = 0; token < 16; token++) {
            if ((token & 7) == 0) {
                Thread.yield();
            }
            if ((token & 1) == 0) {
                number();
            } else {
                string();
            }
        }
    }

    private static void number() {
        cycle();
    }

    private static void string() {
        cycle();
    }

    private static int deep(int depth) {
        if (depth == 0) {
            Thread.yield();
            cycle();
            return 1;
        }
        int sum = deep(depth - 1) + 1;
        if ((depth & 3) == 0) {
            cycle();
        }
        return sum;
    }

    private static void nested(int i) {
        switch (i % 3) {
            case 0 -> middle();
            case 1 -> {
                middle();
                middle();
            }
            default -> other(i);
        }
    }

    private static void other(int i) {
        if (i >= 0) {
            middle();
        }
    }

    private static void middle() {
        for (int j = 0; j < 12; j++) {
            leaf(j);
            if ((j & 1) == 0) {
                cycle();
            }
        }
    }

    private static void leaf(int j) {
        Thread.yield();
        if ((j & 3) == 0) {
            cycle();
        }
    }

    private static final class Unwinding extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwinding() {
            super("thrown on purpose", null, false, false);
        }
    }

    private static void exceptions(int i) {
        try {
            thrower(4 + i % 30);
        } catch (Unwinding e) {
            cycle();
        }
    }

    private static void thrower(int depth) {
        if (depth == 0) {
            Thread.yield();
            cycle();
            throw new Unwinding();
        }
        thrower(depth - 1);
    }

    private static void enter(int i, int depth) {
        if (depth > 0) {
            enter(i, depth - 1);
            return;
        }
        synchronized (LOCK) {
            guarded++;
            if ((i & 15) == 0) {
                Thread.yield();
            }
            cycle();
        }
        cycle();
    }
}
