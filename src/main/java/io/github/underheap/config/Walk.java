package io.github.underheap.config;

/** How {@link Capture#AUTO} recognises stacks that it has seen before, without asking {@link java.lang.StackWalker} again. */
public enum Walk {
    /** {@link #FP} if the JVM keeps frame pointers, else {@link #VM}; off where the walk was never tried. */
    AUTO,
    /** By the frame sizes that the JVM's code cache knows; needs no flag of the JVM. Linux x86_64. */
    VM,
    /** Along the frame pointers; needs {@code -XX:+PreserveFramePointer}. Linux x86_64 and aarch64. */
    FP,
    /** Not at all. */
    OFF
}
