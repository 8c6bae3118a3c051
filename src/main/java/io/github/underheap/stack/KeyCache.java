package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The stacks that one capture knows, with their paths and compiled frames: an off-heap table that only the helper reads and
 * writes.
 *
 * <p>A full table is replaced by an empty one. Threads may still be looking into the old one, so its memory goes only
 * when this object is unreachable: whoever passes {@link #address} to the helper keeps this object reachable until the
 * call is over ({@link java.lang.ref.Reference#reachabilityFence}).
 *
 * <p><b>Freeing.</b> No thread waits for unreachable tables: they are freed when the next one is made, by whoever makes it. A thread
 * of this class would keep its class loader, and after the loader is gone it could call a helper that was unloaded with it. So the
 * tables that are there when a loader is dropped stay: at most two for each capture, of which only written pages take memory.
 *
 * <p><b>Races.</b> Any number of threads may make tables at the same time. Each unreachable table is given to one of them by the
 * queue, and may be found by the maker of its successor too; the first to set {@code freed} frees it. A fault in between (a thread
 * that is out of stack) loses the table's memory; it is never freed twice. The queue has a lock of the JDK's, held for a few
 * instructions.
 */
final class KeyCache {
    /** Room for about 20,000 keys of 8 words; pages that no key was written to cost nothing. */
    static final Size USUAL = new Size(1 << 15, 2L << 20);

    private static final ReferenceQueue<KeyCache> UNREACHABLE = new ReferenceQueue<>();

    /** Keeps the references themselves reachable, by address. This map takes no locks. */
    private static final ConcurrentSkipListMap<Long, Memory> MAPPED = new ConcurrentSkipListMap<>();

    final long address;
    private final Memory memory;

    /** Of the table in whose place this one came, which may still be in use. */
    private final @Nullable Memory predecessor;

    private KeyCache(long address, @Nullable KeyCache full) {
        this.address = address;
        this.memory = new Memory(this);
        this.predecessor = full == null ? null : full.memory;
    }

    /** Makes tables. */
    @FunctionalInterface
    interface Maker {
        /**
         * A new table.
         *
         * @param full the one in whose place it comes, or null if it is the first
         * @throws OutOfMemoryError when there is no memory for it
         */
        KeyCache make(@Nullable KeyCache full);
    }

    /**
     * How much a table holds.
     *
     * @param slots keys, a power of two; three quarters of them are used; half as many compiled frames are remembered
     * @param entryBytes for the keys themselves: 24 bytes and 8 for each word; four times as much is there for their paths (see the
     *     helper's source)
     */
    record Size(int slots, long entryBytes) implements Maker {
        @Override
        public KeyCache make(@Nullable KeyCache full) {
            freeUnreachable();
            long address = Helper.uh_cache_new(slots, entryBytes);
            if (address == 0) {
                throw new OutOfMemoryError("no " + entryBytes + " bytes for the key cache of the native walk");
            }
            return keep(address, full);
        }

        private static KeyCache keep(long address, @Nullable KeyCache full) {
            KeyCache cache;
            try {
                cache = new KeyCache(address, full);
            } catch (Error e) {
                Helper.uh_cache_free(address);
                throw e;
            }
            try {
                MAPPED.put(address, cache.memory);
            } catch (Error e) {
                // The map may have it nevertheless.
                cache.discard();
                throw e;
            }
            return cache;
        }
    }

    /** The memory of a table, which outlives the object. */
    private static final class Memory extends PhantomReference<KeyCache> {
        private final long address;
        private final AtomicBoolean freed = new AtomicBoolean();

        Memory(KeyCache cache) {
            super(cache, UNREACHABLE);
            this.address = cache.address;
        }

        void free() {
            if (freed.compareAndSet(false, true)) {
                try {
                    boolean ignored = MAPPED.remove(address, this);
                } finally {
                    Helper.uh_cache_free(address);
                }
            }
        }
    }

    private static void freeUnreachable() {
        for (Reference<? extends KeyCache> next = UNREACHABLE.poll(); next != null; next = UNREACHABLE.poll()) {
            ((Memory) next).free();
        }
    }

    /** Tables that are not freed; for tests. */
    static int mapped() {
        return MAPPED.size();
    }

    /**
     * Whether the table in whose place this one came is out of use; then it is freed. As long as it is not, none may come in the place
     * of this one: so a capture has two tables at most, however seldom the collector runs.
     */
    boolean mayBeReplaced() {
        if (predecessor == null) {
            return true;
        }
        if (!predecessor.refersTo(null)) {
            return false;
        }
        predecessor.free();
        return true;
    }

    /** Frees a table that no other thread has seen. */
    void discard() {
        try {
            memory.free();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    Draft draft(int index) {
        return new Draft(address, index);
    }
}
