package io.github.underheap;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.config.Walk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs that use the library for the first time where that is hard. */
@SuppressWarnings({"MissingSummary", "UnusedVariable", "serial"}) // programs, whose fields keep what must not go
final class FirstUsePrograms {

    private FirstUsePrograms() {}

    /** Uses the library, and tells how many bytes were counted; 0 as long as nothing is. */
    public static final class Application implements Runnable, LongSupplier {

        @Override
        public void run() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(13);
            }
        }

        @Override
        public long getAsLong() {
            run();
            return Tracker.global().snapshot().totalBytes();
        }
    }

    /** An application in a class loader that has not seen the library yet. */
    private static Object fresh() throws IOException, ReflectiveOperationException {
        URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
        for (String name : CLASSES) {
            // Loaded and not initialized: a class loader needs more stack than anything else.
            Class<?> ignored = Class.forName(name, false, loader);
        }
        return loader.loadClass(Application.class.getName()).getConstructor().newInstance();
    }

    private static final List<String> CLASSES = classes();

    /** Of the library and these programs. */
    static URL[] classPath() {
        return new URL[] {placeOf(Tracker.class), placeOf(Application.class)};
    }

    /** All that programs get, but the bindings and what needs other libraries: JMH, JUnit, and those of the command line, which is in another jar. */
    static List<String> classes() {
        try {
            Path library = ForkedJvm.library();
            if (Files.isDirectory(library)) {
                return classes(library);
            }
            try (FileSystem jar = FileSystems.newFileSystem(library)) {
                return classes(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> classes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .filter(name -> !name.contains("module-info") && !name.contains("bindings"))
                    .filter(name -> !name.matches("io\\.github\\.underheap\\.(cli|jmh|junit)\\..*"))
                    .toList();
        }
    }

    private static URL placeOf(Class<?> type) {
        return Objects.requireNonNull(type.getProtectionDomain().getCodeSource())
                .getLocation();
    }

    /** Whether the library works, at once or soon. */
    private static boolean works(Object application) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < end) {
            try {
                if (((LongSupplier) application).getAsLong() > 0) {
                    return true;
                }
            } catch (LinkageError e) {
                return false;
            } catch (StackOverflowError | OutOfMemoryError e) {
                // It is tried again.
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static @Nullable Throwable thrownBy(Runnable application) {
        try {
            application.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static void plain() {
        try (Arena arena = Arena.ofConfined()) {
            arena.allocate(13);
        }
    }

    private static void conclude(int reached, int thrown, List<String> wrong) {
        wrong.forEach(System.out::println);
        System.out.println("RESULT reached " + reached + ", thrown " + thrown + ", wrong " + wrong.size());
    }

    /** Recurses to the end of the stack, and uses the library some frames further out. */
    static final class Stack {

        private final Runnable application;
        private int left;
        private boolean reached;
        private @Nullable Throwable thrown;

        private Stack(Runnable application, int framesFromTheEnd) {
            this.application = application;
            this.left = framesFromTheEnd;
        }

        /** @param arguments the first position; how many there are; how many frames apart */
        public static void main(String[] arguments) throws Exception {
            int first = Integer.parseInt(arguments[0]);
            int positions = Integer.parseInt(arguments[1]);
            int apart = Integer.parseInt(arguments[2]);
            int reached = 0;
            int thrown = 0;
            List<String> wrong = new ArrayList<>();
            plain();
            for (int i = first; i < first + positions; i++) {
                Object application = fresh();
                Stack stack = new Stack((Runnable) application, i * apart);
                Thread thread = new Thread(null, stack::dive, "full", 256 << 10);
                thread.start();
                thread.join();
                reached += stack.reached ? 1 : 0;
                thrown += stack.thrown == null ? 0 : 1;
                if (!works(application) || (stack.thrown != null && !(stack.thrown instanceof StackOverflowError))) {
                    wrong.add(i + ": " + stack.thrown + ", afterwards " + thrownBy((Runnable) application));
                }
            }
            conclude(reached, thrown, wrong);
        }

        @SuppressWarnings("InfiniteRecursion")
        private void dive() {
            try {
                dive();
            } catch (StackOverflowError e) {
                // There is a little more room in this frame than in the next one.
            }
            if (left-- == 0) {
                reached = true;
                thrown = thrownBy(application);
            }
        }
    }

    /** Uses the library while there is room for some bytes more on the heap. */
    static final class Heap {

        private static final int[] SIZES = {1 << 16, 1 << 9, 0};

        private static final byte[][] BALLAST = new byte[1 << 15][];
        private static int used;

        /** @param arguments the first position; how many there are; how many bytes apart */
        public static void main(String[] arguments) throws Exception {
            int first = Integer.parseInt(arguments[0]);
            int positions = Integer.parseInt(arguments[1]);
            int apart = Integer.parseInt(arguments[2]);
            int thrown = 0;
            List<String> wrong = new ArrayList<>();
            plain();
            for (int i = first; i < first + positions; i++) {
                Object application = fresh();
                Runnable use = (Runnable) application;
                fill(i * apart);
                Throwable failure = thrownBy(use);
                while (used > 0) {
                    BALLAST[--used] = null;
                }
                thrown += failure == null ? 0 : 1;
                if (!works(application) || (failure != null && !(failure instanceof OutOfMemoryError))) {
                    wrong.add(i + ": " + failure + ", afterwards " + thrownBy(use));
                }
            }
            conclude(positions, thrown, wrong);
        }

        /** Takes all but some bytes. */
        private static void fill(int left) {
            byte[][] spare = new byte[left >> 10][1 << 10];
            for (int size : SIZES) {
                try {
                    while (true) {
                        BALLAST[used] = new byte[size];
                        used++;
                    }
                } catch (OutOfMemoryError e) {
                    // The next ones are smaller.
                }
            }
            spare = null;
        }
    }

    /** The error stream's lock is held by a thread that waits for an arena. */
    static final class ErrorStreamHeld {

        private static volatile boolean begun;

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch held = new CountDownLatch(1);
            PrintStream own = new PrintStream(OutputStream.nullOutputStream()) {
                @Override
                public synchronized void write(byte[] bytes, int from, int length) {
                    super.write(bytes, from, length);
                }

                @Override
                public synchronized void print(@Nullable String text) {
                    super.print(text);
                }
            };
            System.setErr(own);
            Thread main = Thread.currentThread();
            Thread holder = new Thread(() -> {
                synchronized (own) {
                    held.countDown();
                    // Until the other one waits in the middle of it, or for this thread.
                    while (!begun || main.getState() == Thread.State.RUNNABLE) {
                        Thread.onSpinWait();
                    }
                    use();
                }
            });
            holder.start();
            held.await();
            begun = true;
            use();
            holder.join();
            System.out.println("RESULT bytes " + Tracker.global().snapshot().totalBytes());
        }
    }

    /** The system properties are the application's, and wait for a thread that allocates. */
    static final class PropertiesThatAllocate {

        private static final Thread OTHER = new Thread(FirstUsePrograms::use);

        private static final class Own extends Properties {
            @Override
            public Set<String> stringPropertyNames() {
                if (OTHER.getState() == Thread.State.NEW) {
                    OTHER.start();
                    use();
                    try {
                        // It waits for the tracker, which waits for this.
                        OTHER.join(100);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return super.stringPropertyNames();
            }
        }

        public static void main(String[] arguments) throws InterruptedException {
            Properties own = new Own();
            own.putAll(System.getProperties());
            System.setProperties(own);
            use();
            OTHER.join();
            System.out.println("RESULT bytes " + Tracker.global().snapshot().totalBytes() + ", remarks "
                    + Tracker.global().profile().remarks());
        }
    }

    /** The system properties are the application's, and make a tracker when they are asked. */
    static final class PropertiesThatMakeATracker {

        private static volatile String inside = "";

        public static void main(String[] arguments) {
            System.setProperties(new Properties(System.getProperties()) {
                @Override
                public Set<String> stringPropertyNames() {
                    try (Tracker tracker = Tracker.create()) {
                        tracker.recordAlloc(17).freed();
                        inside = "" + tracker.snapshot().totalBytes();
                    }
                    return super.stringPropertyNames();
                }
            });
            use();
            System.out.println("RESULT inside " + inside + ", bytes "
                    + Tracker.global().snapshot().totalBytes());
        }
    }

    /** What takes the place of the error stream, or of the properties, throws. */
    static final class EverythingThrows {

        /** Where a question to the properties passes through. */
        private static final Set<String> WAY = Set.of("java.lang.System", "java.util.Properties", "java.lang.Long");

        private static boolean isAskedByTheLibrary() {
            String own = EverythingThrows.class.getName();
            String caller = StackWalker.getInstance()
                    .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                            .filter(name -> !name.startsWith(own) && !WAY.contains(name))
                            .findFirst()
                            .orElse(""));
            return caller.startsWith("io.github.underheap.");
        }

        public static void main(String[] arguments) {
            System.setErr(new PrintStream(OutputStream.nullOutputStream()) {
                @Override
                public void print(@Nullable String text) {
                    throw new NoClassDefFoundError("of the application");
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    throw new NoClassDefFoundError("of the application");
                }
            });
            // Asks for properties itself when it is first used.
            StackWalker.getInstance().forEach(_ -> {});
            System.setProperties(new Properties(System.getProperties()) {
                @Override
                public Set<String> stringPropertyNames() {
                    throw new NoClassDefFoundError("of the application");
                }

                // For the library alone: the JDK itself breaks otherwise.
                @Override
                public @Nullable String getProperty(String name) {
                    if (isAskedByTheLibrary()) {
                        throw new IllegalStateException("of the application");
                    }
                    return super.getProperty(name);
                }

                @Override
                public String getProperty(String name, String otherwise) {
                    if (isAskedByTheLibrary()) {
                        throw new NoClassDefFoundError("of the application");
                    }
                    return super.getProperty(name, otherwise);
                }
            });
            use();
            System.out.println("RESULT bytes " + Tracker.global().snapshot().totalBytes());
        }
    }

    /** What most programs do. */
    static final class UsesArenas {

        public static void main(String[] arguments) {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(13);
                arena.allocate(17);
            }
            try (TrackingArena arena = TrackingArena.ofShared()) {
                arena.allocate(13);
            }
            TrackingArena.ofAuto().allocate(13);
            BlockHandle block = Tracker.global().recordAlloc(13);
            block.resized(17);
            block.freed();
        }
    }

    /** Trackers with other ways to find sites than the global one has. */
    static final class OtherOptions {

        public static void main(String[] arguments) {
            new Application().run();
            List<TrackerOptions> others = List.of(
                    TrackerOptions.builder().walk(Walk.VM).build(),
                    TrackerOptions.builder().capture(Capture.STACKWALKER).build(),
                    TrackerOptions.builder().capture(Capture.NONE).build());
            for (TrackerOptions options : others) {
                use(Tracker.create(options));
            }
            use(Tracker.create());
        }

        private static void use(Tracker tracker) {
            for (int i = 0; i < 10; i++) {
                try (TrackingArena arena = tracker.ofConfined()) {
                    arena.allocate(13);
                }
            }
        }
    }

    /** A class that the library looks for by its name has another one, as after a shrinker. */
    static final class Renamed {

        private static final String NAME = "WatchedArenas$Ended";
        private static final String OTHER = "WatchedArenas$Xyzzy";

        private static final class Loader extends URLClassLoader {

            Loader() {
                super(classPath(), ClassLoader.getPlatformClassLoader());
            }

            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (!name.startsWith(Tracker.class.getPackageName()) || name.endsWith(NAME)) {
                    throw new ClassNotFoundException(name);
                }
                try (InputStream in = getResourceAsStream(name.replace('.', '/').replace(OTHER, NAME) + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    byte[] bytes = renamed(in.readAllBytes());
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }

            /** In names of classes, which have slashes; texts stay as they are. */
            private static byte[] renamed(byte[] file) {
                return new String(file, StandardCharsets.ISO_8859_1)
                        .replace("record/" + NAME, "record/" + OTHER)
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
        }

        public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
            try (Loader loader = new Loader()) {
                LongSupplier application = (LongSupplier) loader.loadClass(Application.class.getName())
                        .getConstructor()
                        .newInstance();
                System.out.println("RESULT bytes " + application.getAsLong());
                Class<?> other = Class.forName("io.github.underheap.record." + OTHER, false, loader);
                System.out.println(other.getName());
            }
        }
    }

    private static void use() {
        new Application().run();
    }
}
