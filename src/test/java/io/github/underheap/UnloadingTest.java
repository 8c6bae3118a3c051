package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnloadingTest {

    /**
     * As a web application that brings the library along is undeployed. With the native walk on it stays: native memory that only
     * the helper library can free holds the library, and that its loader.
     */
    @Test
    void aLoaderThatUsedTheGlobalTrackerCanGo() throws Exception {
        System.setProperty("underheap.walk", "off");
        WeakReference<ClassLoader> loader;
        try {
            loader = useInALoaderOfItsOwn();
        } finally {
            System.clearProperty("underheap.walk");
        }
        await().until(() -> {
            System.gc();
            return loader.get() == null;
        });
        assertThat(loader.get()).isNull();
    }

    private static WeakReference<ClassLoader> useInALoaderOfItsOwn() throws Exception {
        URL classes = Path.of(Tracker.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toUri()
                .toURL();
        URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader());
        Class<?> arenas = loader.loadClass(TrackingArena.class.getName());
        assertThat(arenas).isNotSameAs(TrackingArena.class);
        AutoCloseable arena = (AutoCloseable) arenas.getMethod("ofShared").invoke(null);
        arenas.getMethod("allocate", long.class).invoke(arena, 1009L);
        arena.close();
        loader.close();
        return new WeakReference<>(loader);
    }
}
