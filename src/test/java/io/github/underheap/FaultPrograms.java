package io.github.underheap;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.Profile;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs whose stack or heap is full while they go a {@link FaultPath}. */
@SuppressWarnings({"MissingSummary", "UnusedVariable", "StaticAssignmentOfThrowable"
}) // programs, whose fields keep what must not go
final class FaultPrograms {

    private FaultPrograms() {}

    /** Whether the program, or the arena of the JDK, has thrown it. */
    private static boolean isOfTheProgram(@Nullable Throwable thrown) {
        String last = "";
        for (StackTraceElement frame : thrown == null ? new StackTraceElement[0] : thrown.getStackTrace()) {
            if (frame.getClassName().contains(".Fault")) {
                return true;
            }
            if (frame.getClassName().startsWith("io.github.underheap")) {
                return last.startsWith("jdk.internal.foreign.") || last.startsWith("java.lang.foreign.");
            }
            last = frame.getClassName();
        }
        return false;
    }

    private static String place(@Nullable Throwable thrown) {
        StringBuilder place = new StringBuilder();
        if (thrown != null) {
            for (StackTraceElement frame : thrown.getStackTrace()) {
                if (frame.getClassName().contains("FaultPath")) {
                    break;
                }
                place.append("\n    ").append(frame);
            }
        }
        return place.toString();
    }

    /** Goes each path in each of the last frames that a stack has room for. */
    static final class FullStack {

        private static final int STACK_BYTES = 256 << 10;
        private static final StackOverflowError NO_ROOM = new StackOverflowError();

        private final FaultRun run;
        private final FaultScene[] scenes;
        private final @Nullable Throwable[] thrown;
        private int next;
        private int stuck;

        private FullStack(FaultRun run, int acts) {
            this.run = run;
            scenes = new FaultScene[acts];
            thrown = new Throwable[acts];
            for (int i = 0; i < acts; i++) {
                scenes[i] = run.before();
            }
        }

        /**
         * Goes the paths.
         *
         * @param arguments how captures work; how many frames are tried; how many places in a frame
         */
        public static void main(String[] arguments) throws InterruptedException {
            int acts = Integer.parseInt(arguments[1]);
            int places = Integer.parseInt(arguments[2]);
            int[] hit = new int[1];
            int[] stuck = new int[1];
            List<String> wrong = new ArrayList<>();
            for (FaultPath path : FaultPath.values()) {
                if (path.promisesAResult() || path == FaultPath.BLOCK_THAT_SPLITS_A_PAGE) {
                    continue;
                }
                FaultRun run = new FaultRun(path.name(), arguments[0]);
                for (int place = 0; place < places; place++) {
                    int shift = place;
                    Thread thread = new Thread(
                            null,
                            () -> {
                                FullStack stack = new FullStack(run, acts);
                                hit[0] += stack.go(path, shift, wrong);
                                stuck[0] += stack.stuck;
                            },
                            "full",
                            STACK_BYTES);
                    thread.start();
                    thread.join();
                }
            }
            wrong.stream().distinct().limit(100).forEach(System.out::println);
            System.out.println("RESULT hit " + hit[0] + ", stuck " + stuck[0] + ", wrong " + wrong.size());
        }

        /** How many acts had too little room. */
        private int go(FaultPath path, int shift, List<String> wrong) {
            shifted(shift, 0, 0, 0);
            int hit = 0;
            for (int i = 0; i < scenes.length; i++) {
                hit += thrown[i] != null
                                || !scenes[i].tracker.profile().remarks().isEmpty()
                        ? 1
                        : 0;
                if (run.isStuck(scenes[i])) {
                    stuck++;
                    continue;
                }
                if (thrown[i] != null
                        && isOfTheProgram(thrown[i])
                        && path.name().matches(".*CLOSE.*|FAILED.*")) {
                    // A shared arena of the JDK that ran out of stack while it closed waits for ever when it is closed
                    // again.
                    continue;
                }
                FaultRun.By by = isOfTheProgram(thrown[i]) ? FaultRun.By.ANYBODY : FaultRun.By.DOORSTEP;
                for (String line : run.judge(scenes[i], thrown[i], by)) {
                    wrong.add(path + " " + i + ": " + line + " " + place(thrown[i]));
                }
            }
            return hit;
        }

        /** Starts 24 bytes further on for each shift, in the interpreter. */
        @SuppressWarnings("unused")
        private void shifted(int shift, long a, long b, long c) {
            if (shift == 0) {
                dive();
            } else {
                shifted(shift - 1, a, b, c);
            }
        }

        /** Goes down to the end of the stack, and acts on the way back. */
        @SuppressWarnings("InfiniteRecursion")
        private void dive() {
            try {
                dive();
            } catch (StackOverflowError e) {
                // There is a little more room in this frame than in the next one.
            }
            if (next < scenes.length) {
                act();
            }
        }

        private void act() {
            int i = next++;
            // If there is no room for the next call.
            thrown[i] = NO_ROOM;
            thrown[i] = run.act(scenes[i]);
        }
    }

    /** Uses parts of the library for the first time where a stack ends, so that their classes are initialized there; then with room enough. */
    static final class FirstUse {

        private final Tracker tracker = Tracker.create(
                TrackerOptions.builder().capture(Capture.STACKWALKER).build());
        private final String part;
        private int tries;

        private FirstUse(String part) {
            this.part = part;
        }

        /** @param arguments which part; where in a frame the stack ends */
        public static void main(String[] arguments) throws InterruptedException {
            FirstUse use = new FirstUse(arguments[0]);
            int shift = Integer.parseInt(arguments[1]);
            Thread thread = new Thread(null, () -> use.shifted(shift, 0, 0, 0), "full", FullStack.STACK_BYTES);
            thread.start();
            thread.join();
            use.tracker.reset();
            use.use();
            Profile profile = use.tracker.profile();
            System.out.println(
                    "RESULT tries " + use.tries + ", blocks " + profile.stats().allocCount() + ", live "
                            + profile.stats().currentBlocks() + ", remarks " + profile.remarks());
        }

        @SuppressWarnings("unused")
        private void shifted(int shift, long a, long b, long c) {
            if (shift == 0) {
                dive();
            } else {
                shifted(shift - 1, a, b, c);
            }
        }

        @SuppressWarnings("InfiniteRecursion")
        private void dive() {
            try {
                dive();
            } catch (StackOverflowError e) {
                // There is a little more room in this frame than in the next one.
            }
            if (tries < 200) {
                act();
            }
        }

        private void act() {
            tries++;
            try {
                use();
            } catch (StackOverflowError | NoClassDefFoundError e) {
                // Of whatever was called first.
            }
        }

        /** One or two blocks, which end. */
        private void use() {
            switch (part) {
                case "site" -> {
                    try (TrackingArena arena = tracker.ofConfined()) {
                        arena.allocate(13);
                    }
                }
                case "sites" -> {
                    try (TrackingArena arena = tracker.ofConfined()) {
                        arena.allocate(13);
                        arena.allocate(17);
                    }
                }
                case "shared" -> {
                    try (TrackingArena arena = tracker.ofShared()) {
                        arena.allocate(13);
                    }
                }
                case "allocator" -> {
                    try (TrackingArena arena = tracker.ofConfined();
                            Arena memory = Arena.ofConfined()) {
                        TrackingAllocator allocator = tracker.allocator(memory, arena);
                        allocator.free(allocator.allocate(13));
                    }
                }
                case "handle" -> tracker.recordAlloc(13).freed();
                case "window" -> {
                    Profiler window = Profiler.start(tracker);
                    tracker.recordAlloc(13).freed();
                    window.close();
                }
                case "close" -> {
                    TrackingArena arena = tracker.ofConfined();
                    arena.allocate(13);
                    arena.close();
                    try {
                        arena.close();
                    } catch (IllegalStateException e) {
                        // It is closed.
                    }
                }
                default -> throw new IllegalArgumentException(part);
            }
        }
    }

    /** Goes each path while the heap has room for some bytes more, and then for none. */
    static final class FullHeap {

        private static final int[] SIZES = {1 << 16, 1 << 9, 0};

        private final byte[][] ballast = new byte[1 << 14][];
        private int used;
        private byte @Nullable [] spare;

        /**
         * @param arguments how captures work; which of how many paths to take; how many bytes more there are each time, and how often
         */
        public static void main(String[] arguments) {
            int every = Integer.parseInt(arguments[1]);
            int step = Integer.parseInt(arguments[2]);
            int times = Integer.parseInt(arguments[3]);
            int hit = 0;
            List<String> wrong = new ArrayList<>();
            FullHeap heap = new FullHeap();
            for (FaultPath path : FaultPath.values()) {
                if (path.ordinal() % every != 0 || path == FaultPath.BLOCK_THAT_SPLITS_A_PAGE) {
                    continue;
                }
                FaultRun run = new FaultRun(path.name(), arguments[0]);
                for (int i = 0; i < times; i++) {
                    FaultScene scene = run.before();
                    heap.fill(i * step);
                    Throwable thrown = run.act(scene);
                    heap.clear();
                    hit += thrown == null && scene.tracker.profile().remarks().isEmpty() ? 0 : 1;
                    // The JDK's arenas make objects too, and tell nobody where they failed.
                    for (String line : run.judge(scene, thrown, FaultRun.By.ANYBODY)) {
                        wrong.add(path + " " + i + ": " + line + " " + place(thrown));
                    }
                }
            }
            wrong.stream().distinct().limit(100).forEach(System.out::println);
            System.out.println("RESULT hit " + hit + ", wrong " + wrong.size());
        }

        /** Takes all but some bytes. */
        private void fill(int left) {
            spare = new byte[left];
            for (int size : SIZES) {
                try {
                    while (true) {
                        ballast[used] = new byte[size];
                        used++;
                    }
                } catch (OutOfMemoryError e) {
                    // The next ones are smaller.
                }
            }
            spare = null;
        }

        private void clear() {
            while (used > 0) {
                ballast[--used] = null;
            }
        }
    }
}
