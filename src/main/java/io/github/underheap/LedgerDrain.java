package io.github.underheap;

/** Books the end of all blocks of a closed ledger. */
final class LedgerDrain {

    private LedgerDrain() {}

    /** Blocks end in the generation that counted them; usually there is one. */
    static void drain(LedgerEntry first, Windows windows, boolean late) {
        Generation only = first.generation;
        if (first.next == null && only != null && !first.isLogical() && first.blocks > 0) {
            // Most arenas: one site, one generation.
            only.freed(first.row, first.blocks, first.bytes, late);
            first.generation = null;
            windows.freed(first.blocks, first.bytes);
            return;
        }
        for (LedgerEntry entry = first; entry != null; entry = entry.next) {
            Generation generation = entry.generation;
            if (generation != null) {
                drain(entry, generation, windows, late);
            }
        }
    }

    /** After a fault in the middle: gives the row up that the current thread may still hold. */
    static void recover(LedgerEntry first) {
        for (LedgerEntry entry = first; entry != null; entry = entry.next) {
            Generation generation = entry.generation;
            if (generation != null) {
                generation.recover(entry.isLogical() ? ~entry.row : entry.row);
            }
        }
    }

    private static void drain(LedgerEntry from, Generation generation, Windows windows, boolean late) {
        long blocks = 0;
        long bytes = 0;
        for (LedgerEntry entry = from; entry != null; entry = entry.next) {
            if (entry.generation == generation && !entry.isLogical()) {
                blocks += entry.blocks;
                bytes += entry.bytes;
            }
        }
        long epoch = blocks == 0 ? 0 : generation.stepDown(bytes);
        long now = generation.nanos();
        for (LedgerEntry entry = from; entry != null; entry = entry.next) {
            if (entry.generation == generation) {
                if (entry.isLogical()) {
                    generation.logicalFreed(~entry.row, entry.blocks, entry.bytes);
                } else if (entry.blocks > 0) {
                    generation.freedRow(entry.row, entry.blocks, entry.bytes, epoch, now, late);
                }
                entry.generation = null;
            }
        }
        if (blocks > 0) {
            windows.freed(blocks, bytes);
        }
    }
}
