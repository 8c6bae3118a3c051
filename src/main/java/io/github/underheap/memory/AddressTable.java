package io.github.underheap.memory;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The live blocks that are freed one by one, found by their address and size: 32 bytes each, on pages that are half to seven
 * eighths full.
 *
 * <p>At most one block of more than 0 bytes starts at an address. Blocks of 0 bytes may share an address with it and with each
 * other; each is removed once.
 *
 * <p><b>Growth.</b> Extendible hashing: the address picks a shard, and in it, by bits of its hash, a page ({@link AddressShard}). A page
 * that is full is split in two, which moves no other entry; no table is ever copied. The memory for it is taken before the
 * claim. Pages are kept when they get empty.
 *
 * <p><b>Race.</b> A block is added by the thread that allocated it before the application has the address, and may be removed
 * by any thread. A shard is looked at and changed only while it is claimed ({@link Claimed}). An entry is removed once, so of two
 * threads that free the same block one gets it and the other gets nothing.
 *
 * <p>Thread-safe.
 */
public final class AddressTable {

    /** More than the splits that one block can need: each tells one more bit of two hashes apart. */
    private static final int MOST_TRIES = 100;

    /** In the place of a size: more than 0, whatever it is. */
    static final long ANY = -1;

    private final MemorySource source;
    private final Patience patience;
    private final AtomicReferenceArray<@Nullable AddressShard> shards;

    /** What became of a call. */
    public enum Answer {
        /** There was such a block, and its numbers are in the {@link Block} that was passed. */
        FOUND,
        /** There was none. */
        NONE,
        /** The table could not be had, or has no memory; nothing was changed. */
        LOST
    }

    /** A block that was found. */
    public static final class Block {

        /** Bytes. */
        public long size;

        /** When it was allocated, ns since its recording began. */
        public long birth;

        public int row;
        public int era;
    }

    /**
     * A table that takes no memory until a block is added.
     *
     * @param shards a power of two, at most 128
     */
    public AddressTable(int shards, MemorySource source, Patience patience) {
        this.source = source;
        this.patience = patience;
        this.shards = new AtomicReferenceArray<>(shards);
    }

    /**
     * Adds a block. A block of more than 0 bytes takes the place of another such block at its address, which must have been freed
     * unseen.
     *
     * @param row its site
     * @param era 0 or more, and less than 2^31 - 1
     * @param replaced receives the block whose place was taken
     * @return {@link Answer#FOUND} if a block was replaced, {@link Answer#NONE} if not
     */
    public Answer add(long address, long size, long birth, int row, int era, Block replaced) {
        long hash = Hashes.mix(address);
        AddressPage page = null;
        AddressNode node = null;
        try {
            AddressShard shard = shard(hash);
            for (int i = 0; i < MOST_TRIES; i++) {
                if (!shard.claimed(patience)) {
                    return Answer.LOST;
                }
                AddressShard.Step step;
                try {
                    step = shard.add(hash, address, size, birth, row, era, replaced, page, node);
                } finally {
                    shard.released();
                }
                if (step == AddressShard.Step.ADDED) {
                    return Answer.NONE;
                }
                if (step == AddressShard.Step.REPLACED) {
                    return Answer.FOUND;
                }
                page = new AddressPage(source, AddressPage.MANY);
                node = new AddressNode();
            }
            return Answer.LOST;
        } catch (OutOfMemoryError e) {
            return Answer.LOST;
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /**
     * Removes a block of this address and size; of several any one.
     *
     * @param into receives the block
     */
    public Answer remove(long address, long size, Block into) {
        long hash = Hashes.mix(address);
        AddressShard shard = shards.get(index(hash));
        if (shard == null) {
            return Answer.NONE;
        }
        if (!shard.claimed(patience)) {
            return Answer.LOST;
        }
        try {
            return shard.remove(hash, address, size, into) ? Answer.FOUND : Answer.NONE;
        } finally {
            shard.released();
            Reference.reachabilityFence(source);
        }
    }

    /**
     * Removes the block of more than 0 bytes that starts at an address, whatever its size.
     *
     * @param into receives the block
     */
    public Answer removeNotEmpty(long address, Block into) {
        return remove(address, ANY, into);
    }

    /** Blocks in the table. */
    public long size() {
        long size = 0;
        for (int i = 0; i < shards.length(); i++) {
            AddressShard shard = shards.get(i);
            size += shard == null ? 0 : shard.size();
        }
        return size;
    }

    /** Gives up what the current thread left claimed when something failed; true if it did. */
    public boolean recover() {
        boolean recovered = false;
        for (int i = 0; i < shards.length(); i++) {
            AddressShard shard = shards.get(i);
            recovered |= shard != null && shard.recovered();
        }
        return recovered;
    }

    /** Claims the shard of an address; for tests that stop in the middle. */
    boolean claim(long address) {
        return shard(Hashes.mix(address)).claimed(patience);
    }

    private AddressShard shard(long hash) {
        int index = index(hash);
        AddressShard known = shards.get(index);
        if (known != null) {
            return known;
        }
        AddressShard fresh = new AddressShard(new AddressPage(source, AddressPage.FEW));
        AddressShard other = shards.compareAndExchange(index, null, fresh);
        return other == null ? fresh : other;
    }

    private int index(long hash) {
        return (int) (hash >>> 57) & (shards.length() - 1);
    }
}
