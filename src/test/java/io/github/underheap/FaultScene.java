package io.github.underheap;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.memory.Patience;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a {@link FaultPath} plays with: a tracker that waits for nobody, and whatever was made with it. */
final class FaultScene {

    static final int SITES = 20;

    final Tracker tracker;
    /** Passes when it is told to. */
    long now = 1_000_003;

    final Deque<TrackingArena> arenas = new ArrayDeque<>();
    /** So large that the program makes nothing on the heap itself. */
    final List<MemorySegment> segments = new ArrayList<>(500);

    final List<BlockHandle> handles = new ArrayList<>(1);
    final Deque<Profiler> windows = new ArrayDeque<>();
    TrackingAllocator allocator;
    boolean isCounting = true;
    /** Blocks that other threads have allocated. */
    int others;
    /** What the path threw on purpose, as its arenas do. */
    int refused;

    private long nextAddress = 4_096;
    /** Of every block that {@link #raw} gives out. */
    long beyondRequest;

    FaultScene(Capture capture) {
        tracker = Tracker.create(
                TrackerOptions.builder().capture(capture).depth(1).buckets(64).build(),
                Tracker.setup().with(() -> now).with(new Patience(0, () -> 0)));
    }

    TrackingArena arena() {
        return arenas.getLast();
    }

    void confined() {
        arenas.add(tracker.ofConfined());
    }

    void shared() {
        arenas.add(tracker.ofShared());
    }

    /** An allocator whose blocks end with the last arena. Its memory is nowhere: nobody touches it. */
    void allocator() {
        allocator = tracker.allocator(this::raw, arena());
    }

    void parts() {
        allocator = tracker.parts(this::raw, arena());
    }

    @SuppressWarnings("restricted")
    MemorySegment raw(long bytes, long alignment) {
        MemorySegment segment = MemorySegment.ofAddress(nextAddress).reinterpret(bytes + beyondRequest);
        nextAddress += 4_096;
        return segment;
    }

    /** The next block starts where the last one did. */
    void again() {
        nextAddress -= 4_096;
    }

    /** Lets the tracker know some sites. */
    void meet(int... sites) {
        try (TrackingArena arena = tracker.ofConfined()) {
            for (int site : sites) {
                MemorySegment ignored = at(site, arena, 1);
            }
        }
    }

    /** A block of the last arena at one of the sites. */
    void block(int site, long bytes) {
        segments.add(at(site, arena(), bytes));
    }

    /** One block at each of some sites. */
    void blocks(int sites) {
        for (int site = 0; site < sites; site++) {
            block(site, 101 + site);
        }
    }

    /** A block of the allocator. */
    void piece(int site, long bytes) {
        segments.add(at(site, allocator, bytes));
    }

    void free(int segment) {
        allocator.free(segments.get(segment));
    }

    void handle(long bytes) {
        handles.add(tracker.recordAlloc(bytes));
    }

    void close() {
        arena().close();
    }

    /** Closes the last arena, which refuses. */
    void closeInVain() {
        try {
            arena().close();
        } catch (IllegalStateException e) {
            refused++;
        }
    }

    /** Closes all that is open, in the order in which a program would. */
    void end() {
        while (!arenas.isEmpty()) {
            TrackingArena arena = arenas.removeLast();
            if (isClosable(arena) && arena.scope().isAlive()) {
                try {
                    arena.close();
                } catch (IllegalStateException e) {
                    // Its cleanup action failed.
                }
            }
        }
        handles.forEach(BlockHandle::freed);
        handles.clear();
    }

    static boolean isClosable(TrackingArena arena) {
        String scope = arena.scope().getClass().getSimpleName();
        return !scope.equals("GlobalSession") && !scope.equals("ImplicitSession");
    }

    /** Every call is a site of its own. */
    static MemorySegment at(int site, SegmentAllocator allocator, long bytes) {
        return switch (site) {
            case 0 -> allocator.allocate(bytes);
            case 1 -> allocator.allocate(bytes);
            case 2 -> allocator.allocate(bytes);
            case 3 -> allocator.allocate(bytes);
            case 4 -> allocator.allocate(bytes);
            case 5 -> allocator.allocate(bytes);
            case 6 -> allocator.allocate(bytes);
            case 7 -> allocator.allocate(bytes);
            case 8 -> allocator.allocate(bytes);
            case 9 -> allocator.allocate(bytes);
            case 10 -> allocator.allocate(bytes);
            case 11 -> allocator.allocate(bytes);
            case 12 -> allocator.allocate(bytes);
            case 13 -> allocator.allocate(bytes);
            case 14 -> allocator.allocate(bytes);
            case 15 -> allocator.allocate(bytes);
            case 16 -> allocator.allocate(bytes);
            case 17 -> allocator.allocate(bytes);
            case 18 -> allocator.allocate(bytes);
            case 19 -> allocator.allocate(bytes);
            default -> throw new IllegalArgumentException("site " + site);
        };
    }
}
