package io.github.underheap.stack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;

/** A test of something that is not there where the native walk cannot be opened. */
interface NeedsTheWalk {

    @BeforeEach
    default void needsTheWalk() {
        assumeOn();
    }

    static void assumeOn() {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 0);
        assumeTrue(walk.isOn(), walk.state());
    }
}
