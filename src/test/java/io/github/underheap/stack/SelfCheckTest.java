package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the self-check makes of a wrong description of the JVM. */
class SelfCheckTest implements NeedsTheWalk {
    private final Arena memory = Arena.ofConfined();
    private int calleeFrames;
    private MemorySegment facts = MemorySegment.NULL;

    @BeforeEach
    void copyTheFacts() throws WalkUnavailableException {
        WalkableVm vm = WalkableVm.of(WalkMode.VM);
        calleeFrames = vm.calleeFrames();
        facts = memory.allocate(VmFacts.BYTES, Long.BYTES).copyFrom(RawMemory.slice(vm.address(), VmFacts.BYTES));
    }

    @AfterEach
    void freeThem() {
        memory.close();
    }

    private void check() throws WalkUnavailableException {
        SelfCheck.run(new WalkableVm(
                WalkMode.VM,
                facts.address(),
                calleeFrames,
                WalkableVm.of(WalkMode.VM).frozen()));
    }

    @Test
    void aRightDescriptionPasses() {
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    /** As with return addresses that are signed: none of them is known as code. */
    @Test
    void aWalkThatCanReadNoStackIsRefused() {
        uh_vm.heap_count(facts, 0);
        uh_vm.interpreter_size(facts, 0);

        assertThatThrownBy(this::check)
                .isInstanceOf(WalkUnavailableException.class)
                .hasMessageMatching("the self-check could read no stack: learned 0, .*, verified 0, mismatches 0, "
                        + "incomplete (\\d+) \\(end 4: \\1\\)");
    }
}
