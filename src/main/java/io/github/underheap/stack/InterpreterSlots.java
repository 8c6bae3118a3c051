package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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
            if (slots.threeCalls() > 0) {
                slots.conclude(structs);
            }
        }
    }

    /** Three call sites at unequal distances; returns the fewest frames seen. Runs too seldom to be compiled. */
    private int threeCalls() {
        int fewest = snapshot();
        fewest = Math.min(fewest, snapshot());
        return Math.min(fewest, snapshot());
    }

    private int snapshot() {
        Snapshot snapshot = Snapshot.take(vm, memory);
        snapshots.add(snapshot);
        indices.add(StackWalker.getInstance().walk(new IndexInThreeCalls()));
        return snapshot.count();
    }

    private static final class IndexInThreeCalls implements Function<Stream<StackWalker.StackFrame>, Integer> {
        @Override
        public Integer apply(Stream<StackWalker.StackFrame> stack) {
            for (Iterator<StackWalker.StackFrame> it = stack.iterator(); it.hasNext(); ) {
                StackWalker.StackFrame frame = it.next();
                if (frame.getMethodName().equals("threeCalls")) {
                    return frame.getByteCodeIndex();
                }
            }
            return 0;
        }
    }

    private void conclude(VmStructs structs) throws WalkUnavailableException {
        int bytecode = NONE;
        Snapshot first = snapshots.get(0);
        Snapshot.Seen frame = first.frame(0);
        for (int i = 0; i < first.count(); i++) {
            Snapshot.Seen candidate = first.frame(i);
            for (int slot = 0; candidate.isInterpreted() && slot < Helper.UH_LOCALS(); slot++) {
                if (isBytecodeSlot(candidate.fp(), slot)) {
                    if (bytecode != NONE) {
                        return;
                    }
                    bytecode = slot;
                    frame = candidate;
                }
            }
        }
        if (bytecode == NONE) {
            return;
        }
        uh_vm.interpreter_bcp(vm, Snapshot.offset(bytecode));
        lowest(bytecode);
        int method = methodSlot(frame, frame.local(bytecode) - indices.get(0), structs);
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
            Optional<Snapshot.Seen> frame = snapshots.get(i).interpreted(fp);
            if (frame.isEmpty()) {
                return false;
            }
            value[i] = frame.get().local(slot);
        }
        return value[1] - value[0] == indices.get(1) - indices.get(0)
                && value[2] - value[1] == indices.get(2) - indices.get(1);
    }

    private int methodSlot(Snapshot.Seen frame, long firstBytecode, VmStructs structs) throws WalkUnavailableException {
        int toConstants = structs.offset("Method::_constMethod");
        long constants = firstBytecode - structs.size("ConstMethod");
        MemorySegment word = memory.allocate(ValueLayout.JAVA_LONG);
        for (int slot = 0; slot < Helper.UH_LOCALS(); slot++) {
            long value = frame.local(slot);
            if (value != 0
                    && Helper.uh_read(value + toConstants, word.address()) != 0
                    && word.get(ValueLayout.JAVA_LONG, 0) == constants) {
                return slot;
            }
        }
        return NONE;
    }
}
