package io.github.underheap.stack.program;

import io.github.underheap.stack.HiddenKeys;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.SiteCapture;
import io.github.underheap.stack.WalkMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the random program with every hit compared with StackWalker, until so many were compared. The last line of its
 * output begins with {@code RESULT}; the exit code is 0 if no hit was wrong.
 *
 * <pre>StressMain WALK VERIFIED [threads=N] [seconds=N] [virtual] [renew] [deoptimize=N] [costly] [seed=N] [scripts=N]</pre>
 */
public final class StressMain {
    private static final int SCRIPTS = 400;
    private static final int LONGEST_SCRIPT = 7;
    private static final int BATCH = 64;
    /** Hits between two generations of classes: each makes all stacks with interpreted frames unknown. */
    private static final int PER_GENERATION = 2_000;

    /** Scripts that are met once more without keys, and how often each is met before. */
    private static final int KNOWN_SCRIPTS = 100;

    private static final int MEETINGS = 20;

    private static final Pattern MISMATCH = Pattern.compile("row (\\d+) where (\\d+)");

    private final NativeWalk walk;
    private final long wanted;
    private final Options options;
    private final int[][] scripts;
    private final HashSink sink = new HashSink();
    private final SiteCapture[] captures;
    private String byPath = "";
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final long end;
    private volatile boolean done;

    private StressMain(NativeWalk walk, long wanted, Options options) {
        this.walk = walk;
        this.wanted = wanted;
        this.options = options;
        this.scripts = scripts(options);
        this.captures = new SiteCapture[] {
            walk.capture(sink, 8, StressMain::isOwn),
            walk.capture(sink, 1, StressMain::isOwn),
            walk.capture(sink, 3, StressMain::isOwn),
            walk.capture(sink, 64, StressMain::isOwn)
        };
        this.end = System.nanoTime() + options.number("seconds", 3_600) * 1_000_000_000L;
    }

    private static boolean isOwn(Class<?> type) {
        return type.getPackageName().equals("io.github.underheap.stack");
    }

    /** Options of the form {@code name} or {@code name=number}. */
    private record Options(List<String> given) {
        boolean has(String name) {
            return given.contains(name);
        }

        int number(String name, int otherwise) {
            for (String option : given) {
                if (option.startsWith(name + "=")) {
                    return Integer.parseInt(option.substring(name.length() + 1));
                }
            }
            return otherwise;
        }
    }

    /** Runs one program. */
    public static void main(String[] arguments) throws InterruptedException {
        NativeWalk walk = NativeWalk.open(WalkMode.valueOf(arguments[0].toUpperCase(Locale.ROOT)), 1);
        if (!walk.isOn()) {
            System.out.println("RESULT " + walk.state());
            System.exit(2);
        }
        String mode = walk.state();
        Options options = new Options(List.of(arguments).subList(2, arguments.length));
        StressMain program = new StressMain(walk, Long.parseLong(arguments[1]), options);
        long start = System.nanoTime();
        program.run();
        Throwable failed = program.failure.get();
        if (failed != null) {
            failed.printStackTrace(System.out);
        }
        Matcher rows = MISMATCH.matcher(walk.counted());
        if (rows.find()) {
            System.out.println("named: " + program.sink.named(Integer.parseInt(rows.group(1))) + "right: "
                    + program.sink.named(Integer.parseInt(rows.group(2))));
        }
        System.out.printf(
                Locale.ROOT,
                "RESULT walk=%s %.1f s %s%s%n",
                mode,
                (System.nanoTime() - start) / 1e9,
                program.byPath,
                walk.counted());
        System.exit(failed == null && walk.mismatches() == 0 ? 0 : 1);
    }

    @SuppressWarnings("ThreadPriorityCheck") // Lets the walkers run between two generations of classes.
    private void run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < options.number("threads", 2); i++) {
            long seed = options.number("seed", 42) * 1_000L + i;
            Runnable work = () -> work(seed);
            threads.add(start(work));
        }
        if (options.has("renew")) {
            for (int seed = 1; !isDone(); seed++) {
                long next = walk.verified() + PER_GENERATION;
                Generated.renew(seed * 7);
                if (seed % 4 == 0) {
                    System.gc();
                }
                while (walk.verified() < next && !isDone()) {
                    Thread.yield();
                }
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (walk.isOn() && failure.get() == null) {
            start(this::withoutKeys).join();
        }
    }

    private Thread start(Runnable work) {
        return options.has("virtual")
                ? Thread.ofVirtual().start(work)
                : Thread.ofPlatform().start(work);
    }

    /** Counts how many stacks are recognised when there are no keys, each after it was met some times. */
    private void withoutKeys() {
        try {
            long found = 0;
            long asked = 0;
            for (int i = 0; i < Math.min(KNOWN_SCRIPTS, scripts.length); i++) {
                for (int j = 0; j <= MEETINGS; j++) {
                    // At one place, so that the stacks are the same.
                    HiddenKeys keys = j == MEETINGS ? new HiddenKeys(captures) : new HiddenKeys();
                    long verified = walk.verified();
                    long misses = walk.misses();
                    meet(i);
                    found += j == MEETINGS ? walk.verified() - verified : 0;
                    asked += j == MEETINGS ? walk.misses() - misses : 0;
                    keys.show();
                }
            }
            byPath = "by path " + found + ", not " + asked + ", ";
        } catch (Throwable t) {
            failure.compareAndSet(null, t);
        }
    }

    /** Walks a script, always with the same random choices. */
    private void meet(int script) {
        Way way = new Way(captures, script, options.has("virtual"), 0);
        way.enter();
        way.walk(scripts[script]);
    }

    private boolean isDone() {
        return done
                || !walk.isOn()
                || failure.get() != null
                || walk.verified() >= wanted
                || System.nanoTime() - end > 0;
    }

    private void work(long seed) {
        Way way = new Way(captures, seed, options.has("virtual"), options.number("deoptimize", 0));
        way.enter();
        try {
            while (!isDone()) {
                for (int i = 0; i < BATCH; i++) {
                    way.walk(scripts[way.random.below(scripts.length)]);
                }
            }
        } catch (Throwable t) {
            failure.compareAndSet(null, t);
        } finally {
            done = true;
        }
    }

    /** Most scripts differ from an earlier one in a single step, so that many stacks are nearly equal. */
    private static int[][] scripts(Options options) {
        Way.Random random = new Way.Random(options.number("seed", 42));
        int[][] scripts = new int[options.number("scripts", SCRIPTS)][];
        for (int i = 0; i < scripts.length; i++) {
            if (i > 0 && random.below(3) > 0) {
                scripts[i] = scripts[random.below(i)].clone();
                scripts[i][random.below(scripts[i].length)] = step(random, options);
            } else {
                scripts[i] = new int[1 + random.below(LONGEST_SCRIPT)];
                for (int j = 0; j < scripts[i].length; j++) {
                    scripts[i][j] = step(random, options);
                }
            }
        }
        return scripts;
    }

    private static int step(Way.Random random, Options options) {
        if (options.has("costly") && random.below(40) == 0) {
            return Steps.COSTLY[random.below(Steps.COSTLY.length)];
        }
        return random.below(Steps.COUNT);
    }
}
