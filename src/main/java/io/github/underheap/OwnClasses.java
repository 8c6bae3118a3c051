package io.github.underheap;

import io.github.underheap.stack.NativeWalk;
import java.util.Set;

/** The classes on the library's way of an allocation; their frames are not the caller's. */
final class OwnClasses {

    private static final Set<Class<?>> CLASSES = Set.of(
            BlockHandle.class,
            CountingAllocator.class,
            Generation.class,
            Tracker.class,
            TrackingAllocator.class,
            TrackingArena.class);

    private OwnClasses() {}

    static boolean contains(Class<?> type) {
        return CLASSES.contains(type) || NativeWalk.isOwn(type);
    }
}
