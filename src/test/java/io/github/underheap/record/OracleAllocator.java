package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.TrackingAllocator;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.record.OracleSites.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An allocator of a {@link LedgerOracle} over a delegate that gives any memory: of new addresses and of live ones, more of it than was asked
 * for, and from the heap.
 */
final class OracleAllocator {

    private static final int ADDRESSES = 4_096;
    private static final int STEP = 16;
    private static final int MOST_BYTES = 4_096;
    private static final MemorySegment MEMORY = Arena.global().allocate(ADDRESSES * STEP + MOST_BYTES, STEP);

    private final LedgerOracle oracle;
    private final OracleArena lifetime;
    private final boolean parts;
    private final TrackingAllocator allocator;
    private final List<Entry> entries = new ArrayList<>();
    private MemorySegment next = MemorySegment.NULL;

    /** A block that can be freed by itself: also one that has ended with the arena, for which nothing more is booked. */
    private record Entry(MemorySegment segment, ModelBlock block) {

        boolean is(MemorySegment other) {
            return segment.address() == other.address() && segment.byteSize() == other.byteSize();
        }
    }

    OracleAllocator(LedgerOracle oracle, OracleArena lifetime) {
        this.oracle = oracle;
        this.lifetime = lifetime;
        this.parts = oracle.random.nextInt(4) == 0;
        this.allocator = parts
                ? oracle.tracker.parts((bytes, alignment) -> next, lifetime.arena())
                : oracle.tracker.allocator((bytes, alignment) -> next, lifetime.arena());
    }

    void step() {
        int choice = oracle.random.nextInt(20);
        if (choice < 9) {
            allocate();
        } else if (choice < 13 && !entries.isEmpty()) {
            free(oracle.any(entries).segment);
        } else if (choice < 15) {
            freeWrongly();
        } else {
            reallocate();
        }
    }

    // ---- Allocations
    // -----------------------------------------------------------------------------------------------------------

    private void allocate() {
        int bytes = oracle.bytes();
        int backing = oracle.random.nextInt(4) == 0 ? oracle.random.nextInt(61) : 0;
        int site = oracle.site();
        int thread = oracle.thread();
        next = segment(bytes + backing);
        // Blocks of no bytes at one address cannot be told apart, so those that share one are equal.
        int times = next.byteSize() == 0 && next.isNative() ? 1 + oracle.random.nextInt(3) : 1;
        oracle.note(() -> "allocates " + bytes + " of " + next);
        for (int i = 0; i < times; i++) {
            oracle.call(thread, Call.ALLOCATOR, site, () -> allocator.allocate(bytes));
            count(next, bytes, OracleSites.site(Call.ALLOCATOR, site), thread);
        }
    }

    private MemorySegment segment(int bytes) {
        if (oracle.random.nextInt(20) == 0) {
            return MemorySegment.ofArray(new byte[bytes]);
        }
        boolean used = !entries.isEmpty() && oracle.random.nextInt(4) == 0;
        long address = used ? oracle.any(entries).segment.address() : fresh();
        if (bytes == 0 && at(address, true) != null) {
            address = fresh();
        }
        return MEMORY.asSlice(address - MEMORY.address(), bytes);
    }

    private long fresh() {
        while (true) {
            long address = MEMORY.address() + (long) oracle.random.nextInt(ADDRESSES) * STEP;
            if (at(address, true) == null && at(address, false) == null) {
                return address;
            }
        }
    }

    private Entry at(long address, boolean empty) {
        for (Entry entry : entries) {
            if (entry.segment.address() == address && (entry.segment.byteSize() == 0) == empty) {
                return entry;
            }
        }
        return null;
    }

    /** What has to happen when a segment is given out. */
    private void count(MemorySegment segment, long bytes, int site, int thread) {
        takePlace(segment);
        ModelBlock block = new ModelBlock(site, bytes, lifetime.origin(AllocationApi.ALLOCATOR), parts);
        if (oracle.model.born(block, thread) && lifetime.enter(block)) {
            if (segment.isNative()) {
                entries.add(new Entry(segment, block));
            }
            long backing = segment.byteSize() - bytes;
            if (backing > 0) {
                oracle.model.tally(site, SiteNumber.BACKING_BYTES, backing, block.origin, thread);
            }
        }
    }

    /** The block that was there has been freed unseen. */
    private void takePlace(MemorySegment segment) {
        if (segment.isNative() && segment.byteSize() > 0) {
            Entry there = at(segment.address(), false);
            if (there != null) {
                end(there);
            }
        }
    }

    private void end(Entry entry) {
        entries.remove(entry);
        lifetime.leave(entry.block);
        oracle.model.died(entry.block, false);
    }

    // ---- Frees
    // -----------------------------------------------------------------------------------------------------------------

    private void free(MemorySegment segment) {
        Entry entry = find(segment);
        boolean[] freed = new boolean[1];
        oracle.note(() -> "frees " + segment);
        oracle.on(oracle.thread(), () -> freed[0] = allocator.free(segment));
        assertThat(freed[0]).isEqualTo(entry != null);
        if (entry != null) {
            end(entry);
        }
    }

    private Entry find(MemorySegment segment) {
        return segment.isNative()
                ? entries.stream()
                        .filter(entry -> entry.is(segment))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** What was never given out, or not of this size, or has been freed. */
    private MemorySegment wrong() {
        MemorySegment segment = entries.isEmpty() || oracle.random.nextBoolean()
                ? MEMORY.asSlice((long) oracle.random.nextInt(ADDRESSES) * STEP, oracle.bytes())
                : oracle.any(entries).segment;
        return switch (oracle.random.nextInt(4)) {
            case 0 -> MemorySegment.ofArray(new byte[7]);
            case 1 -> segment.asSlice(0, segment.byteSize() / 2);
            case 2 -> MEMORY.asSlice(segment.address() - MEMORY.address(), segment.byteSize() + 1);
            default -> segment;
        };
    }

    private void freeWrongly() {
        MemorySegment segment = wrong();
        free(segment);
        free(segment);
    }

    // ---- New sizes
    // -------------------------------------------------------------------------------------------------------------

    private void reallocate() {
        MemorySegment before =
                entries.isEmpty() || oracle.random.nextInt(5) == 0 ? wrong() : oracle.any(entries).segment;
        int bytes = oracle.random.nextInt(4) == 0 ? (int) Math.min(before.byteSize(), MOST_BYTES) : oracle.bytes();
        boolean stays =
                before.isNative() && oracle.random.nextInt(3) == 0 && (bytes > 0 || at(before.address(), true) == null);
        MemorySegment after = stays ? MEMORY.asSlice(before.address() - MEMORY.address(), bytes) : segment(bytes);
        int site = oracle.site();
        int thread = oracle.thread();
        oracle.note(() -> "reallocates " + before + " to " + after);
        oracle.call(thread, Call.REALLOCATED, site, () -> allocator.reallocated(before, after));
        Entry entry = find(before);
        if (entry == null) {
            count(after, bytes, OracleSites.site(Call.REALLOCATED, site), thread);
            return;
        }
        ModelBlock block = entry.block;
        boolean ofNow = oracle.model.isPaused() || oracle.model.isOfNow(block);
        if (!parts && ofNow && block.isCounted()) {
            entries.remove(entry);
            takePlace(after);
            oracle.model.resized(block, bytes, thread);
            if (after.isNative()) {
                entries.add(new Entry(after, block));
            }
            return;
        }
        end(entry);
        count(after, bytes, OracleSites.site(Call.REALLOCATED, site), thread);
    }
}
