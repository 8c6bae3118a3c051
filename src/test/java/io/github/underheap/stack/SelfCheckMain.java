package io.github.underheap.stack;

import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Tries a walk that takes all places of an interpreted method for one, and says what the self-check made of it: with performance
 * data, and as if there were none.
 */
final class SelfCheckMain {
    private SelfCheckMain() {}

    /** Runs it. */
    public static void main(String[] arguments) throws WalkUnavailableException {
        WalkableVm vm = WalkableVm.of(WalkMode.VM);
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment facts =
                    memory.allocate(VmFacts.BYTES, Long.BYTES).copyFrom(RawMemory.slice(vm.address(), VmFacts.BYTES));
            uh_vm.interpreter_bcp(facts, uh_vm.interpreter_method(facts));
            check(new WalkableVm(WalkMode.VM, facts.address(), vm.calleeFrames(), vm.frozen()));
            uh_vm.generation_at(facts, 0);
            check(new WalkableVm(WalkMode.VM, facts.address(), vm.calleeFrames(), vm.frozen()));
        }
    }

    private static void check(WalkableVm vm) {
        String said = "passed";
        try {
            SelfCheck.run(vm);
        } catch (WalkUnavailableException e) {
            said = e.reason();
        }
        System.out.println("RESULT " + said);
    }
}
