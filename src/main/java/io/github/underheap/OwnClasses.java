package io.github.underheap;

import io.github.underheap.stack.SiteCapture;
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

    /** All of this package and those below it takes part in finding sites. */
    private static final String CAPTURE = SiteCapture.class.getPackageName();

    private OwnClasses() {}

    static boolean contains(Class<?> type) {
        return CLASSES.contains(type) || type.getPackageName().startsWith(CAPTURE);
    }
}
