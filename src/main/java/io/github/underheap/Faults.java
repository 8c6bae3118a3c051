package io.github.underheap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What went wrong inside the library while it recorded. Thread-safe. */
final class Faults {

    /** A thread's stack or the heap; set by a plain store, for which there is always stack. */
    volatile boolean full;

    private volatile @Nullable String unexpected;

    /** Notes a fault that leaves stack and heap; of several the last is kept, by its class alone, so that nothing hangs on it. */
    void add(Throwable fault) {
        unexpected = fault.getClass().getName();
    }

    /** For {@link Profile#remarks()}. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (full) {
            remarks.add(
                    "events could not be recorded, because a thread's stack or the heap was full; sums may differ from totals");
        }
        String name = unexpected;
        if (name != null) {
            remarks.add("events could not be recorded because of a fault of underheap (" + name
                    + "; please report it); sums may differ from totals");
        }
        return remarks;
    }
}
