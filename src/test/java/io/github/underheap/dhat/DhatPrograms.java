package io.github.underheap.dhat;

import io.github.underheap.TrackingArena;
import java.io.PrintStream;
import java.nio.file.Path;

/** Programs that profile themselves as one of dhat-rs does. */
@SuppressWarnings("MissingSummary") // programs
final class DhatPrograms {

    private DhatPrograms() {}

    /** Six blocks of 1,256 bytes, all of them live. */
    private static void allocate() {
        for (int bytes : new int[] {101, 103, 107, 109, 113, 723}) {
            TrackingArena.ofShared().allocate(bytes);
        }
    }

    /** Allocates 100 bytes under {@code frames} calls of this method. */
    private static void deep(int frames) {
        if (frames > 1) {
            deep(frames - 1);
        } else {
            TrackingArena.ofShared().allocate(100);
        }
    }

    /** With the name of a file, or none. */
    static final class Heap {
        public static void main(String[] args) {
            ProfilerBuilder builder = Profiler.builder();
            try (Profiler _ = args.length == 0
                    ? Profiler.newHeap()
                    : builder.fileName(Path.of(args[0])).build()) {
                allocate();
            }
            System.out.println("goes on");
        }
    }

    static final class AdHoc {
        public static void main(String[] args) {
            try (Profiler _ = Profiler.newAdHoc()) {
                for (int i = 0; i < 11; i++) {
                    Dhat.adHocEvent(i == 0 ? 131 : 1);
                }
            }
        }
    }

    /** Counts heavy events until stacks are full, and one more after that. */
    static final class FillsStacks {
        private static final int STACK_BYTES = 200_000;

        public static void main(String[] args) throws InterruptedException {
            try (Profiler _ = Profiler.builder().adHoc().testing().build()) {
                Dhat.adHocEvent(1L << 45);
                for (int i = 0; i < 15; i++) {
                    int shift = i;
                    Thread full = new Thread(null, () -> fill(shift), "full", STACK_BYTES);
                    full.start();
                    full.join();
                }
                Dhat.adHocEvent(1L << 24);
            }
            System.out.println("goes on");
        }

        /** After a number of frames without an event there is one in each. */
        @SuppressWarnings("InfiniteRecursion") // what fills the stack
        private static void fill(int shift) {
            try {
                if (shift == 0) {
                    Dhat.adHocEvent(1L << 24);
                }
                fill(Math.max(shift - 1, 0));
                Dhat.adHocEvent(1L << 24);
            } catch (StackOverflowError e) {
                // On purpose.
            }
        }
    }

    static final class EndsWithoutClosing {
        public static void main(String[] args) {
            Profiler profiler = Profiler.newHeap();
            allocate();
            System.out.println(profiler.isTesting() + " " + HeapStats.get().totalBytes());
        }
    }

    /** Is as deep as the first argument says; with the second one the tracker has begun before the profiler. */
    static final class Deep {
        public static void main(String[] args) {
            if (args.length > 2) {
                TrackingArena.ofShared().allocate(7);
            }
            ProfilerBuilder builder = Profiler.builder();
            ProfilerBuilder asked = args[1].equals("full")
                    ? builder.fullBacktraces()
                    : args[1].equals("usual") ? builder : builder.trimBacktraces(Integer.parseInt(args[1]));
            try (Profiler _ = asked.build()) {
                deep(Integer.parseInt(args[0]));
            }
        }
    }

    /** Two sites that differ in their fifth frame alone. */
    static final class Trims {
        public static void main(String[] args) {
            try (Profiler _ = Profiler.builder().trimBacktraces(0).build()) {
                deep(4);
                deep(5);
            }
        }
    }

    static final class PrintsJson {
        public static void main(String[] args) {
            try (Profiler _ = Profiler.builder().eprintJson().build()) {
                TrackingArena.ofShared().allocate(1_009);
            }
        }
    }

    /** Does what must not be done, and says what came of it; the last one ends the program. */
    static final class Misuses {
        public static void main(String[] args) {
            tell(HeapStats::get);
            tell(AdHocStats::get);
            tell(() -> Dhat.assertTrue(true));
            try (Profiler _ = Profiler.newHeap()) {
                tell(Profiler::newHeap);
                tell(AdHocStats::get);
                tell(() -> Dhat.assertTrue(true));
            }
            try (Profiler _ = Profiler.newAdHoc()) {
                tell(HeapStats::get);
            }
            Profiler failed = Profiler.builder().testing().build();
            tell(() -> Dhat.assertTrue(false, "on purpose"));
            tell(() -> Dhat.assertTrue(false, "once more"));
            tell(HeapStats::get);
            tell(AdHocStats::get);
            tell(Profiler::newHeap);
            failed.close();
            HeapStats.get();
        }

        private static void tell(Runnable use) {
            try {
                use.run();
            } catch (IllegalStateException | AssertionError e) {
                System.out.println(e.getMessage().lines().findFirst().orElse(""));
            }
        }
    }

    /** Allocates, and says that it has not. */
    static final class Asserts {
        public static void main(String[] args) {
            try (Profiler _ = Profiler.builder().testing().build()) {
                allocate();
                Dhat.assertEquals(0, HeapStats.get().totalBlocks());
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            try (Profiler _ = Profiler.builder().adHoc().testing().build()) {
                Dhat.adHocEvent(7);
                Dhat.assertEquals(new AdHocStats(1, 7), AdHocStats.get());
                System.out.println("1 event");
            }
        }
    }

    /** An error stream of the program's own, which throws. */
    static final class HasABrokenErrorStream {
        public static void main(String[] args) {
            System.setErr(new PrintStream(System.out) {
                @Override
                public void print(String text) {
                    throw new IllegalStateException("on purpose");
                }
            });
            try (Profiler _ = Profiler.newHeap()) {
                allocate();
            }
            System.out.println("goes on");
        }
    }
}
