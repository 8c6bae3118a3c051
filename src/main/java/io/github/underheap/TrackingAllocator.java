package io.github.underheap;

import io.github.underheap.profile.AllocationApi;
import io.github.underheap.record.AddressedBlocks;
import io.github.underheap.record.Ledger;
import io.github.underheap.record.Recorder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An allocator that records what its delegate gives out. Its blocks end with an arena, or one by one by {@link #free}.
 *
 * <p>Made by {@link Tracker#allocator} and {@link Tracker#parts}. A block that starts where a live one does takes its place: the
 * delegate has used the memory again, so the old block is booked as freed. So a prefix allocator has one live block. Blocks of no bytes may
 * share an address with others. A segment of the Java heap has no address of its own and ends with the arena.
 *
 * <p>As thread-safe as the delegate; {@link #free} and {@link #reallocated} may be called by any thread.
 */
public final class TrackingAllocator extends CountingAllocator {

    /** Null if it records nothing. */
    private final @Nullable RecordingArena lifetime;

    /** Null if nothing is recorded here: by a recorder that is off, or because the delegate records it. */
    private final @Nullable AddressedBlocks blocks;

    TrackingAllocator(Recorder recorder, SegmentAllocator delegate, TrackingArena lifetime, boolean parts) {
        super(recorder, delegate, recordedBy(recorder, delegate) ? null : attached(recorder, lifetime), null);
        this.lifetime = lifetime instanceof RecordingArena recording ? recording : null;
        this.blocks = blocksThatEndOneByOne(AllocationApi.ALLOCATOR, parts);
    }

    private static boolean recordedBy(Recorder recorder, SegmentAllocator delegate) {
        return delegate instanceof CountingAllocator allocator && allocator.belongsTo(recorder);
    }

    private static @Nullable Ledger attached(Recorder recorder, TrackingArena lifetime) {
        return lifetime instanceof RecordingArena recording ? recorder.attached(recording, recording.scope()) : null;
    }

    /**
     * Records that a segment of this allocator was given back before its arena ends. Frees nothing.
     *
     * @return false if no live block of this allocator has the segment's address and size, or if it is a segment of the Java heap
     * @throws NullPointerException if {@code segment} is null
     */
    public boolean free(MemorySegment segment) {
        Objects.requireNonNull(segment, "segment");
        return blocks != null && segment.isNative() && blocks.freed(segment.address(), segment.byteSize());
    }

    /**
     * Records that a segment of this allocator was given a new size, and perhaps a new address, as {@code realloc} does. As in
     * dhat that is one more block of the full new size at the site of the old one, whose life starts again. A segment that
     * was not recorded, or before the last {@link Tracker#reset()}, or is one of the Java heap, is recorded as a new block at the
     * caller's site.
     *
     * @param before the segment that is no longer valid
     * @param after the segment that took its place
     * @throws NullPointerException if one of them is null
     */
    public void reallocated(MemorySegment before, MemorySegment after) {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        if (blocks == null) {
            return;
        }
        if (before.isNative()) {
            blocks.resized(before.address(), before.byteSize(), after.address(), after.byteSize(), after.isNative());
        } else {
            MemorySegment ignored = counted(after, after.byteSize());
        }
    }

    @Override
    MemorySegment counted(MemorySegment segment, long requested) {
        if (segment != null && blocks != null) {
            if (segment.isNative()) {
                blocks.allocated(segment.address(), segment.byteSize(), requested);
            } else {
                blocks.allocatedWithoutAddress(segment.byteSize(), requested);
            }
        }
        return segment;
    }

    @Override
    boolean isExact() {
        return false;
    }

    @Override
    void look() {
        if (lifetime != null) {
            lifetime.look();
        }
    }
}
