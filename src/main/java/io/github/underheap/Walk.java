package io.github.underheap;

import io.github.underheap.stack.WalkMode;

/** How {@link Capture#AUTO} recognises stacks that it has seen before, without asking {@link java.lang.StackWalker} again. */
public enum Walk {
    /** {@link #FP} if the JVM keeps frame pointers, else {@link #VM}; off where the walk was never tried. */
    AUTO(WalkMode.AUTO),
    /** By the frame sizes that the JVM's code cache knows; needs no flag of the JVM. Linux x86_64. */
    VM(WalkMode.VM),
    /** Along the frame pointers; needs {@code -XX:+PreserveFramePointer}. Linux x86_64 and aarch64. */
    FP(WalkMode.FP),
    /** Not at all. */
    OFF(WalkMode.OFF);

    private final WalkMode mode;

    Walk(WalkMode mode) {
        this.mode = mode;
    }

    WalkMode mode() {
        return mode;
    }
}
