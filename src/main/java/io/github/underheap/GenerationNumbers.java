package io.github.underheap;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Small numbers for the generations that an allocator's blocks were counted in, for off-heap records that cannot hold a reference.
 *
 * <p>Generations are held weakly: one that has live blocks is held by the ledger that will end them. The number of one that is gone
 * is used again; no block has it any more.
 *
 * <p>Thread-safe: the list is replaced as a whole by compare-and-set.
 */
final class GenerationNumbers {

    private final AtomicReference<List<WeakReference<Generation>>> known = new AtomicReference<>(List.of());

    /** The number of a generation, the same each time. */
    int of(Generation generation) {
        while (true) {
            List<WeakReference<Generation>> seen = known();
            int free = seen.size();
            for (int i = 0; i < seen.size(); i++) {
                Generation other = seen.get(i).get();
                if (other == generation) {
                    return i;
                }
                free = other == null ? i : free;
            }
            List<WeakReference<Generation>> next = new ArrayList<>(seen);
            if (free == next.size()) {
                next.add(new WeakReference<>(generation));
            } else {
                next.set(free, new WeakReference<>(generation));
            }
            if (known.compareAndSet(seen, List.copyOf(next))) {
                return free;
            }
        }
    }

    /** The generation of a number, or null if it is gone, and with it all its blocks. */
    @Nullable
    Generation get(int number) {
        return known().get(number).get();
    }

    private List<WeakReference<Generation>> known() {
        return Objects.requireNonNull(known.get());
    }
}
