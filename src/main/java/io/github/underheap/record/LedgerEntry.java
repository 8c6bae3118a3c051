package io.github.underheap.record;

import org.jspecify.annotations.Nullable;

/**
 * The blocks of one site, born in one era, that end together.
 *
 * <p>Guarded by whatever guards the ledger that it is in.
 */
abstract class LedgerEntry {

    /** Says something as long as there are blocks. */
    @Nullable
    Era era;

    int row;
    long blocks;
    long bytes;
}
