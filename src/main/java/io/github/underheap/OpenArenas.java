package io.github.underheap;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arenas that somebody else may close: looked at when a snapshot is taken, and a few of them each time one is added, so that
 * closed ones do not pile up.
 *
 * <p>Thread-safe, lock-free. An entry that one thread holds in its hands is not seen by another; it is looked at next time.
 */
final class OpenArenas {

    private static final int LOOKS_PER_ADDITION = 2;

    private final ConcurrentLinkedQueue<OpenArena> arenas = new ConcurrentLinkedQueue<>();

    private record OpenArena(MemorySegment.Scope scope, Ledger ledger) {

        /** Whether it has to be looked at again. */
        boolean look(Windows windows) {
            if (ledger.isClosed()) {
                return false;
            }
            if (scope.isAlive()) {
                return true;
            }
            ledger.close(windows, true);
            return false;
        }
    }

    void add(MemorySegment.Scope scope, Ledger ledger, Windows windows) {
        for (int i = 0; i < LOOKS_PER_ADDITION; i++) {
            OpenArena arena = arenas.poll();
            if (arena != null && arena.look(windows)) {
                arenas.add(arena);
            }
        }
        arenas.add(new OpenArena(scope, ledger));
    }

    /** Books the end of the arenas that were closed by somebody else. */
    void look(Windows windows) {
        arenas.removeIf(arena -> !arena.look(windows));
    }

    int count() {
        return arenas.size();
    }
}
