package io.github.underheap.record;

import org.jspecify.annotations.Nullable;

/** An entry of a {@link Ledger}. */
final class ChainedEntry extends LedgerEntry {

    /** Whether these are parts of blocks that are counted already: they have columns of their own. */
    final boolean parts;

    @Nullable
    ChainedEntry next;

    /** One for the blocks of an arena itself, which are filled in later. */
    ChainedEntry() {
        this.parts = false;
    }

    ChainedEntry(Era era, int row, boolean parts) {
        this.era = era;
        this.row = row;
        this.parts = parts;
    }

    boolean is(Era other, int otherRow, boolean otherParts) {
        return row == otherRow && other.is(era) && parts == otherParts;
    }

    boolean isIn(Recording recording) {
        Era known = era;
        return known != null && known.recording == recording;
    }
}
