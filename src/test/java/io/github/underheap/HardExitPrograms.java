package io.github.underheap;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** Programs that have nothing left when they end, each after a block of 1,009 bytes that stays live. */
@SuppressWarnings({"MissingSummary", "InfiniteRecursion"}) // programs
final class HardExitPrograms {

    private static final List<Object> KEPT = new ArrayList<>();

    private HardExitPrograms() {}

    /** Waits until the library's own thread waits for the end. */
    private static void begin() throws InterruptedException {
        TrackingArena.ofShared().allocate(1_009);
        while (!isReady()) {
            Thread.sleep(1);
        }
    }

    private static boolean isReady() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("underheap-start") && thread.getState() == Thread.State.TIMED_WAITING);
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
            try {
                while (true) {
                    Thread thread = new Thread(() -> {
                        while (true) {
                            java.util.concurrent.locks.LockSupport.park();
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                }
            } catch (OutOfMemoryError e) {
                System.out.println("no more");
            }
        }
    }
}
