package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_seen;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where an interpreted frame keeps its bytecode pointer and its {@code Method*}, which are in no table of the JVM.
 *
 * <p>A method that runs for the first time, and so is interpreted, is walked at three call sites. StackWalker knows
 * their bytecode indices. The bytecode slot is the only one in the only frame whose value moves by exactly the distances
 * between them. The {@code Method*} is the slot whose value leads to constants that begin a known number of bytes before
 * that bytecode; it is followed by system calls that fail where a load would fault.
 *
 * <p>When nothing is found (as with {@code -Xcomp}, where the method is compiled before it runs) keys stay incomplete at
 * interpreted frames.
 */
final class InterpreterSlots {
    /** Frames to look at: the load of the second number takes one byte of bytecode more than that of the first. */
    private static final int FRAMES = 64;

    private static final int MORE_FRAMES = 200;
    private static final int NONE = -1;

    private final MemorySegment vm;
    private final Arena memory;
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<Integer> indices = new ArrayList<>();

    private InterpreterSlots(MemorySegment vm, Arena memory) {
        this.vm = vm;
        this.memory = memory;
    }

    /** Completes a description of the JVM. */
    static void find(MemorySegment vm, VmStructs structs) throws WalkUnavailableException {
        try (Arena memory = Arena.ofConfined()) {
            InterpreterSlots slots = new InterpreterSlots(vm, memory);
            slots.threeCalls();
            slots.conclude(structs);
        }
    }

    /** Three call sites at unequal distances. Runs too seldom to be compiled. */
    private void threeCalls() {
        look(FRAMES);
        look(FRAMES);
        look(MORE_FRAMES);
    }

    private void look(int frames) {
        snapshots.add(Snapshot.take(vm, memory, frames));
        indices.add(StackWalker.getInstance()
                .walk(stack -> stack.filter(frame -> frame.getMethodName().equals("threeCalls"))
                        .findFirst()
                        .map(StackWalker.StackFrame::getByteCodeIndex)
                        .orElse(0)));
    }

    private void conclude(VmStructs structs) throws WalkUnavailableException {
        int bytecode = NONE;
        MemorySegment frame = MemorySegment.NULL;
        Snapshot first = snapshots.get(0);
        for (int i = 0; i < first.count(); i++) {
            for (int slot = 0; first.isInterpreted(i) && slot < Helper.UH_LOCALS(); slot++) {
                if (isBytecodeSlot(uh_seen.fp(first.frame(i)), slot)) {
                    if (bytecode != NONE) {
                        return;
                    }
                    bytecode = slot;
                    frame = first.frame(i);
                }
            }
        }
        if (bytecode == NONE) {
            return;
        }
        uh_vm.interpreter_bcp(vm, Snapshot.offset(bytecode));
        lowest(bytecode);
        int method = methodSlot(frame, uh_seen.local(frame, bytecode) - indices.get(0), structs);
        if (method != NONE) {
            uh_vm.interpreter_method(vm, Snapshot.offset(method));
            lowest(method);
        }
    }

    private void lowest(int slot) {
        uh_vm.interpreter_lowest(vm, Math.min(Snapshot.offset(slot), uh_vm.interpreter_lowest(vm)));
    }

    private boolean isBytecodeSlot(long fp, int slot) {
        long[] value = new long[snapshots.size()];
        for (int i = 0; i < value.length; i++) {
            MemorySegment frame = snapshots.get(i).interpreted(fp).orElse(MemorySegment.NULL);
            if (frame.address() == 0) {
                return false;
            }
            value[i] = uh_seen.local(frame, slot);
        }
        return value[1] - value[0] == indices.get(1) - indices.get(0)
                && value[2] - value[1] == indices.get(2) - indices.get(1);
    }

    private int methodSlot(MemorySegment frame, long firstBytecode, VmStructs structs) throws WalkUnavailableException {
        int toConstants = structs.offset("Method::_constMethod");
        long constants = firstBytecode - structs.size("ConstMethod");
        MemorySegment word = memory.allocate(ValueLayout.JAVA_LONG);
        for (int slot = 0; slot < Helper.UH_LOCALS(); slot++) {
            long value = uh_seen.local(frame, slot);
            if (value != 0
                    && Helper.uh_read(value + toConstants, word) != 0
                    && word.get(ValueLayout.JAVA_LONG, 0) == constants) {
                return slot;
            }
        }
        return NONE;
    }
}
