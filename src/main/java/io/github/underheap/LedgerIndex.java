package io.github.underheap;

import org.jspecify.annotations.Nullable;

/** Finds the entry of a site in a ledger that has many: open addressing, at most half full. Guarded by the ledger's claim. */
final class LedgerIndex {

    /** Entries from which on a search from one to the next costs more than hashing. */
    static final int WORTH_IT = 8;

    private @Nullable LedgerEntry[] slots;
    private int used;

    /** @param count entries from the first on */
    LedgerIndex(LedgerEntry first, int count) {
        slots = new @Nullable LedgerEntry[Integer.highestOneBit(Math.max(count, WORTH_IT)) * 4];
        for (LedgerEntry entry = first; entry != null; entry = entry.next) {
            put(slots, entry);
            used++;
        }
    }

    /** The entry of a site, which is added to the ledger if it is new. */
    LedgerEntry entry(Ledger ledger, Generation owner, int site) {
        int mask = slots.length - 1;
        for (int slot = slot(site, mask); ; slot = (slot + 1) & mask) {
            LedgerEntry entry = slots[slot];
            if (entry == null) {
                break;
            }
            if (entry.is(owner, site)) {
                return entry;
            }
        }
        if ((used + 1) * 2 > slots.length) {
            @Nullable LedgerEntry[] larger = new @Nullable LedgerEntry[slots.length * 2];
            for (LedgerEntry entry : slots) {
                if (entry != null) {
                    put(larger, entry);
                }
            }
            slots = larger;
        }
        LedgerEntry added = ledger.prepend(owner, site);
        put(slots, added);
        used++;
        return added;
    }

    private static void put(@Nullable LedgerEntry[] slots, LedgerEntry entry) {
        int mask = slots.length - 1;
        int slot = slot(entry.row, mask);
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
    }

    private static int slot(int row, int mask) {
        int hash = row * 0x9E37_79B9;
        return (hash ^ (hash >>> 15)) & mask;
    }
}
