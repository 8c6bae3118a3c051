package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The live blocks that are freed one by one, found by their address: 32 bytes each.
 *
 * <pre>
 *   0           8        16       24     28           32
 *  +-----------+--------+--------+------+------------+
 *  | address   | bytes  | birth  | row  | generation |    generation + 1, so that 0 marks a free entry
 *  +-----------+--------+--------+------+------------+
 * </pre>
 *
 * <p>Several blocks of no bytes may share an address; each is removed once.
 *
 * <p><b>Race.</b> A block is added by the thread that allocated it before the application has the address, and may be removed
 * by any thread. The address picks a shard; a shard is open addressing with linear probing and is changed only between a
 * claim by compare-and-set and its release. Who waits spins and never parks. An entry is removed once, so of two threads
 * that free the same block one gets it and the other gets nothing.
 *
 * <p>Thread-safe.
 */
public final class AddressTable {

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("address"),
            ValueLayout.JAVA_LONG.withName("bytes"),
            ValueLayout.JAVA_LONG.withName("birth"),
            ValueLayout.JAVA_INT.withName("row"),
            ValueLayout.JAVA_INT.withName("generation"));

    private static final long ADDRESS = Words.offset(LAYOUT, "address");
    private static final long BYTES = Words.offset(LAYOUT, "bytes");
    private static final long BIRTH = Words.offset(LAYOUT, "birth");
    private static final long ROW = Words.offset(LAYOUT, "row");
    private static final long GENERATION = Words.offset(LAYOUT, "generation");
    private static final long ENTRY_BYTES = LAYOUT.byteSize();

    private static final int FIRST_CAPACITY = 64;

    private final AtomicReferenceArray<@Nullable Shard> shards;

    /**
     * A table that takes no memory until a block is added.
     *
     * @param shards a power of two
     */
    public AddressTable(int shards) {
        this.shards = new AtomicReferenceArray<>(shards);
    }

    /**
     * A block that was found.
     *
     * @param bytes requested size
     * @param birth when it was allocated, ns since its generation began
     * @param row its site
     * @param generation what it was added with
     */
    public record Block(long bytes, long birth, int row, int generation) {}

    /**
     * Adds a block. If a block that is not empty starts at its address, that one is gone without anybody having said so: it is
     * replaced.
     *
     * @param generation 0 or more
     * @return the block that was replaced, or null
     * @throws OutOfMemoryError if the table cannot grow; nothing was added then
     */
    public @Nullable Block add(long address, long bytes, long birth, int row, int generation) {
        long hash = Hashes.mix(address);
        Shard shard = shard(hash);
        shard.claim();
        try {
            Block replaced = bytes == 0 ? null : shard.remove(hash, address, 1);
            shard.add(hash, address, bytes, birth, row, generation);
            return replaced;
        } finally {
            shard.release();
        }
    }

    /** Removes a block of this address, or returns null if there is none. */
    public @Nullable Block remove(long address) {
        long hash = Hashes.mix(address);
        Shard shard = shards.get(index(hash));
        if (shard == null) {
            return null;
        }
        shard.claim();
        try {
            return shard.remove(hash, address, 0);
        } finally {
            shard.release();
        }
    }

    /** Blocks in the table. */
    public long size() {
        long size = 0;
        for (int i = 0; i < shards.length(); i++) {
            Shard shard = shards.get(i);
            if (shard != null) {
                shard.claim();
                size += shard.used;
                shard.release();
            }
        }
        return size;
    }

    private Shard shard(long hash) {
        int index = index(hash);
        Shard known = shards.get(index);
        if (known != null) {
            return known;
        }
        Shard fresh = new Shard();
        Shard other = shards.compareAndExchange(index, null, fresh);
        return other == null ? fresh : other;
    }

    private int index(long hash) {
        return (int) (hash >>> 48) & (shards.length() - 1);
    }

    /** Every access to the memory is between claim and release. */
    private static final class Shard {

        private final AtomicInteger claimed = new AtomicInteger();
        private volatile boolean growing;
        private ReclaimedMemory memory = new ReclaimedMemory();
        private int capacity = FIRST_CAPACITY;
        private MemorySegment entries = memory.allocate(FIRST_CAPACITY * ENTRY_BYTES);
        private int used;

        void claim() {
            long waited = 0;
            while (!claimed.compareAndSet(0, 1) && waited != Spin.GIVEN_UP) {
                // Moving millions of entries may take long, and must not be broken into.
                waited = growing ? 0 : Spin.pause(waited);
            }
        }

        void release() {
            try {
                claimed.setRelease(0);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        void add(long hash, long address, long bytes, long birth, int row, int generation) {
            if (used + 1 > capacity / 4 * 3) {
                grow();
            }
            long at = freeEntry(entries, capacity, hash);
            Words.set(entries, at + ADDRESS, address);
            Words.set(entries, at + BYTES, bytes);
            Words.set(entries, at + BIRTH, birth);
            Words.setInt(entries, at + ROW, row);
            Words.setInt(entries, at + GENERATION, generation + 1);
            used++;
        }

        /** Removes a block that has at least so many bytes. */
        @Nullable
        Block remove(long hash, long address, long least) {
            int slot = (int) hash & (capacity - 1);
            while (isUsed(slot)) {
                long at = slot * ENTRY_BYTES;
                if (Words.get(entries, at + ADDRESS) == address && Words.get(entries, at + BYTES) >= least) {
                    Block found = new Block(
                            Words.get(entries, at + BYTES),
                            Words.get(entries, at + BIRTH),
                            Words.getInt(entries, at + ROW),
                            Words.getInt(entries, at + GENERATION) - 1);
                    closeGap(slot);
                    used--;
                    return found;
                }
                slot = (slot + 1) & (capacity - 1);
            }
            return null;
        }

        /** Moves later entries of the run back, so that no search stops early at the gap. */
        private void closeGap(int removed) {
            int gap = removed;
            int slot = removed;
            while (true) {
                slot = (slot + 1) & (capacity - 1);
                if (!isUsed(slot)) {
                    break;
                }
                int home = (int) Hashes.mix(Words.get(entries, slot * ENTRY_BYTES + ADDRESS)) & (capacity - 1);
                int distanceOfSlot = (slot - home) & (capacity - 1);
                int distanceOfGap = (slot - gap) & (capacity - 1);
                if (distanceOfSlot >= distanceOfGap) {
                    MemorySegment.copy(entries, slot * ENTRY_BYTES, entries, gap * ENTRY_BYTES, ENTRY_BYTES);
                    gap = slot;
                }
            }
            Words.setInt(entries, gap * ENTRY_BYTES + GENERATION, 0);
        }

        private void grow() {
            growing = true;
            try {
                moveToLarger();
            } finally {
                growing = false;
            }
        }

        private void moveToLarger() {
            ReclaimedMemory largerMemory = new ReclaimedMemory();
            int largerCapacity = capacity * 2;
            MemorySegment larger = largerMemory.allocate(largerCapacity * ENTRY_BYTES);
            try {
                for (int slot = 0; slot < capacity; slot++) {
                    if (isUsed(slot)) {
                        long from = slot * ENTRY_BYTES;
                        long to = freeEntry(larger, largerCapacity, Hashes.mix(Words.get(entries, from + ADDRESS)));
                        MemorySegment.copy(entries, from, larger, to, ENTRY_BYTES);
                    }
                }
            } finally {
                Reference.reachabilityFence(memory);
            }
            memory = largerMemory;
            entries = larger;
            capacity = largerCapacity;
        }

        private boolean isUsed(int slot) {
            return Words.getInt(entries, slot * ENTRY_BYTES + GENERATION) != 0;
        }

        private static long freeEntry(MemorySegment entries, int capacity, long hash) {
            int slot = (int) hash & (capacity - 1);
            while (Words.getInt(entries, slot * ENTRY_BYTES + GENERATION) != 0) {
                slot = (slot + 1) & (capacity - 1);
            }
            return slot * ENTRY_BYTES;
        }
    }
}
