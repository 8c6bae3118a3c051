package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stacks that one capture knows, and their compiled frames: an off-heap table that only the helper reads and writes.
 *
 * <p>A full table is replaced by an empty one. Threads may still be looking into the old one, so its memory goes only
 * when this object is unreachable: whoever passes {@link #address} to the helper keeps this object reachable until the
 * call is over ({@link java.lang.ref.Reference#reachabilityFence}).
 */
final class KeyCache {
    /** Room for about 20,000 keys of 8 words; pages that no key was written to cost nothing. */
    static final Size USUAL = new Size(1 << 15, 2L << 20);

    private static final Cleaner CLEANER = Cleaner.create();

    final long address;

    private KeyCache(long address) {
        this.address = address;
    }

    /**
     * How much a table holds.
     *
     * @param slots keys, a power of two; three quarters of them are used; half as many compiled frames are remembered
     * @param entryBytes for the keys themselves: 24 bytes and 8 for each word
     */
    record Size(int slots, long entryBytes) {}

    /**
     * A new table.
     *
     * @param live counts the tables of one owner that are not yet freed
     * @throws OutOfMemoryError when there is no memory for it
     */
    static KeyCache create(Size size, AtomicInteger live) {
        long address = Helper.uh_cache_new(size.slots(), size.entryBytes());
        if (address == 0) {
            throw new OutOfMemoryError("no " + size.entryBytes() + " bytes for the key cache of the native walk");
        }
        live.incrementAndGet();
        KeyCache cache = new KeyCache(address);
        CLEANER.register(cache, new Free(address, live));
        return cache;
    }

    private record Free(long address, AtomicInteger live) implements Runnable {
        @Override
        public void run() {
            Helper.uh_cache_free(address);
            live.decrementAndGet();
        }
    }

    Draft draft(int index) {
        return new Draft(address, index);
    }
}
