package io.github.underheap;

import org.jspecify.annotations.Nullable;

/**
 * The blocks of one site in an arena's ledger. Guarded by the ledger's claim.
 *
 * <p>The entry of a site's logical blocks has {@code ~row}, so that they are kept apart from its real ones.
 */
class LedgerEntry {

    @Nullable
    Generation generation;

    int row;
    long blocks;
    long bytes;

    @Nullable
    LedgerEntry next;

    final boolean is(Generation owner, int site) {
        return generation == owner && row == site;
    }

    final boolean isLogical() {
        return row < 0;
    }
}
