package io.github.underheap.stack;

import java.lang.ref.Reference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gets the library ready when it is used for the first time.
 *
 * <p>A class whose initializer fails is broken for as long as its loader lives, and so is one of the JDK. The first use may come where a
 * stack ends or while the heap is full, so initializers run on a thread of the library's own, after a look at whether there is room on
 * the heap. If there is none, nothing has been touched, and the next use tries again. What the application calls before that has no
 * initializer, here and in whatever it calls.
 *
 * <p>What is made comes in kinds, each of which may need classes that the others do not. The first of a kind is made on such a thread,
 * and those that are asked for meanwhile; the next ones by whoever asks.
 *
 * <p><b>Deadlock.</b> The thread loads classes by the application's class loader, and may read its properties. Whoever waits for it may hold
 * a lock that this needs, or an initializer that is under way; so nobody waits longer than {@value #PATIENCE_NANOS} ns, and who has
 * waited in vain does not go on with what the thread has begun. The application's code does not wait when the thread calls it.
 *
 * <p>Thread-safe.
 */
public final class FirstUse {

    /** How long somebody waits for a thread of the library. */
    public static final long PATIENCE_NANOS = 10_000_000_000L;

    /** Name of a thread that gets the library ready. */
    public static final String THREAD = "underheap-start";

    /** Of a thread that gets the library ready, which needs 50 KiB of it. */
    private static final int STACK_BYTES = 1 << 20;

    private static final int ROOM_PIECES = 24;
    private static final int PIECE_BYTES = 32 << 10;

    private static volatile boolean prepared;
    private static volatile boolean allPrepared;

    /** A bit for each kind of which something was made here. */
    private static volatile int made;

    private FirstUse() {}

    /**
     * A daemon thread with a stack of its own. It has the root group, the usual priority and the system's class loader, and no values of
     * the thread that makes it. What its task throws goes to nobody.
     */
    public static Thread thread(Runnable task, String name) {
        return new Own(task, name);
    }

    private static final class Own extends Thread {

        private final Runnable task;

        Own(Runnable task, String name) {
            super(root(), null, name, STACK_BYTES, false);
            this.task = task;
            setDaemon(true);
            setPriority(NORM_PRIORITY);
        }

        private static ThreadGroup root() {
            ThreadGroup group = currentThread().getThreadGroup();
            for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
                group = parent;
            }
            return group;
        }

        @Override
        public void run() {
            try {
                task.run();
            } catch (Throwable t) {
                // The application's handlers are not for faults of the library.
            }
        }
    }

    /**
     * Makes something that needs the library: the first of its kind on a thread of the library's own.
     *
     * @param kind 0 to 31
     * @throws OutOfMemoryError if there is no room on the heap to get ready
     * @throws IllegalStateException if the patience has ended, or this is code that the library calls while it gets ready
     */
    public static <T> T call(int kind, Supplier<T> maker) {
        boolean own = Thread.currentThread() instanceof Own;
        if ((made & 1 << kind) != 0 || (own && prepared)) {
            return maker.get();
        }
        if (own) {
            throw new IllegalStateException("underheap is not ready: this is called while it gets ready");
        }
        Call<T> call = new Call<>(kind, maker);
        try {
            thread(call, THREAD).start();
        } catch (OutOfMemoryError e) {
            // No thread can be started.
            call.run();
        }
        if (!call.outcome.await(PATIENCE_NANOS)) {
            throw new IllegalStateException("underheap is not ready after " + PATIENCE_NANOS / 1_000_000_000
                    + " s: the machine is too busy, or what its thread " + THREAD
                    + " needs, such as the lock of a class loader, is held by another one");
        }
        return call.get();
    }

    private static final class Call<T> implements Runnable {

        private final int kind;
        private final Supplier<T> maker;
        private final Outcome<T> outcome = new Outcome<>();

        Call(int kind, Supplier<T> maker) {
            this.kind = kind;
            this.maker = maker;
        }

        @Override
        public void run() {
            try {
                prepare();
                T result = maker.get();
                wasMade(kind);
                outcome.done(result);
            } catch (Throwable t) {
                outcome.failed(t);
                return;
            }
            prepareTheRest();
        }

        private T get() {
            Throwable failure = outcome.failure();
            T result = outcome.value();
            if (result == null || failure != null) {
                if (failure instanceof Error e) {
                    throw e;
                }
                throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
            }
            return result;
        }
    }

    /** Not if a walk may have been left out because it is being prepared: the next one would prepare it. */
    private static synchronized void wasMade(int kind) {
        if (!WalkableVm.isUnderWay()) {
            made |= 1 << kind;
        }
    }

    /**
     * Initializes what every recorder needs, in a thread that has stack enough.
     *
     * @throws OutOfMemoryError if there is no room on the heap; nothing has been touched then
     */
    public static void prepare() {
        if (!prepared) {
            requireRoom();
            initialize(early());
            StackWalker walker = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
            walker.walk(new Innermost());
            prepared = true;
        }
    }

    /** Initializes what most programs need later or never. What cannot be initialized now is when it is needed. */
    public static void prepareTheRest() {
        if (allPrepared) {
            return;
        }
        try {
            requireRoom();
            initialize(late());
            allPrepared = true;
        } catch (Throwable t) {
            // Nobody has asked for it yet.
        }
    }

    /** The first walk in a process initializes classes of the JDK, which are broken for all if it fails. */
    private static final class Innermost
            implements java.util.function.Function<Stream<StackWalker.StackFrame>, @Nullable Object> {
        @Override
        public @Nullable Object apply(Stream<StackWalker.StackFrame> frames) {
            return frames.iterator().next();
        }
    }

    /** In small pieces, because a collector may have no large one. */
    private static void requireRoom() {
        byte[][] room = new byte[ROOM_PIECES][];
        try {
            for (int i = 0; i < room.length; i++) {
                room[i] = new byte[PIECE_BYTES];
            }
        } finally {
            Reference.reachabilityFence(room);
        }
    }

    private static void initialize(String[] names) {
        String own = FirstUse.class.getPackageName();
        String base = own.substring(0, own.lastIndexOf('.') + 1);
        ClassLoader loader = FirstUse.class.getClassLoader();
        for (String name : names) {
            try {
                Class<?> ignored = Class.forName(base + name, true, loader);
            } catch (ClassNotFoundException e) {
                // A tool that makes programs smaller has renamed it: it is initialized when it is used.
            }
        }
    }

    /** What an allocation may be the first to use. */
    static String[] early() {
        return new String[] {
            "memory.InternIndex",
            "memory.ThreadCounters",
            "record.BlockOwner$Access",
            "record.Ledger",
            "record.Ledger$Entered",
            "record.Ledger$End",
            "record.Era",
            "record.Block$Event",
            "record.Recorder$1",
            "record.WatchedArenas$Ended",
            "stack.StackWalkerCapture$Site",
            "stack.StackWalkerCapture$Count",
        };
    }

    /** Allocators, windows, profiles. */
    static String[] late() {
        return new String[] {
            "CloseMeans",
            "config.Options",
            "file.BesideFile",
            "file.FileOwner",
            "file.MountPoints",
            "file.PassingFiles",
            "file.WholeFile",
            "memory.AddressTable$Answer",
            "memory.AddressPage",
            "memory.AddressShard$Step",
            "record.AddressedBlocks",
            "record.WindowBooks",
            "record.Window",
            "record.RowColumns",
            "record.RecordedFrames",
            "record.RecordedFrames$1",
            "profile.HeapNumbers",
            "profile.Frame",
            "profile.ProfileFacts",
            "profile.ProfileMath$1",
            "report.DhatFormat$1",
            "report.SitesFormat",
        };
    }
}
