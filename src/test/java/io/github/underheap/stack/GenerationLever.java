package io.github.underheap.stack;

import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Puts another counter in the place of the generation, to show what goes wrong without the right one. */
public final class GenerationLever {
    private GenerationLever() {}

    /** A counter of the JVM's performance data, or {@code constant} for one that never moves. */
    public static void use(String counter) {
        try {
            WalkableVm vm = WalkableVm.of(WalkMode.VM);
            long address = counter.equals("constant")
                    ? Arena.global().allocate(ValueLayout.JAVA_LONG).address()
                    : new PerfCounters(new VmStructs()).find(counter);
            MemorySegment facts = RawMemory.slice(vm.address(), uh_vm.sizeof());
            uh_vm.generation_at(facts, address);
        } catch (WalkUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }
}
