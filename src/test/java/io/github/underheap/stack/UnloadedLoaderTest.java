package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A class loader whose copy of this package has walked stacks can be unloaded, and the helper with it. */
class UnloadedLoaderTest implements NeedsTheWalk {

    /** As a tracker of the process holds its capture: as long as its class is there. */
    public static final class Holder {
        public static @Nullable Object capture;

        private Holder() {}
    }

    @Test
    void aLoaderThatWalkedCanGo() throws Exception {
        WeakReference<ClassLoader> loader = walkInALoaderOfItsOwn();

        await().until(() -> {
            System.gc();
            return loader.get() == null;
        });
        // What is left of it must not touch what is done after it.
        KeyCache.Size few = new KeyCache.Size(16, 1_024);
        few.make(null).discard();
    }

    private static WeakReference<ClassLoader> walkInALoaderOfItsOwn() throws Exception {
        URL[] places = {placeOf(NativeWalk.class), placeOf(Holder.class)};
        URLClassLoader loader = new URLClassLoader(places, ClassLoader.getPlatformClassLoader());
        Class<?> walks = loader.loadClass(NativeWalk.class.getName());
        assertThat(walks).isNotSameAs(NativeWalk.class);
        Class<?> modes = loader.loadClass(WalkMode.class.getName());
        Object mode = modes.getMethod("valueOf", String.class).invoke(null, "VM");
        Object walk = walks.getMethod("open", modes, int.class).invoke(null, mode, 0);
        assertThat(walks.getMethod("state").invoke(walk)).isEqualTo("vm");
        walks.getMethod("clock").invoke(walk);
        Class<?> sinks = loader.loadClass(SiteSink.class.getName());
        Object sink = Proxy.newProxyInstance(loader, new Class<?>[] {sinks}, (proxy, method, arguments) -> 0);
        Predicate<Class<?>> own = type -> type.getName().startsWith(NativeWalk.class.getPackageName());
        Object capture =
                walks.getMethod("capture", sinks, int.class, Predicate.class).invoke(walk, sink, 8, own);
        loader.loadClass(Holder.class.getName()).getField("capture").set(null, capture);
        Method site = loader.loadClass(SiteCapture.class.getName()).getMethod("site");
        for (int i = 0; i < 20; i++) {
            assertThat(site.invoke(capture)).isEqualTo(0);
        }
        loader.close();
        return new WeakReference<>(loader);
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
