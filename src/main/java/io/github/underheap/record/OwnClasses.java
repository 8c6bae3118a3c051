package io.github.underheap.record;

import io.github.underheap.stack.NativeWalk;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The classes on the library's way of an allocation; their frames are not the caller's. */
final class OwnClasses implements Predicate<Class<?>> {

    /** So few that to compare them all costs less than the hash of a set, and each frame of a walk is asked about. */
    private final Class<?>[] classes;

    /** @param callers those of other packages */
    OwnClasses(Set<Class<?>> callers) {
        Set<Class<?>> all = new HashSet<>(callers);
        all.add(Recorder.class);
        all.add(Era.class);
        all.add(AddressedBlocks.class);
        all.add(Block.class);
        classes = all.toArray(new Class<?>[0]);
    }

    @Override
    public boolean test(Class<?> type) {
        for (Class<?> each : classes) {
            if (each == type) {
                return true;
            }
        }
        return NativeWalk.isOwn(type);
    }
}
