package io.github.underheap.record;

import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arenas that somebody else may close, and ledgers whose end could not be booked at once: looked at when a snapshot is taken, and a few of
 * them each time one is added, so that those that have ended do not pile up.
 *
 * <p>Thread-safe, lock-free. An arena that one thread is looking at is not seen by another; it is looked at next time.
 */
final class WatchedArenas {

    private static final int LOOKS_PER_ADDITION = 2;

    private final Recorder recorder;
    private final ConcurrentLinkedQueue<Watched> arenas = new ConcurrentLinkedQueue<>();

    WatchedArenas(Recorder recorder) {
        this.recorder = recorder;
    }

    /** @param late whether its blocks may have ended before somebody notices */
    private record Watched(MemorySegment.Scope scope, Ledger ledger, boolean late) {

        /** Whether it has to be looked at again. */
        boolean look(Recorder recorder) {
            if (ledger.isOver()) {
                return false;
            }
            // A close that is under way books the end itself.
            if (scope.isAlive() || ledger.isClosing()) {
                return true;
            }
            recorder.end(ledger, late);
            return false;
        }
    }

    void add(MemorySegment.Scope scope, Ledger ledger) {
        for (int i = 0; i < LOOKS_PER_ADDITION; i++) {
            Watched arena = arenas.poll();
            if (arena != null && arena.look(recorder)) {
                arenas.add(arena);
            }
        }
        // What is attached to a confined arena ends with its close, and is looked at only for what that has missed.
        arenas.add(new Watched(scope, ledger, ledger.isWatched()));
    }

    /** Has the end of a ledger booked at the next look. */
    void addEnded(Ledger ledger) {
        arenas.add(new Watched(Ended.SCOPE, ledger, true));
    }

    /** Books the end of the arenas that were closed by somebody else. */
    void look() {
        // What is added meanwhile, perhaps by this very loop, is looked at next time.
        int left = arenas.size();
        for (Iterator<Watched> each = arenas.iterator(); left > 0 && each.hasNext(); left--) {
            if (!each.next().look(recorder)) {
                each.remove();
            }
        }
    }

    int count() {
        return arenas.size();
    }

    /** The scope of an arena that has been closed. */
    private static final class Ended {

        static final MemorySegment.Scope SCOPE = scope();

        private static MemorySegment.Scope scope() {
            java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined();
            arena.close();
            return arena.scope();
        }
    }
}
