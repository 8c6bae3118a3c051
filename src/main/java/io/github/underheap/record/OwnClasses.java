package io.github.underheap.record;

import io.github.underheap.stack.NativeWalk;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The classes on the library's way of an allocation; their frames are not the caller's. */
final class OwnClasses implements Predicate<Class<?>> {

    private final Set<Class<?>> classes;

    /** @param callers those of other packages */
    OwnClasses(Set<Class<?>> callers) {
        Set<Class<?>> all = new HashSet<>(callers);
        all.add(Recorder.class);
        all.add(Era.class);
        all.add(AddressedBlocks.class);
        all.add(Block.class);
        classes = Set.copyOf(all);
    }

    @Override
    public boolean test(Class<?> type) {
        return classes.contains(type) || NativeWalk.isOwn(type);
    }
}
