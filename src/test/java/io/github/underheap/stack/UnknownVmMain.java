package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.foreign.Arena;

/** Opens the walk in a JVM whose exported tables say something else of one field, which only upcalls need. */
final class UnknownVmMain {
    private UnknownVmMain() {}

    /** Runs it. */
    public static void main(String[] arguments) throws WalkUnavailableException {
        HelperFile.load();
        try (Arena memory = Arena.ofConfined()) {
            long field = Helper.uh_exported(
                    Helper.UH_FIELDS(),
                    memory.allocateFrom("UpcallStub::FrameData::jfa").address());
            RawMemory.putInt(field, RawMemory.intAt(field) + Long.BYTES);
        }
        for (WalkMode mode : new WalkMode[] {WalkMode.AUTO, WalkMode.VM}) {
            System.out.println("RESULT " + NativeWalk.open(mode, 0).state());
        }
    }
}
