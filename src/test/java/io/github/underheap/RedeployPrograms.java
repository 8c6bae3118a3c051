package io.github.underheap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An application server: deploys applications {@value #TIMES} times, each with a class loader and a copy of the library of its own, and drops
 * them. Segments, arenas and threads that an application was given or gave away live on. Says of each what its walk was and how many of its
 * loaders are left.
 *
 * <pre>RedeployPrograms APPLICATION…</pre>
 */
final class RedeployPrograms {

    private static final int TIMES = 5;

    /** How long loaders are waited for: a compiler that is at work holds classes for a while. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Enough to see that loaders stay that shall. */
    private static final int COLLECTIONS = 5;

    private RedeployPrograms() {}

    /**
     * What an application does. It is given a thread that outlives it, an arena of the server, and where the server keeps segments; all
     * as classes that every loader has.
     */
    public abstract static class Application implements Function<Object[], String> {

        @Override
        @SuppressWarnings("unchecked")
        public String apply(Object[] server) {
            run((Consumer<Runnable>) server[0], (Arena) server[1], (List<MemorySegment>) server[2]);
            return Tracker.global().walkState();
        }

        abstract void run(Consumer<Runnable> thread, Arena arena, List<MemorySegment> kept);

        static void allocate(int blocks) {
            for (int i = 0; i < blocks; i++) {
                try (TrackingArena arena = TrackingArena.ofConfined()) {
                    arena.allocate(1_009);
                }
            }
        }
    }

    public static final class Walks extends Application {
        @Override
        void run(Consumer<Runnable> thread, Arena arena, List<MemorySegment> kept) {
            allocate(20_000);
            thread.accept(() -> allocate(20_000));
        }
    }

    public static final class KeepsArenasOpen extends Application {
        @Override
        void run(Consumer<Runnable> thread, Arena arena, List<MemorySegment> kept) {
            kept.add(TrackingArena.ofAuto().allocate(1_009));
            kept.add(TrackingArena.ofShared().allocate(1_013));
            kept.add(TrackingArena.ofConfined().allocate(1_019));
            kept.add(TrackingArena.global().allocate(1_021));
            kept.add(TrackingArena.wrap(arena).allocate(1_031));
            kept.add(TrackingArena.wrap(Arena.ofAuto()).allocate(1_033));
            TrackingArena lifetime = TrackingArena.ofAuto();
            kept.add(Tracker.global().allocator(arena, lifetime).allocate(1_039));
            kept.add(Tracker.create().ofAuto().allocate(1_049));
            Tracker.global().snapshot();
        }
    }

    public static final class KeepsWindowsOpen extends Application {
        @Override
        void run(Consumer<Runnable> thread, Arena arena, List<MemorySegment> kept) {
            Profiler.start();
            Profiler.ownThread();
            allocate(100);
            thread.accept(() -> {
                Profiler.ownThread();
                kept.add(TrackingArena.ofConfined().allocate(1_009));
                allocate(100);
            });
        }
    }

    public static final class Reports extends Application {
        @Override
        void run(Consumer<Runnable> thread, Arena arena, List<MemorySegment> kept) {
            allocate(100);
            try {
                Path file = Files.createTempFile(Path.of(""), "profile", ".json");
                Tracker.global().writeDhat(file);
                Tracker.global().reset();
                Tracker.global().writeDhat(file);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            kept.add(TrackingArena.ofAuto().allocate(1_009));
        }
    }

    public static final class DoesEverything extends Application {
        @Override
        void run(Consumer<Runnable> thread, Arena arena, List<MemorySegment> kept) {
            for (Application each :
                    List.of(new Walks(), new Reports(), new KeepsArenasOpen(), new KeepsWindowsOpen())) {
                each.run(thread, arena, kept);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        StringBuilder result = new StringBuilder("RESULT");
        List<MemorySegment> kept = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(1);
                Arena arena = Arena.ofShared()) {
            Consumer<Runnable> thread = task -> {
                try {
                    pool.submit(task).get();
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            };
            for (String application : arguments) {
                List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
                String walk = "";
                for (int i = 0; i < TIMES; i++) {
                    walk = deploy(application, new Object[] {thread, arena, kept}, loaders);
                }
                boolean shallStay = System.getProperty("underheap.output") != null;
                long start = System.nanoTime();
                for (int i = 0; left(loaders) > 0 && (shallStay ? i < COLLECTIONS : isPatient(start)); i++) {
                    System.gc();
                }
                result.append(' ')
                        .append(walk)
                        .append(' ')
                        .append(left(loaders))
                        .append(',');
            }
        }
        System.out.println(result);
    }

    @SuppressWarnings("unchecked")
    private static String deploy(String application, Object[] server, List<WeakReference<ClassLoader>> loaders)
            throws Exception {
        URL[] classPath = {placeOf(Tracker.class), placeOf(RedeployPrograms.class)};
        try (Loader loader = new Loader(classPath)) {
            loaders.add(new WeakReference<>(loader));
            Object started = loader.loadClass(RedeployPrograms.class.getName() + '$' + application)
                    .getConstructor()
                    .newInstance();
            String walk = ((Function<Object[], String>) started).apply(server);
            if (System.getProperty("underheap.output") == null) {
                endOfOwnThreads();
            }
            return walk;
        }
    }

    /** Until then the library keeps its loader. */
    private static void endOfOwnThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("underheap-")) {
                thread.join();
            }
        }
    }

    /** As in some servers it refuses everything once it is closed, even what others have loaded. */
    private static final class Loader extends URLClassLoader {

        private volatile boolean closed;

        Loader(URL[] classPath) {
            super(classPath, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (closed) {
                throw new ClassNotFoundException(name + ": the application was undeployed");
            }
            return super.loadClass(name, resolve);
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }

    private static boolean isPatient(long start) {
        return System.nanoTime() - start < PATIENCE.toNanos();
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
