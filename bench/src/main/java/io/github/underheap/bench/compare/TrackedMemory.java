package io.github.underheap.bench.compare;

import io.github.underheap.Tracker;
import io.github.underheap.TrackingAllocator;
import io.github.underheap.TrackingArena;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.AllocationSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Arenas of a tracker. Parts of a pool are told by {@link Tracker#parts}, as the documentation says. */
final class TrackedMemory implements Memory {

    private final Tracker tracker;
    private final TrackingArena slabs;

    private TrackedMemory(Tracker tracker) {
        this.tracker = tracker;
        this.slabs = tracker.ofShared();
    }

    static TrackedMemory counters() {
        return new TrackedMemory(tracker(Capture.NONE));
    }

    static TrackedMemory nativeWalk() {
        Tracker tracker = tracker(Capture.AUTO);
        if (tracker.walkState().startsWith("off")) {
            throw new UnavailableException("the native walk is " + tracker.walkState());
        }
        return new TrackedMemory(tracker);
    }

    /** What one gets where native access is not allowed. */
    static TrackedMemory stackWalker() {
        Tracker tracker = tracker(Capture.AUTO);
        if (!tracker.walkState().startsWith("off")) {
            throw new IllegalStateException("the native walk is " + tracker.walkState());
        }
        return new TrackedMemory(tracker);
    }

    private static Tracker tracker(Capture capture) {
        return Tracker.create(TrackerOptions.builder()
                .capture(capture)
                .depth(Peer.SITE_FRAMES)
                .build());
    }

    @Override
    public Arena confined() {
        return tracker.ofConfined();
    }

    @Override
    public Arena shared() {
        return tracker.ofShared();
    }

    @Override
    public Parts parts(SlabPool pool) {
        return new TrackedParts(pool, tracker.parts(pool, slabs));
    }

    @Override
    public Long recorded() {
        long parts = tracker.sites().stream()
                .mapToLong(AllocationSite::logicalBlocks)
                .sum();
        return tracker.snapshot().allocCount() + parts;
    }

    @Override
    public void close() {
        long live = tracker.snapshot().currentBlocks();
        if (live != 0) {
            throw new IllegalStateException(live + " blocks are live after all arenas are closed");
        }
    }

    private record TrackedParts(SlabPool pool, TrackingAllocator parts) implements Parts {

        @Override
        public MemorySegment take(long bytes) {
            return parts.allocate(bytes);
        }

        /** Told before the part is given back, after which another thread could get it. */
        @Override
        public void giveBack(MemorySegment part) {
            parts.free(part);
            pool.free(part);
        }
    }
}
