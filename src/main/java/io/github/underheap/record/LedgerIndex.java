package io.github.underheap.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entry of a site in a ledger that has many: open addressing, at most half full. Guarded by the ledger's claim; makes nothing
 * on the heap but when it is made itself.
 */
final class LedgerIndex {

    /** Entries from which on a search from one to the next costs more than hashing. */
    static final int WORTH_IT = 8;

    private final @Nullable ChainedEntry[] slots;
    private int used;

    /** An empty index for more than this many entries. */
    LedgerIndex(int entries) {
        slots = new @Nullable ChainedEntry[Integer.highestOneBit(Math.max(entries, WORTH_IT)) * 8];
    }

    /** Whether there is room for another entry. */
    boolean hasRoom() {
        return hasRoomFor(used + 1);
    }

    boolean hasRoomFor(int entries) {
        return entries * 2 <= slots.length;
    }

    /** Forgets all entries and takes those of a chain, of which there is room for all. */
    void fill(@Nullable ChainedEntry first) {
        Arrays.fill(slots, null);
        used = 0;
        for (ChainedEntry entry = first; entry != null; entry = entry.next) {
            put(entry);
        }
    }

    /** Adds an entry, for which there is room. */
    void put(ChainedEntry entry) {
        int mask = slots.length - 1;
        int slot = slot(entry.row, mask);
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
        used++;
    }

    @Nullable
    ChainedEntry find(Era era, int row, boolean parts) {
        int mask = slots.length - 1;
        for (int slot = slot(row, mask); ; slot = (slot + 1) & mask) {
            ChainedEntry entry = slots[slot];
            if (entry == null || entry.is(era, row, parts)) {
                return entry;
            }
        }
    }

    private static int slot(int row, int mask) {
        int hash = row * 0x9E37_79B9;
        return (hash ^ (hash >>> 15)) & mask;
    }
}
