package io.github.underheap.stack;

import java.util.Locale;

/** How sites are found: the option {@code walk}. */
public enum WalkMode {
    /** {@link #FP} when the JVM keeps frame pointers, else {@link #VM}. On a JVM never tried: off. */
    AUTO,
    /** By the frame sizes that the code cache knows: needs no JVM flag. */
    VM,
    /** By the chain of frame pointers: needs {@code -XX:+PreserveFramePointer}. */
    FP,
    /** StackWalker only. */
    OFF;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
