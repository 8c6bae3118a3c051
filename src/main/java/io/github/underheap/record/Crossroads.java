package io.github.underheap.record;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What leads each thread to its era, while some threads have windows of their own or ends of automatic arenas may have to be booked first. */
final class Crossroads extends Era {

    private final Era others;
    private final Map<Thread, Era> ofThreads;
    private final @Nullable AutomaticArenas automatic;

    Crossroads(Era others, Map<Thread, Era> ofThreads, @Nullable AutomaticArenas automatic) {
        super(others.recording, others.windows(), false);
        this.others = others;
        this.ofThreads = ofThreads;
        this.automatic = automatic;
    }

    @Override
    Era here() {
        if (automatic != null) {
            automatic.bookEnds();
        }
        Era mine = ofThreads.isEmpty() ? null : ofThreads.get(Thread.currentThread());
        return (mine == null ? others : mine).here();
    }
}
