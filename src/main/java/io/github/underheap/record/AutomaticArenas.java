package io.github.underheap.record;

import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The automatic arenas of a recorder. Their blocks end when the collector has found the scope unreachable, which is what segments hold.
 *
 * <p>No thread waits for that: ends that the collector has made known are booked before the next block of the recorder, and before each
 * snapshot. What an automatic arena's end adds to lifetimes, and what live bytes and peaks contain of it until then, are upper bounds.
 * Without a thread of its own a recorder, and the class loader of this library, can be collected while automatic arenas are reachable.
 *
 * <p>Thread-safe.
 */
final class AutomaticArenas {

    private final Recorder recorder;
    private final ReferenceQueue<MemorySegment.Scope> ended = new ReferenceQueue<>();
    /** What keeps the references reachable. */
    private final Set<Watch> known = ConcurrentHashMap.newKeySet();

    AutomaticArenas(Recorder recorder) {
        this.recorder = recorder;
    }

    void add(MemorySegment.Scope scope, Ledger ledger) {
        bookEnds();
        known.add(new Watch(scope, ended, ledger));
    }

    /** Books the ends that are known. */
    void bookEnds() {
        for (Reference<?> end = ended.poll(); end != null; end = ended.poll()) {
            if (end instanceof Watch watch) {
                known.remove(watch);
                recorder.end(watch.ledger, false);
            }
        }
    }

    private static final class Watch extends PhantomReference<MemorySegment.Scope> {

        private final Ledger ledger;

        Watch(MemorySegment.Scope scope, ReferenceQueue<MemorySegment.Scope> queue, Ledger ledger) {
            super(scope, queue);
            this.ledger = ledger;
        }
    }
}
