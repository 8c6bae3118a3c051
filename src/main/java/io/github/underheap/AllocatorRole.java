package io.github.underheap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** What the segments of an allocator are to a tracker. */
enum AllocatorRole {
    /** Blocks. */
    BLOCKS,
    /** Parts of blocks that are tracked already. */
    PARTS,
    /** Cut by the JDK from one segment: parts if that is tracked with the same arena, else blocks. */
    SLICES,
    /** Recorded by the delegate. */
    RECORDED;

    private static final String SLICING_ALLOCATOR = "jdk.internal.foreign.SlicingAllocator";

    static AllocatorRole of(Tracker tracker, SegmentAllocator delegate) {
        if ((delegate instanceof TrackingArena arena && arena.belongsTo(tracker))
                || (delegate instanceof TrackingAllocator allocator && allocator.belongsTo(tracker))) {
            return RECORDED;
        }
        // A prefix allocator of the JDK is the segment itself.
        boolean slices = delegate instanceof MemorySegment
                || delegate.getClass().getName().equals(SLICING_ALLOCATOR);
        return slices ? SLICES : BLOCKS;
    }

    /** Whether a segment that the allocator gave out is a part of a tracked block. */
    boolean isPart(MemorySegment segment, TrackingArena lifetime) {
        return this == PARTS || (this == SLICES && segment.scope().equals(lifetime.scope()));
    }
}
