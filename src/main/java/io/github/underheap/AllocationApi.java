package io.github.underheap;

/** The ways in which a block can come to a tracker's notice. */
public enum AllocationApi {
    /** A method of {@link TrackingArena}. */
    ARENA,
    /** A method of {@link TrackingAllocator}. */
    ALLOCATOR,
    /** {@link Tracker#recordAlloc(long)}. */
    HANDLE;

    private static final int SHIFT = 16;

    int bit() {
        return 1 << (SHIFT + ordinal());
    }
}
