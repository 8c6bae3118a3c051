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
        MemorySegment word = memory.allocate(ValueLayout.JAVA_LONG);
        int anchorFp = uh_vm.wrapper_anchor(vm) + uh_vm.anchor_fp(vm);
        int found = 0;
        long foundWrapper = 0;
        for (int slot = 0; slot < Helper.UH_LOCALS(); slot++) {
            long wrapper = entry.local(slot);
            boolean leadsToCaller = wrapper > entry.sp()
                    && Helper.uh_read(wrapper + anchorFp, word.address()) != 0
                    && isCaller(word.get(ValueLayout.JAVA_LONG, 0));
            if (leadsToCaller) {
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

    private boolean isCaller(long fp) {
        return fp != 0 && before.interpreted(fp).isPresent();
    }
}
