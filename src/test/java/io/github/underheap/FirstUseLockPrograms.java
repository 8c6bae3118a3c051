package io.github.underheap;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.config.Walk;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Programs whose class loader has a lock, as those of many applications, which is held while the library is used for the first time. */
final class FirstUseLockPrograms {

    private static final String PACKAGE = Tracker.class.getPackageName();

    private FirstUseLockPrograms() {}

    /** Locks itself for each class of the library, and says beforehand which one is asked for. */
    private static final class LockingLoader extends URLClassLoader {

        static {
            // Or else the JVM would hold the lock when it calls.
            registerAsParallelCapable();
        }

        private final Consumer<String> before;

        /**
         * With all classes of the library but some, so that its lock is not needed for those.
         *
         * @param later which are loaded when they are used
         */
        LockingLoader(Consumer<String> before, Predicate<String> later) throws ReflectiveOperationException {
            super(FirstUsePrograms.classPath(), getPlatformClassLoader());
            this.before = before;
            for (String name : FirstUsePrograms.classes()) {
                if (!later.test(name)) {
                    Class<?> ignored = Class.forName(name, false, this);
                }
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            before.accept(name);
            synchronized (this) {
                return super.loadClass(name, resolve);
            }
        }

        <T> T make(Class<T> type, Class<? extends T> program) throws ReflectiveOperationException {
            return type.cast(loadClass(program.getName()).getConstructor().newInstance());
        }
    }

    private static boolean isStarting() {
        return Thread.currentThread().getName().equals("underheap-start");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitState(Thread thread, Thread.State... states) {
        while (!Set.of(states).contains(thread.getState())) {
            Thread.onSpinWait();
        }
    }

    private static <T> FutureTask<T> start(String name, Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, name);
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    /** One thread is the first to open an arena, and needs a class; another one opens one in the middle of loading another class. */
    static final class ArenaInAClassLoader {

        private static final CountDownLatch ASKED = new CountDownLatch(1);
        private static final CountDownLatch HELD = new CountDownLatch(1);

        public static void main(String[] arguments) throws Exception {
            String start = PACKAGE + ".process.GlobalStart";
            Thread[] threads = new Thread[2];
            LockingLoader loader = new LockingLoader(
                    name -> {
                        if (name.equals(start) && Thread.currentThread().equals(threads[0])) {
                            ASKED.countDown();
                            await(HELD);
                        }
                    },
                    start::equals);
            Runnable use = loader.make(Runnable.class, FirstUsePrograms.Application.class);
            threads[0] = new Thread(use);
            threads[1] = new Thread(() -> {
                await(ASKED);
                synchronized (loader) {
                    HELD.countDown();
                    awaitState(threads[0], Thread.State.BLOCKED);
                    use.run();
                }
            });
            int ended = 0;
            for (Thread thread : threads) {
                thread.setDaemon(true);
                thread.start();
            }
            for (Thread thread : threads) {
                ended += thread.join(Duration.ofSeconds(20)) ? 1 : 0;
            }
            System.out.println(
                    "RESULT ended " + ended + ", bytes " + (ended < 2 ? 0 : ((LongSupplier) use).getAsLong()));
        }
    }

    /** How a new tracker finds sites. */
    public abstract static class Creates implements Supplier<String> {

        private final TrackerOptions options;

        /** Of the trackers that it makes. */
        protected Creates(TrackerOptions options) {
            this.options = options;
        }

        @Override
        public String get() {
            try (Tracker tracker = Tracker.create(options)) {
                return tracker.walkState();
            }
        }
    }

    /** Without sites. */
    public static final class CreatesPlain extends Creates {
        /** For reflection. */
        public CreatesPlain() {
            super(TrackerOptions.builder().capture(Capture.NONE).build());
        }
    }

    /** With the walk. */
    public static final class CreatesWalk extends Creates {
        /** For reflection. */
        public CreatesWalk() {
            super(TrackerOptions.builder().walk(Walk.VM).build());
        }
    }

    /** What comes of a tracker made by a thread that holds the lock of the class loader, which the library waits for. */
    static final class TrackerUnderALock {

        public static void main(String[] arguments) throws Exception {
            FutureTask<String> plain = start("plain", TrackerUnderALock::plain);
            String walk = walk();
            System.out.println("RESULT plain: " + plain.get() + "; walk: " + walk);
        }

        /** The library waits while it initializes a class. */
        private static String plain() throws Exception {
            LockingLoader loader = new LockingLoader(name -> {}, (PACKAGE + ".memory.Words")::equals);
            Supplier<?> creates = loader.make(Supplier.class, CreatesPlain.class);
            String first;
            synchronized (loader) {
                try {
                    first = "" + creates.get();
                } catch (IllegalStateException e) {
                    first = e.getMessage();
                }
            }
            return first + ", then " + creates.get();
        }

        /** The library waits while it prepares the walk for somebody else. */
        private static String walk() throws Exception {
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch held = new CountDownLatch(1);
            String late = PACKAGE + ".stack.VmStructs";
            LockingLoader loader = new LockingLoader(
                    name -> {
                        if (name.equals(late) && isStarting()) {
                            asked.countDown();
                            await(held);
                        }
                    },
                    late::equals);
            Supplier<?> creates = loader.make(Supplier.class, CreatesWalk.class);
            FutureTask<?> other = start("other", creates::get);
            String second;
            await(asked);
            synchronized (loader) {
                held.countDown();
                second = "" + creates.get();
            }
            return second + ", then " + other.get() + ", then " + creates.get();
        }
    }

    /** Two threads make a tracker; one comes while the library is being made ready for the other. */
    static final class TwoTrackersAtATime {

        private static final CountDownLatch ASKED = new CountDownLatch(1);
        private static final CountDownLatch GO_ON = new CountDownLatch(1);

        public static void main(String[] arguments) throws Exception {
            String late = PACKAGE + ".record.Recording";
            LockingLoader loader = new LockingLoader(
                    name -> {
                        if (name.equals(late) && ASKED.getCount() > 0) {
                            ASKED.countDown();
                            await(GO_ON);
                        }
                    },
                    late::equals);
            Supplier<?> creates = loader.make(Supplier.class, CreatesPlain.class);
            FutureTask<?> first = start("first", creates::get);
            await(ASKED);
            FutureTask<?> made = new FutureTask<>(creates::get);
            Thread second = new Thread(made, "second");
            second.start();
            awaitState(second, Thread.State.BLOCKED, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);
            GO_ON.countDown();
            System.out.println("RESULT " + first.get() + ", " + made.get());
        }
    }

    /** The class loader makes a tracker when the library, which is being made ready, asks it for a class. */
    static final class TrackerByTheClassLoader {

        private static volatile @Nullable Supplier<?> creates;
        private static volatile String inside = "";

        public static void main(String[] arguments) throws Exception {
            String late = PACKAGE + ".memory.Words";
            LockingLoader loader = new LockingLoader(
                    name -> {
                        Supplier<?> known = creates;
                        if (known != null && name.equals(late) && isStarting()) {
                            try {
                                inside = "" + known.get();
                            } catch (IllegalStateException e) {
                                inside = e.getMessage();
                            }
                        }
                    },
                    late::equals);
            Supplier<?> known = loader.make(Supplier.class, CreatesPlain.class);
            creates = known;
            String outside = "" + known.get();
            System.out.println("RESULT inside: " + inside + "; outside: " + outside);
        }
    }
}
