package io.github.underheap.stack;

import io.github.underheap.stack.bindings.uh_seen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The physical frames of the current thread at one instant, innermost first.
 *
 * @param frames records of the helper, {@code count} of them
 */
record Snapshot(MemorySegment frames, int count) {

    static Snapshot take(MemorySegment vm, Arena memory, int most) {
        MemorySegment frames = memory.allocate(uh_seen.layout(), most);
        return new Snapshot(frames, Math.max(0, Downcalls.snapshot(vm.address(), frames.address(), most)));
    }

    MemorySegment frame(int index) {
        return uh_seen.asSlice(frames, index);
    }

    boolean isInterpreted(int index) {
        return uh_seen.interpreted(frame(index)) != 0;
    }

    /** The interpreted frame with this frame pointer. */
    Optional<MemorySegment> interpreted(long fp) {
        for (int i = 0; i < count; i++) {
            if (isInterpreted(i) && uh_seen.fp(frame(i)) == fp) {
                return Optional.of(frame(i));
            }
        }
        return Optional.empty();
    }

    /** The frame that returns to this address. */
    Optional<MemorySegment> returningTo(long pc) {
        for (int i = 0; i < count; i++) {
            if (uh_seen.pc(frame(i)) == pc) {
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
