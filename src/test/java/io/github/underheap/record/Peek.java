package io.github.underheap.record;

import io.github.underheap.profile.AllocStats;
import java.lang.foreign.Arena;

/** Lets tests of other packages look into the engine. */
public final class Peek {

    private Peek() {}

    /** Entries of an arena that records, its own and those of its ledger. */
    public static int entries(Arena arena) {
        BlockOwner owner = (BlockOwner) arena;
        Ledger ledger = owner.ledger();
        return (owner.era == null ? 0 : 1) + (ledger == null ? 0 : ledger.size());
    }

    /** Entries of the ledger that others have in that of an arena that records. */
    public static int entriesOfOthers(Arena arena) {
        return ((BlockOwner) arena).ledger().attached().size();
    }

    /** Off-heap bytes of the current recording. */
    public static long ownBytes(Recorder recorder) {
        return recorder.recording().ownBytes();
    }

    /** The counters of a recording, for as long as it lives. */
    public interface Counters {
        AllocStats stats();
    }

    /** The counters of the current recording, also after it is no longer the current one. */
    public static Counters counters(Recorder recorder) {
        return recorder.recording()::stats;
    }
}
