package io.github.underheap;

import io.github.underheap.memory.AddressTable;
import io.github.underheap.memory.SiteRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An allocator that records what its delegate gives out. Its blocks end with an arena, or one by one by {@link #free}.
 *
 * <p>Made by {@link Tracker#allocator} and {@link Tracker#parts}. A block that starts where a live one does takes its place: the
 * delegate has used the memory again, so the old block is booked as freed. What the JDK's own slicing and prefix allocators give
 * out always ends with the arena, and so does a segment of the Java heap, which has no address of its own.
 *
 * <p><b>Race: free against the arena's close.</b> A block is taken out of the address table once, then out of the arena's ledger.
 * If the ledger is closed, the close has ended the block, and the free books nothing. A resize that grows is counted before it is
 * put down in the ledger, and taken back if the ledger is closed: what the close takes off has always been counted.
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
    private final GenerationNumbers generations = new GenerationNumbers();

    TrackingAllocator(Tracker tracker, SegmentAllocator delegate, TrackingArena lifetime, AllocatorRole role) {
        super(delegate);
        this.tracker = tracker;
        this.lifetime = lifetime;
        Ledger arena = lifetime.ledger();
        this.ledger = arena == null || role == AllocatorRole.RECORDED ? null : arena.attached();
        this.role = role;
        this.kinds = lifetime.kindBit() | AllocationApi.ALLOCATOR.bit();
    }

    /**
     * Records that a segment of this allocator was given back before its arena ends. Frees nothing.
     *
     * @return false if no live block of this allocator starts at the segment's address, or if it is a segment of the Java heap
     * @throws NullPointerException if {@code segment} is null
     */
    public boolean free(MemorySegment segment) {
        Objects.requireNonNull(segment, "segment");
        Generation current = tracker.generation();
        try {
            AddressTable.Block block = removed(segment);
            if (block != null) {
                end(block);
            }
            return block != null;
        } catch (StackOverflowError | OutOfMemoryError e) {
            current.faults.full = true;
            return false;
        } catch (Throwable e) {
            current.faults.add(e);
            return false;
        }
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
        Generation current = tracker.generation();
        AddressTable.Block block;
        try {
            block = removed(before);
            if (block != null && block.row() >= 0) {
                Generation counting = generations.get(block.generation());
                Generation recording = tracker.recording();
                if (counting != null && (recording == null || recording == counting)) {
                    resize(counting, block, after);
                    return;
                }
            }
            if (block != null) {
                end(block);
            }
        } catch (StackOverflowError | OutOfMemoryError e) {
            current.faults.full = true;
            return;
        } catch (Throwable e) {
            current.faults.add(e);
            return;
        }
        counted(after);
    }

    private void resize(Generation generation, AddressTable.Block block, MemorySegment after) {
        Ledger open = ledger;
        long bytes = after.byteSize();
        long grown = bytes - block.bytes();
        long now = generation.nanos();
        // Shrinking takes bytes out of the ledger first, growing puts them there last.
        if (open == null || (grown < 0 && !open.resize(generation, block.row(), grown))) {
            return;
        }
        if (!generation.resized(block.row(), block.bytes(), bytes, block.birth(), now)) {
            remember(generation, after, block.bytes(), block.birth(), block.row());
            return;
        }
        tracker.windows().resized(block.bytes(), bytes);
        if (grown >= 0 && !open.resize(generation, block.row(), grown)) {
            // The close has ended the block with its old size.
            generation.freedRow(block.row(), 0, grown, generation.stepDown(grown), now, false);
            tracker.windows().freed(0, grown);
            return;
        }
        remember(generation, after, bytes, now, block.row());
    }

    private void end(AddressTable.Block block) {
        Generation generation = generations.get(block.generation());
        if (generation == null || ledger == null || !ledger.remove(generation, block.row(), block.bytes())) {
            return;
        }
        if (block.row() < 0) {
            generation.logicalFreed(~block.row(), 1, block.bytes());
        } else {
            generation.freed(block.row(), 1, block.bytes(), false);
            tracker.windows().freed(1, block.bytes());
        }
    }

    @Override
    MemorySegment counted(MemorySegment segment) {
        Generation current = tracker.recording();
        if (current != null && ledger != null && segment != null) {
            int row = SiteRows.NO_STACK;
            try {
                row = current.site();
                if (role.isPart(segment, lifetime)) {
                    countPart(current, ledger, row, segment);
                } else {
                    countBlock(current, ledger, row, segment);
                }
            } catch (StackOverflowError | OutOfMemoryError e) {
                current.faults.full = true;
                current.recover(row);
            } catch (Throwable e) {
                current.faults.add(e);
                current.recover(row);
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

    private void countBlock(Generation current, Ledger open, int row, MemorySegment segment) {
        long bytes = segment.byteSize();
        long now = current.nanos();
        if (tracker.book(current, open, row, bytes, now, kinds)) {
            remember(current, segment, bytes, now, row);
        }
    }

    private void countPart(Generation current, Ledger open, int row, MemorySegment segment) {
        long bytes = segment.byteSize();
        current.logicalAllocated(row, bytes, kinds);
        if (Tracker.entered(current, open, ~row, bytes)) {
            remember(current, segment, bytes, 0, ~row);
        } else {
            current.logicalFreed(row, 1, bytes);
        }
    }

    /** Takes a block out of the table; null if none is there. All segments of the heap have the address 0. */
    private AddressTable.@Nullable Block removed(MemorySegment segment) {
        return segment.isNative() ? addresses.remove(segment.address()) : null;
    }

    /** A block that finds no room in the table cannot be freed by itself; it ends with its arena. */
    private void remember(Generation current, MemorySegment segment, long bytes, long birth, int row) {
        if (role == AllocatorRole.SLICES || !segment.isNative()) {
            return;
        }
        try {
            AddressTable.Block replaced = addresses.add(segment.address(), bytes, birth, row, generations.of(current));
            if (replaced != null) {
                end(replaced);
            }
        } catch (OutOfMemoryError e) {
            current.drop();
        }
    }
}
