package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** As a web application that brings the library along is undeployed: nothing that it used keeps its class loader. */
class UnloadingTest {

    @Test
    void aLoaderThatUsedTheGlobalTrackerCanGo() throws Exception {
        Deployed deployed = deploy();

        await().until(() -> {
            System.gc();
            return deployed.loader().get() == null;
        });

        // It was reachable all the time, and kept nothing of the library.
        assertThat(deployed.kept().byteSize()).isEqualTo(1_013);
    }

    /**
     * What is left of an application.
     *
     * @param kept a segment of an automatic arena, which somebody else still has
     */
    private record Deployed(WeakReference<ClassLoader> loader, MemorySegment kept) {}

    private static Deployed deploy() throws Exception {
        URL[] classPath = {placeOf(Tracker.class), placeOf(Application.class)};
        URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
        Class<?> application = loader.loadClass(Application.class.getName());
        assertThat(application).isNotSameAs(Application.class);
        MemorySegment kept = start(application, Tracker.global().walkState());
        loader.close();
        return new Deployed(new WeakReference<>(loader), kept);
    }

    @SuppressWarnings("unchecked")
    private static MemorySegment start(Class<?> application, String walkState) throws ReflectiveOperationException {
        Object started = application.getConstructor().newInstance();
        return ((Function<String, MemorySegment>) started).apply(walkState);
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** Uses every part of the library that could wait for something: windows, profiles, arenas of others, the native walk. */
    public static final class Application implements Function<String, MemorySegment> {

        /** @param walkState what the walk is in this process */
        @Override
        public MemorySegment apply(String walkState) {
            Tracker tracker = Tracker.global();
            check(tracker.walkState().equals(walkState), tracker.walkState());
            try (Profiler window = Profiler.start();
                    TrackingArena own = TrackingArena.ofShared();
                    TrackingArena wrapped = TrackingArena.wrap(Arena.ofShared())) {
                own.allocate(1_009);
                wrapped.allocate(1_019);
                Profiler.ownThread().close();
                check(window.stats().totalBytes() == 2_028, window.stats());
                check(tracker.profile().stats().totalBytes() == 2_028, tracker.snapshot());
            }
            tracker.reset();
            return TrackingArena.ofAuto().allocate(1_013);
        }

        private static void check(boolean holds, Object otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }
    }
}
