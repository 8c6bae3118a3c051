package io.github.underheap.stack.program;

import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.WalkMode;

/** Opens the walk on an interrupted thread, and says what became of it and of the interruption. */
public final class InterruptedMain {
    private InterruptedMain() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        Thread.currentThread().interrupt();
        String state = NativeWalk.open(WalkMode.VM, 0).state();
        System.out.println("RESULT " + state + ", interrupted " + Thread.interrupted());
    }
}
