package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_cache;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stacks that one capture knows: an off-heap table that only the helper reads and writes.
 *
 * <p>A full table is replaced by an empty one. Threads may still be looking into the old one, so its memory goes only
 * when this object is unreachable: whoever passes {@link #address} to the helper keeps this object reachable until the
 * call is over ({@link java.lang.ref.Reference#reachabilityFence}).
 */
final class KeyCache {
    /** Room for about 20,000 keys of 8 words; pages that no key was written to cost nothing. */
    static final Size USUAL = new Size(1 << 15, 2L << 20);

    /**
     * Words before the first look-up. With callers inlined a site's frames are usually in two or three physical ones;
     * a stack that needs more says so in its entry, at the price of a second look-up.
     */
    private static final int FIRST_WORDS = 3;

    private static final Cleaner CLEANER = Cleaner.create();

    final long address;

    private KeyCache(long address) {
        this.address = address;
    }

    /**
     * How much a table holds.
     *
     * @param slots keys, a power of two; three quarters of them are used
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
        long address = Helper.uh_cache_new(size.slots(), size.entryBytes(), FIRST_WORDS);
        if (address == 0) {
            throw new OutOfMemoryError("no " + size.entryBytes() + " bytes for the key cache of the native walk");
        }
        live.incrementAndGet();
        KeyCache cache = new KeyCache(address);
        CLEANER.register(cache, () -> {
            Helper.uh_cache_free(address);
            live.decrementAndGet();
        });
        return cache;
    }

    /** The stack that a thread has just failed to find: that thread's own until it is learned or released. */
    MemorySegment draft(int index) {
        return uh_cache.draft(RawMemory.slice(address, uh_cache.sizeof()), index);
    }
}
