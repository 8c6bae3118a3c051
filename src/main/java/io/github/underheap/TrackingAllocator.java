package io.github.underheap;

import io.github.underheap.memory.AddressTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An allocator that records what its delegate gives out. Its blocks end with an arena, or one by one by {@link #free}.
 *
 * <p>Made by {@link Tracker#allocator} and {@link Tracker#parts}.
 *
 * <p><b>Race: free against the arena's close.</b> A block is taken out of the address table once, then out of the arena's ledger.
 * If the ledger is closed, the close has ended the block, and the free books nothing.
 *
 * <p>As thread-safe as the delegate; {@link #free} and {@link #reallocated} may be called by any thread.
 */
public final class TrackingAllocator extends CountingAllocator {

    private static final int SHARDS = 4;

    private final Tracker tracker;
    private final TrackingArena lifetime;
    private final @Nullable Ledger ledger;
    private final AllocatorRole role;
    private final int kinds;
    private final AddressTable addresses = new AddressTable(SHARDS);
    /** The address table knows a generation by its index here. A generation is added at each reset in use: few. */
    private final CopyOnWriteArrayList<Generation> generations = new CopyOnWriteArrayList<>();

    TrackingAllocator(Tracker tracker, SegmentAllocator delegate, TrackingArena lifetime, AllocatorRole role) {
        super(delegate);
        this.tracker = tracker;
        this.lifetime = lifetime;
        Ledger arena = lifetime.ledger();
        this.ledger = arena == null ? null : arena.attached();
        this.role = role;
        this.kinds = lifetime.kindBit() | AllocationApi.ALLOCATOR.bit();
    }

    /**
     * Records that a segment of this allocator was given back before its arena ends. Frees nothing.
     *
     * @return false if no live block of this allocator starts at the segment's address
     */
    public boolean free(MemorySegment segment) {
        AddressTable.Block block = addresses.remove(segment.address());
        if (block == null) {
            return false;
        }
        Generation generation = generations.get(block.generation());
        if (ledger != null && ledger.remove(generation, block.row(), block.bytes())) {
            if (block.row() < 0) {
                generation.logicalFreed(~block.row(), 1, block.bytes());
            } else {
                generation.freed(block.row(), block.bytes(), false);
                tracker.windows().freed(1, block.bytes());
            }
        }
        return true;
    }

    /**
     * Records that a segment of this allocator was given a new size, and perhaps a new address, as {@code realloc} does. As in
     * dhat that is one more block of the full new size at the site of the old one, whose life starts again. A segment that
     * was not recorded, or before the last {@link Tracker#reset()}, is recorded as a new block at the caller's site.
     *
     * @param before the segment that is no longer valid
     * @param after the segment that took its place
     */
    public void reallocated(MemorySegment before, MemorySegment after) {
        AddressTable.Block block = addresses.remove(before.address());
        Generation current = tracker.recording();
        if (block == null) {
            counted(after);
            return;
        }
        Generation generation = generations.get(block.generation());
        if (block.row() < 0 || (current != null && current != generation)) {
            addresses.add(before.address(), block.bytes(), block.birth(), block.row(), block.generation());
            free(before);
            counted(after);
            return;
        }
        resize(generation, block, after);
    }

    private void resize(Generation generation, AddressTable.Block block, MemorySegment after) {
        long bytes = after.byteSize();
        long now = generation.nanos();
        if (ledger == null || !ledger.resize(generation, block.row(), bytes - block.bytes())) {
            return;
        }
        if (generation.resized(block.row(), block.bytes(), bytes, block.birth(), now)) {
            tracker.windows().resized(block.bytes(), bytes);
            remember(generation, after.address(), bytes, now, block.row());
        } else {
            ledger.resize(generation, block.row(), block.bytes() - bytes);
        }
    }

    @Override
    MemorySegment counted(MemorySegment segment) {
        Generation current = tracker.recording();
        if (current != null && ledger != null && role != AllocatorRole.RECORDED) {
            try {
                if (role.isPart(segment, lifetime)) {
                    countPart(current, ledger, segment);
                } else {
                    countBlock(current, ledger, segment);
                }
            } catch (Throwable e) {
                current.faulted = true;
            }
        }
        return segment;
    }

    @Override
    void look() {
        lifetime.look();
    }

    boolean belongsTo(Tracker other) {
        return tracker == other;
    }

    private void countBlock(Generation current, Ledger open, MemorySegment segment) {
        int row = current.site();
        current.rehearse();
        long bytes = segment.byteSize();
        long now = current.nanos();
        if (!current.allocated(row, bytes, now, kinds)) {
            return;
        }
        tracker.windows().allocated(bytes);
        if (Tracker.entered(current, open, row, bytes)) {
            remember(current, segment.address(), bytes, now, row);
        } else {
            current.freed(row, bytes, false);
            tracker.windows().freed(1, bytes);
        }
    }

    private void countPart(Generation current, Ledger open, MemorySegment segment) {
        int row = current.site();
        current.rehearse();
        long bytes = segment.byteSize();
        current.logicalAllocated(row, bytes, kinds);
        if (Tracker.entered(current, open, ~row, bytes)) {
            remember(current, segment.address(), bytes, 0, ~row);
        } else {
            current.logicalFreed(row, 1, bytes);
        }
    }

    /** A block that finds no room in the table cannot be freed by itself; it ends with its arena. */
    private void remember(Generation current, long address, long bytes, long birth, int row) {
        try {
            generations.addIfAbsent(current);
            addresses.add(address, bytes, birth, row, generations.indexOf(current));
        } catch (OutOfMemoryError e) {
            current.drop();
        }
    }
}
