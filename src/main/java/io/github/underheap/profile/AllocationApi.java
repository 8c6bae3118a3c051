package io.github.underheap.profile;

/** The ways in which a block can come to a tracker's notice. */
public enum AllocationApi {
    /** A method of a {@code TrackingArena}. */
    ARENA,
    /** A method of a {@code TrackingAllocator}. */
    ALLOCATOR,
    /** {@code Tracker.recordAlloc(bytes)}. */
    HANDLE
}
