package io.github.underheap.stack.program;

import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.SiteCapture;
import io.github.underheap.stack.WalkMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Virtual threads that yield and ask for their site, in shapes of which each leaves other frames frozen, with every hit compared with StackWalker
 * until so many hits were by frozen frames. The last line of its output begins with {@code RESULT}; the exit code is 0 if no hit was wrong.
 *
 * <pre>FrozenMain WALK FROZEN SECONDS SHAPE|all [renew|retransform]</pre>
 *
 * <p>With {@code renew} classes come and go meanwhile, with {@code retransform} an agent retransforms those that are on the stacks too.
 */
public final class FrozenMain {

    private static final int THREADS = 6;
    private static final int DEEPEST = 30;
    private static final int SHORT_LOOP = 12;
    private static final int LONG_LOOP = 3_000;

    private static final HashSink SINK = new HashSink();
    private static final Object LOCK = new Object();

    private static SiteCapture[] captures = {};
    private static NativeWalk walk;
    private static long wanted;
    private static long end;
    private static final AtomicReference<Throwable> FAILURE = new AtomicReference<>();

    private FrozenMain() {}

    /** What a thread does over and over; the number tells one time from the other. */
    private interface Shape {
        void once(int i) throws Exception;
    }

    private static boolean isOwn(Class<?> type) {
        return type.getPackageName().equals("io.github.underheap.stack");
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        walk = NativeWalk.open(WalkMode.valueOf(arguments[0].toUpperCase(Locale.ROOT)), 1);
        if (!walk.isOn()) {
            System.out.println("RESULT " + walk.state());
            System.exit(2);
        }
        wanted = Long.parseLong(arguments[1]);
        end = System.nanoTime() + Long.parseLong(arguments[2]) * 1_000_000_000L;
        captures = new SiteCapture[] {
            walk.capture(SINK, 8, FrozenMain::isOwn),
            walk.capture(SINK, 32, FrozenMain::isOwn),
            walk.capture(SINK, 3, FrozenMain::isOwn)
        };
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Shape shape = shape(arguments[3], i);
            threads.add(Thread.ofVirtual().start(() -> work(shape)));
        }
        boolean renews = arguments.length > 4;
        for (int seed = 1; renews && !isDone(); seed++) {
            Generated.renew(seed * 7);
            if (arguments[4].equals("retransform")) {
                RedefineAgent.instrumentation().retransformClasses(FrozenMain.class, Way.class);
            }
            Thread.sleep(20);
            if (seed % 2 == 0) {
                System.gc();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable failed = FAILURE.get();
        if (failed != null) {
            failed.printStackTrace(System.out);
        }
        System.out.println(
                "RESULT frozen frames: " + walk.frozenFrames() + ", misses " + walk.misses() + ", " + walk.counted());
        System.exit(failed == null && walk.mismatches() == 0 ? 0 : 1);
    }

    private static boolean isDone() {
        return !walk.isOn() || FAILURE.get() != null || walk.frozenHits() >= wanted || System.nanoTime() - end > 0;
    }

    private static void work(Shape shape) {
        try {
            for (int i = 0; !isDone(); i++) {
                shape.once(i);
            }
        } catch (Throwable t) {
            FAILURE.compareAndSet(null, t);
        }
    }

    private static Shape shape(String name, int number) {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(4);
        return switch (name) {
            case "all" -> {
                List<String> names = List.of(
                        "handler",
                        "parse",
                        "yield",
                        "recursion",
                        "nested",
                        "exceptions",
                        "contended",
                        "continuations",
                        "generated",
                        "arguments");
                Shape[] shapes = names.stream().map(each -> shape(each, number)).toArray(Shape[]::new);
                yield i -> shapes[(i + number) % shapes.length].once(i);
            }
            case "handler" ->
                i -> {
                    queue.put(i);
                    LockSupport.parkNanos(1);
                    request(queue.take());
                };
            case "parse" -> FrozenMain::parse;
            case "yield" -> FrozenMain::yieldAndAsk;
            case "recursion" -> i -> deep(DEEPEST, i);
            case "nested" -> FrozenMain::nested;
            case "exceptions" -> FrozenMain::exceptions;
            case "contended" -> i -> enter(i, 3 + (i & 7));
            case "request" -> i -> Thread.ofVirtual().start(() -> shortLived(i)).join();
            case "generated" -> FrozenMain::generated;
            case "continuations" ->
                i -> Continuations.run(() -> within(3 + i % 20, i), () -> {
                    ask(i);
                    pause();
                    ask(i + 1);
                });
            case "arguments" -> i -> manyArguments(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, i + 1, 11, DEEPEST / 3);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void ask(int i) {
        int ignored = captures[i % captures.length].site();
    }

    @SuppressWarnings("ThreadPriorityCheck") // what this is about
    private static void pause() {
        Thread.yield();
    }

    // A handler that takes a request and goes deeper

    private static void request(int i) {
        if ((i & 1) == 0) {
            straight(5 + i % 16, i);
        } else {
            crooked(5 + i % 16, i);
        }
    }

    private static void straight(int depth, int i) {
        if (depth > 0) {
            alsoStraight(depth - 1, i);
        } else {
            ask(i);
        }
    }

    private static void alsoStraight(int depth, int i) {
        if (depth > 0) {
            straight(depth - 1, i);
        } else {
            ask(i);
        }
    }

    private static void crooked(int depth, int i) {
        switch (depth * i & 3) {
            case 0 -> straight(depth, i);
            case 1 -> {
                if (depth > 0) {
                    crooked(depth - 1, i);
                }
                ask(i);
            }
            case 2 -> alsoStraight(depth / 2, i);
            default -> {
                if (depth > 0) {
                    crooked(depth - 1, i + 1);
                } else {
                    ask(i);
                }
            }
        }
    }

    private static void shortLived(int i) {
        pause();
        request(i & 31);
        pause();
        ask(i);
    }

    // A loop that reads and parses

    private static void parse(int i) {
        for (int token = 0; token < 24; token++) {
            refill(token);
            if ((token & 1) == 0) {
                number(token + i);
            } else {
                string(token + i);
            }
        }
    }

    private static void refill(int token) {
        if ((token & 7) == 0) {
            pause();
        }
    }

    private static void number(int i) {
        ask(i);
    }

    private static void string(int i) {
        ask(i);
    }

    private static void yieldAndAsk(int i) {
        pause();
        ask(i);
    }

    // Frames that are returned to one by one

    private static int deep(int depth, int i) {
        if (depth == 0) {
            pause();
            ask(i);
            return 1;
        }
        int sum = deep(depth - 1, i) + 1;
        if ((depth & 3) == 0) {
            ask(i + sum);
        }
        return sum;
    }

    // Equal inner frames over other outer ones, which stay frozen while collections come: a walk that skips outer
    // chunks is caught by these

    private static void nested(int i) {
        switch (i & 3) {
            case 0 -> firstBase(i);
            case 1 -> secondBase(i);
            case 2 -> thirdBase(i);
            default -> {
                secondBase(i);
                firstBase(i);
            }
        }
    }

    private static void firstBase(int i) {
        middle(i);
    }

    private static void secondBase(int i) {
        if (i >= 0) {
            middle(i);
        }
        middle(i);
    }

    private static void thirdBase(int i) {
        secondBase(i);
        middle(i);
    }

    private static void middle(int i) {
        loop(i);
    }

    /** Some go on for so long that collections come meanwhile, and move what is frozen to where it is not thawed into again. */
    private static void loop(int i) {
        int times = (i >> 2 & 3) == 0 ? LONG_LOOP : SHORT_LOOP;
        for (int j = 0; j < times; j++) {
            leaf(j);
            if ((j & 1) == 0) {
                ask(i);
            }
        }
    }

    private static void leaf(int j) {
        pause();
        if ((j & 3) == 0) {
            ask(j);
        }
        if (j == 5) {
            LockSupport.parkNanos(1);
        }
    }

    // Exceptions that go through frozen frames

    private static final class Unwinding extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwinding() {
            super("thrown on purpose", null, false, false);
        }
    }

    private static void exceptions(int i) {
        try {
            thrower(4 + i % 30, i);
        } catch (Unwinding e) {
            ask(i);
        }
        if ((i & 1) == 0) {
            ask(i);
        }
    }

    private static void thrower(int depth, int i) {
        if (depth == 0) {
            pause();
            ask(i);
            throw new Unwinding();
        }
        if (depth == 3) {
            try {
                thrower(depth - 1, i);
            } finally {
                ask(i);
            }
        } else {
            thrower(depth - 1, i);
        }
    }

    // Monitors that threads wait for

    private static void enter(int i, int depth) {
        if (depth > 0) {
            enter(i, depth - 1);
            if (depth == 2) {
                ask(i);
            }
            return;
        }
        synchronized (LOCK) {
            if ((i & 15) == 0) {
                pause();
            }
            ask(i);
        }
        ask(i);
    }

    // Classes that come and go

    private static void generated(int i) {
        Way way = new Way(new SiteCapture[] {FrozenMain::pausedSite}, i & 0xFF, true, 0);
        way.enter();
        Generated.shape(way).on(way, 2);
        ask(i);
    }

    private static int pausedSite() {
        pause();
        return captures[0].site();
    }

    // A continuation within that of the thread

    private static void within(int depth, int i) {
        if (depth == 0) {
            Continuations.leave();
            ask(i);
            if ((i & 1) == 0) {
                pause();
            }
            ask(i);
            return;
        }
        within(depth - 1, i);
        if ((depth & 1) == 0) {
            ask(i);
        }
    }

    // More arguments than there are registers

    private static long manyArguments(
            int i, long b, long c, long d, long e, long f, long g, long h, long j, long k, int l, long m, int depth) {
        if (depth == 0) {
            pause();
            ask(i);
            return b + c + d + e;
        }
        long sum = manyArguments(l, c, d, e, f, g, h, j, k, m, i, b, depth - 1);
        if ((depth & 1) == 0) {
            ask(i);
        }
        return sum + f + g + h;
    }
}
