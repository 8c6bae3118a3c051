package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Finds where an entry frame (the JVM calling Java) keeps its {@code JavaCallWrapper}, for JVMs that do not export it, such
 * as those on aarch64.
 *
 * <p>A class initialiser is called by the JVM on behalf of an interpreted method. The wrapper's anchor names that method's
 * frame pointer, which a walk just before has seen. The slot is the one nearest to the frame pointer whose value leads there.
 */
final class EntrySlot {
    /** Tells the initialiser who waits for it. */
    private static final ThreadLocal<EntrySlot> RUNNING = new ThreadLocal<>();

    /** A class is initialised once in a process, so there is one try. */
    private static boolean tried;

    private static int offset;

    /** In bytes, of a method without locals to speak of. */
    private static final long LARGEST_FRAME = 1 << 10;

    private final MemorySegment vm;
    private final Arena memory;
    private Snapshot before = Snapshot.NONE;

    private EntrySlot(MemorySegment vm, Arena memory) {
        this.vm = vm;
        this.memory = memory;
    }

    /** The method on whose behalf the JVM calls the initialiser. */
    private void initialise() {
        RUNNING.set(this);
        try {
            before = Snapshot.take(vm, memory);
            Fresh.touch();
        } finally {
            RUNNING.remove();
        }
    }

    private static void insideInitialiser() {
        EntrySlot running = RUNNING.get();
        Snapshot inside = Snapshot.take(running.vm, running.memory);
        // Now: the wrapper is gone with its frame when the initialiser returns.
        offset = running.slotOfWrapper(inside);
    }

    /** Initialised once in a process. */
    private static final class Fresh {
        static {
            insideInitialiser();
        }

        static void touch() {}
    }

    /** Bytes from an entry frame's pointer to its wrapper; 0 when it is not found. */
    static synchronized int find(MemorySegment vm) {
        if (!tried) {
            tried = true;
            try (Arena memory = Arena.ofConfined()) {
                EntrySlot slot = new EntrySlot(vm, memory);
                slot.initialise();
            }
        }
        return offset;
    }

    private int slotOfWrapper(Snapshot inside) {
        Optional<Snapshot.Seen> returning = inside.returningTo(uh_vm.call_stub_return(vm));
        if (returning.isEmpty()) {
            return 0;
        }
        Snapshot.Seen entry = returning.get();
        int found = 0;
        long foundWrapper = 0;
        for (int slot = 0; slot < Helper.UH_LOCALS(); slot++) {
            long wrapper = entry.local(slot);
            if (wrapper > entry.sp() && leadsToCaller(wrapper)) {
                // A register that is saved further down may hold the wrapper too, but not another one.
                if (found != 0 && wrapper != foundWrapper) {
                    return 0;
                }
                found = found == 0 ? Snapshot.offset(slot) : found;
                foundWrapper = wrapper;
            }
        }
        return found;
    }

    /**
     * Whether the wrapper's anchor holds the frame of an interpreted method that was there before, with its end at an address that
     * is lower by little. The first alone is not enough: the stack is full of pointers to frames, of those that are gone too.
     */
    private boolean leadsToCaller(long wrapper) {
        long anchor = wrapper + uh_vm.wrapper_anchor(vm);
        long fp = read(anchor + uh_vm.anchor_fp(vm));
        long sp = read(anchor + uh_vm.anchor_sp(vm));
        return fp != 0 && before.interpreted(fp).isPresent() && sp > wrapper && sp < fp && fp - sp < LARGEST_FRAME;
    }

    /** A word that may not be mapped; 0 if it is not. */
    private long read(long address) {
        MemorySegment word = memory.allocate(ValueLayout.JAVA_LONG);
        return Helper.uh_read(address, word.address()) == 0 ? 0 : word.get(ValueLayout.JAVA_LONG, 0);
    }
}
