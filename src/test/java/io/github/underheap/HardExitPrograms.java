package io.github.underheap;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Programs that have nothing left when they end, each after a block of 1,009 bytes that stays live. */
@SuppressWarnings({"MissingSummary", "InfiniteRecursion"}) // programs
final class HardExitPrograms {

    private static final List<Object> KEPT = new ArrayList<>();

    private HardExitPrograms() {}

    /** Waits until the library's own thread has done all it does at the beginning, and waits for the end. */
    private static void begin() throws InterruptedException {
        TrackingArena.ofShared().allocate(1_009);
        while (!isReady()) {
            Thread.sleep(1);
        }
    }

    private static boolean isReady() {
        return Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(thread -> thread.getKey().getName().equals("underheap-start") && waits(thread.getValue()));
    }

    /** Whether the innermost method of the library's own, but for the one that waits, is the exit report's. */
    private static boolean waits(StackTraceElement[] stack) {
        List<String> own = Stream.of(stack)
                .filter(frame -> frame.getClassName().startsWith("io.github.underheap."))
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .limit(2)
                .toList();
        return own.equals(
                List.of("io.github.underheap.stack.Outcome.await", "io.github.underheap.process.ExitReport.run"));
    }

    /** Dies of a full heap. */
    static final class HeapFull {
        public static void main(String[] args) throws InterruptedException {
            begin();
            Arena arena = TrackingArena.ofAuto();
            for (int size : new int[] {1 << 16, 1 << 10, 16}) {
                try {
                    while (true) {
                        KEPT.add(new byte[size]);
                    }
                } catch (OutOfMemoryError e) {
                    // The next ones are smaller.
                }
            }
            while (true) {
                KEPT.add(arena.allocateFrom("pin"));
            }
        }
    }

    /** Can load no further class. */
    static final class MetaspaceFull {
        public static void main(String[] args) throws InterruptedException {
            begin();
            try {
                for (int i = 0; ; i++) {
                    byte[] type = ClassFile.of().build(ClassDesc.of("x.C" + i), builder -> {
                        for (int field = 0; field < 40; field++) {
                            builder.withField("f" + field, ConstantDescs.CD_int, 0);
                        }
                    });
                    KEPT.add(new Loader().define(type));
                }
            } catch (OutOfMemoryError e) {
                System.out.println(e.getMessage());
            }
        }

        private static final class Loader extends ClassLoader {
            Class<?> define(byte[] type) {
                return defineClass(null, type, 0, type.length);
            }
        }
    }

    /** Can start no further thread. */
    static final class ThreadsFull {
        public static void main(String[] args) throws InterruptedException {
            begin();
            startAll();
            System.out.println("no more");
        }
    }

    /** Can start no thread when it first uses the library; with an argument, it can when it ends. */
    static final class NoThreadsAtFirst {
        public static void main(String[] args) throws InterruptedException {
            List<Thread> threads = startAll();
            TrackingArena.ofShared().allocate(1_009);
            for (Thread thread : args.length == 0 ? List.<Thread>of() : threads) {
                thread.interrupt();
                thread.join();
            }
        }
    }

    /** As many as there can be, until they are interrupted. */
    private static List<Thread> startAll() {
        List<Thread> threads = new ArrayList<>();
        try {
            while (true) {
                Thread thread = new Thread(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        LockSupport.park();
                    }
                });
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
        } catch (OutOfMemoryError e) {
            return threads;
        }
    }

    /** Reads its output once it was said that it comes too late, and keeps the process alive meanwhile. */
    static final class ReadsThePipeTooLate {
        public static void main(String[] args) throws InterruptedException {
            begin();
            Runtime.getRuntime().addShutdownHook(new Thread(ReadsThePipeTooLate::read));
        }

        private static void read() {
            try {
                while (Files.size(Path.of("stderr")) == 0) {
                    Thread.sleep(1);
                }
                System.out.println(Files.readAllBytes(Path.of("pipe")).length + " bytes");
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    if (thread.getName().equals("underheap-start")) {
                        thread.join();
                    }
                }
            } catch (IOException | InterruptedException e) {
                System.out.println(e);
            }
        }
    }
}
