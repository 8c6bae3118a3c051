package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The physical frames of the current thread at one instant, innermost first.
 *
 * @param frames records of the helper, {@code count} of them
 */
record Snapshot(long frames, int count) {
    static final Snapshot NONE = new Snapshot(0, 0);

    /** Lives as long as {@code memory}. */
    static Snapshot take(MemorySegment vm, Arena memory) {
        long size = (long) Helper.UH_MAX_SEEN() * Helper.UH_SEEN_BYTES();
        long frames = memory.allocate(size, Long.BYTES).address();
        return new Snapshot(frames, (int) Math.max(0, Downcalls.snapshot(vm.address(), frames)));
    }

    /**
     * One frame.
     *
     * @param address of the helper's {@code uh_seen}
     */
    record Seen(long address) {
        long pc() {
            return RawMemory.longAt(address + Helper.UH_SEEN_PC());
        }

        long sp() {
            return RawMemory.longAt(address + Helper.UH_SEEN_SP());
        }

        long fp() {
            return RawMemory.longAt(address + Helper.UH_SEEN_FP());
        }

        /** The word {@code slot + 1} words before the frame's pointer. */
        long local(int slot) {
            return RawMemory.longAt(address + Helper.UH_SEEN_LOCAL() + (long) slot * Long.BYTES);
        }

        boolean isInterpreted() {
            return RawMemory.intAt(address + Helper.UH_SEEN_INTERPRETED()) != 0;
        }
    }

    Seen frame(int index) {
        return new Seen(frames + (long) index * Helper.UH_SEEN_BYTES());
    }

    /** The interpreted frame with this frame pointer. */
    Optional<Seen> interpreted(long fp) {
        for (int i = 0; i < count; i++) {
            Seen frame = frame(i);
            if (frame.isInterpreted() && frame.fp() == fp) {
                return Optional.of(frame);
            }
        }
        return Optional.empty();
    }

    /** The frame that returns to this address. */
    Optional<Seen> returningTo(long pc) {
        for (int i = 0; i < count; i++) {
            if (frame(i).pc() == pc) {
                return Optional.of(frame(i));
            }
        }
        return Optional.empty();
    }

    /** Bytes from a frame's pointer to a slot. */
    static int offset(int slot) {
        return -(slot + 1) * Long.BYTES;
    }
}
