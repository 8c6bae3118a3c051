package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What calibration finds, where the JVM also exports it. */
class CalibrationTest {
    private MemorySegment vm = MemorySegment.NULL;
    private VmStructs structs;

    @BeforeEach
    void needsTheWalk() throws WalkUnavailableException {
        NeedsTheWalk.assumeOn();
        vm = RawMemory.slice(WalkableVm.of(WalkMode.VM).address(), uh_vm.sizeof());
        structs = new VmStructs();
    }

    @Test
    void theCallWrapperIsWhereTheTablesSay() {
        int exported = structs.constantOr("frame::entry_frame_call_wrapper_offset", 0);
        assumeTrue(exported != 0, "not exported here");

        assertThat(EntrySlot.find(vm)).isEqualTo(exported * Long.BYTES);
    }

    /** The frames between the helper and the code that is calibrated with are then compiled in part. */
    @Test
    void slotsAreFoundInAWarmJvmToo() throws Exception {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 5_000; i++) {
                assertThat(Downcalls.ticks()).isNotZero();
            }
            MemorySegment facts = VmFacts.gather(structs);
            InterpreterSlots.find(facts, structs);
            assertThat(uh_vm.interpreter_bcp(facts)).isEqualTo(uh_vm.interpreter_bcp(vm));
            assertThat(uh_vm.interpreter_method(facts)).isEqualTo(uh_vm.interpreter_method(vm));
        }
    }

    @Test
    void bytecodeAndMethodSlotsWereFound() {
        assertThat(uh_vm.interpreter_bcp(vm)).isNegative();
        assertThat(uh_vm.interpreter_method(vm)).isNegative().isNotEqualTo(uh_vm.interpreter_bcp(vm));
        assertThat(uh_vm.interpreter_lowest(vm))
                .isEqualTo(Math.min(uh_vm.interpreter_bcp(vm), uh_vm.interpreter_method(vm)));
    }

    @Test
    void aFlagThatIsNotThereIsOff() throws WalkUnavailableException {
        JvmFlags flags = new JvmFlags(structs);

        assertThat(flags.isOn("UsePerfData")).isTrue();
        assertThat(flags.isOn("NoSuchFlag")).isFalse();
    }
}
