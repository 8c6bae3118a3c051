package io.github.underheap;

import io.github.underheap.profile.AllocationSite;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.concurrent.CountDownLatch;

/** Programs that end in different ways, each after 1,512 bytes in 2 blocks, of which 1,009 bytes stay live. */
final class ExitPrograms {

    private ExitPrograms() {}

    private static void allocate() {
        try (TrackingArena arena = TrackingArena.ofConfined()) {
            arena.allocate(503);
            TrackingArena.ofShared().allocate(1_009);
        }
        System.out.println("at work");
    }

    static final class Returns {
        public static void main(String[] args) {
            allocate();
        }
    }

    static final class Exits {
        public static void main(String[] args) {
            allocate();
            System.exit(3);
        }
    }

    static final class Throws {
        public static void main(String[] args) {
            allocate();
            throw new IllegalStateException("on purpose");
        }
    }

    static final class Halts {
        public static void main(String[] args) {
            allocate();
            Runtime.getRuntime().halt(4);
        }
    }

    static final class Waits {
        public static void main(String[] args) throws InterruptedException {
            allocate();
            new CountDownLatch(1).await();
        }
    }

    /** Does not use the library before it ends. */
    static final class UsesItInAShutdownHook {
        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(ExitPrograms::allocate));
        }
    }

    /** A daemon thread goes on allocating while the profile is taken. */
    static final class KeepsAllocating {
        public static void main(String[] args) throws InterruptedException {
            CountDownLatch busy = new CountDownLatch(1_009);
            Thread daemon = new Thread(() -> {
                while (true) {
                    try (TrackingArena arena = TrackingArena.ofConfined()) {
                        arena.allocate(101);
                        arena.allocate(53);
                    }
                    busy.countDown();
                }
            });
            daemon.setDaemon(true);
            daemon.start();
            busy.await();
        }
    }

    /** What it puts in the place of the standard error stream works no more. */
    static final class ReplacesTheErrorStream {
        public static void main(String[] args) {
            allocate();
            System.setErr(new PrintStream(OutputStream.nullOutputStream()) {
                @Override
                public void print(String text) {
                    throw new IllegalStateException("closed");
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    throw new IllegalStateException("closed");
                }
            });
        }
    }

    /** Uses every kind of arena, an allocator and a handle. */
    static final class UsesEverything {
        public static void main(String[] args) throws Exception {
            Tracker tracker = Tracker.global();
            try (TrackingArena confined = tracker.ofConfined();
                    TrackingArena shared = tracker.ofShared();
                    Arena plain = Arena.ofConfined();
                    TrackingArena wrapped = tracker.arena(plain)) {
                confined.allocate(101);
                shared.allocateFrom("text");
                wrapped.allocate(7);
                tracker.ofAuto().allocate(11);
                tracker.ofGlobal().allocate(13);
                tracker.allocator(SegmentAllocator.slicingAllocator(confined.allocate(4_099)), confined)
                        .allocate(17);
            } catch (IllegalStateException e) {
                // The wrapped arena was closed through its wrapper.
            }
            BlockHandle handle = tracker.recordAlloc(19);
            handle.resized(23);
            handle.freed();
            tracker.snapshot();
            tracker.sites().forEach(AllocationSite::frames);
        }
    }
}
