package io.github.underheap;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Small numbers for the generations that an allocator's blocks were counted in, for off-heap records that cannot hold a reference.
 *
 * <p>Generations are held weakly: one that has live blocks is held by the ledger that will end them. The number of one that is gone
 * is used again; no block has it any more.
 *
 * <p>Thread-safe: the array is replaced as a whole by compare-and-set.
 */
final class GenerationNumbers {

    @SuppressWarnings("unchecked")
    private static final WeakReference<Generation>[] NONE = new WeakReference[0];

    private final AtomicReference<WeakReference<Generation>[]> known = new AtomicReference<>(NONE);

    /** The number of a generation, the same each time. */
    int of(Generation generation) {
        while (true) {
            WeakReference<Generation>[] seen = known.get();
            int free = seen.length;
            for (int i = 0; i < seen.length; i++) {
                Generation other = seen[i].get();
                if (other == generation) {
                    return i;
                }
                free = other == null ? i : free;
            }
            WeakReference<Generation>[] next = Arrays.copyOf(seen, Math.max(seen.length, free + 1));
            next[free] = new WeakReference<>(generation);
            if (known.compareAndSet(seen, next)) {
                return free;
            }
        }
    }

    /** The generation of a number, or null if it is gone, and with it all its blocks. */
    @Nullable
    Generation get(int number) {
        return known.get()[number].get();
    }
}
