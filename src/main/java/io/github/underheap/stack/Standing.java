package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the walk of the current thread ends.
 *
 * @param end how
 * @param address of the helper's {@code uh_standing}
 */
record Standing(int end, long address) {

    /** Lives as long as {@code memory}. */
    static Standing take(MemorySegment vm, Arena memory) {
        long out = memory.allocate(Helper.UH_STANDING_BYTES(), Long.BYTES).address();
        return new Standing((int) Downcalls.frozen(vm.address(), out), out);
    }

    long pc() {
        return RawMemory.longAt(address + Helper.UH_STANDING_PC());
    }

    /** The code block of the pc; 0 if there is none. */
    long blob() {
        return RawMemory.longAt(address + Helper.UH_STANDING_BLOB());
    }

    /** A word of the header of the thread's innermost continuation, 0 or 1; 0 if it is not known where that is. */
    long continuationHeader(int word) {
        return RawMemory.longAt(address + Helper.UH_STANDING_CONTINUATION() + (long) word * Long.BYTES);
    }

    /** A word of the header of its first chunk, 0 or 1; 0 if it is not known where that is. */
    long chunkHeader(int word) {
        return RawMemory.longAt(address + Helper.UH_STANDING_CHUNK() + (long) word * Long.BYTES);
    }
}
