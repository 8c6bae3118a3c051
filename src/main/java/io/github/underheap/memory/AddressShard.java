package io.github.underheap.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A part of an {@link AddressTable}: a tree whose nodes take four bits of the hash each, and whose leaves are pages.
 *
 * <p>A page of <em>depth</em> d holds the entries that have d bits in common; in its node it stands at all ways that agree with those
 * bits. Splitting it gives half of these ways to a new page. A page that stands at one way only gets a node of its own first.
 * Different addresses have different hashes, so enough splits tell them apart.
 *
 * <p>Blocks of no bytes at one address cannot be told apart: when they fill a page, an empty page is put before it, and the full one
 * becomes its <em>tail</em>. The block that is not empty, of which there is one at most, is always in the page before the tail.
 *
 * <p><b>Faults.</b> The steps are in such an order that a thread that runs out of stack in the middle leaves a tree in which every entry
 * is found. What it was about to remove may be there still, or twice.
 *
 * <p>Thread-safe: everything but {@link #size} is used between a claim and its release.
 */
final class AddressShard extends Claimed {

    /** What a step of adding came to. */
    enum Step {
        ADDED,
        REPLACED,
        /** Another page and another node are needed. */
        NO_ROOM
    }

    private final AtomicLong size = new AtomicLong();
    private AddressTree root;
    /** Empty pages of full size, linked as tails are. */
    private @Nullable AddressPage spare;

    AddressShard(AddressPage first) {
        root = first;
    }

    boolean claimed(Patience patience) {
        return claim(patience);
    }

    void released() {
        release();
    }

    boolean recovered() {
        return recover();
    }

    /** Blocks in the shard; from any thread. */
    long size() {
        return size.get();
    }

    /**
     * Adds a block.
     *
     * @param replaced receives the block whose place was taken
     * @param newPage an empty page, which is the shard's from now on; null if the caller has none
     * @param newNode a node; null if the caller has none
     */
    Step add(
            long hash,
            long address,
            long bytes,
            long birth,
            int row,
            int era,
            AddressTable.Block replaced,
            @Nullable AddressPage newPage,
            @Nullable AddressNode newNode) {
        keepSpare(newPage);
        AddressNode unused = newNode;
        while (true) {
            AddressNode parent = null;
            int bits = 0;
            AddressTree tree = root;
            while (tree instanceof AddressNode node) {
                parent = node;
                tree = node.way(hash, bits);
                bits += AddressNode.BITS;
            }
            AddressPage page = (AddressPage) tree;
            int old = bytes == 0 ? -1 : page.findNotEmpty(hash, address);
            if (old >= 0) {
                page.read(old, replaced);
                page.set(old, address, bytes, birth, row, era);
                return Step.REPLACED;
            }
            if (!page.isFull()) {
                page.add(hash, address, bytes, birth, row, era);
                size.setRelease(size.getPlain() + 1);
                return Step.ADDED;
            }
            AddressPage fresh = spare;
            if (fresh == null) {
                return Step.NO_ROOM;
            }
            if (page.capacity < AddressPage.MANY) {
                fresh = takeSpare(fresh);
                page.copyAll(fresh);
                root = fresh;
            } else if (page.holdsNothingBut(hash) && (page.tail == null || page.tailHash == hash)) {
                putBefore(page, takeSpare(fresh), parent, hash, address);
            } else if (parent != null && page.depth < bits) {
                split(page, takeSpare(fresh), parent, bits - AddressNode.BITS);
            } else if (unused != null) {
                unused.fill(page);
                if (parent == null) {
                    root = unused;
                } else {
                    parent.set(hash, bits - AddressNode.BITS, unused);
                }
                unused = null;
            } else {
                return Step.NO_ROOM;
            }
        }
    }

    boolean remove(long hash, long address, long bytes, AddressTable.Block into) {
        AddressTree tree = root;
        for (int bits = 0; tree instanceof AddressNode node; bits += AddressNode.BITS) {
            tree = node.way(hash, bits);
        }
        AddressPage page = (AddressPage) tree;
        int entry = bytes == AddressTable.ANY ? page.findNotEmpty(hash, address) : page.find(hash, address, bytes);
        AddressPage tail = page.tail;
        if (entry < 0 && bytes == 0 && tail != null && page.tailHash == hash) {
            // No page of the tail is empty, and all of its entries are of this address.
            return removeFromTail(page, tail, hash, address, into);
        }
        if (entry < 0) {
            return false;
        }
        page.read(entry, into);
        page.remove(entry);
        size.setRelease(size.getPlain() - 1);
        return true;
    }

    private boolean removeFromTail(
            AddressPage page, AddressPage tail, long hash, long address, AddressTable.Block into) {
        int entry = tail.find(hash, address, 0);
        if (entry < 0) {
            return false;
        }
        tail.read(entry, into);
        tail.remove(entry);
        size.setRelease(size.getPlain() - 1);
        if (tail.isEmpty()) {
            page.tail = tail.tail;
            keepSpare(tail);
        }
        return true;
    }

    /** Puts an empty page before one that is full of blocks of one address. */
    private void putBefore(AddressPage page, AddressPage fresh, @Nullable AddressNode parent, long hash, long address) {
        fresh.depth = page.depth;
        fresh.tail = page;
        fresh.tailHash = hash;
        int notEmpty = page.findNotEmpty(hash, address);
        if (notEmpty >= 0) {
            page.copyTo(notEmpty, fresh);
        }
        if (parent == null) {
            root = fresh;
        } else {
            parent.replace(page, fresh);
        }
        if (notEmpty >= 0) {
            page.remove(notEmpty);
        }
    }

    /** Moves the entries of a page that have the next bit of the hash to a new page. */
    private static void split(AddressPage page, AddressPage fresh, AddressNode parent, int firstBit) {
        int bit = page.depth;
        fresh.depth = bit + 1;
        page.copyThose(bit, fresh);
        boolean tailMoves = page.tail != null && AddressPage.isSet(page.tailHash, bit);
        if (tailMoves) {
            fresh.tail = page.tail;
            fresh.tailHash = page.tailHash;
        }
        parent.replaceThose(bit - firstBit, page, fresh);
        page.depth = bit + 1;
        if (tailMoves) {
            page.tail = null;
        }
        page.removeThose(bit);
    }

    private AddressPage takeSpare(AddressPage first) {
        spare = first.tail;
        first.tail = null;
        return first;
    }

    private void keepSpare(@Nullable AddressPage page) {
        if (page != null) {
            page.tail = spare;
            spare = page;
        }
    }
}
