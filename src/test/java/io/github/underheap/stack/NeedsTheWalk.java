package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;

/**
 * A test of something that is not there where the native walk cannot be opened. It fails there if the build was told to require the
 * walk ({@code -Dwalk.required=true}), and is left out otherwise.
 */
interface NeedsTheWalk {

    @BeforeEach
    default void needsTheWalk() {
        assumeOn();
    }

    static void assumeOn() {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 0);
        if (Boolean.getBoolean("walk.required")) {
            assertThat(walk.state()).isEqualTo("vm");
        }
        assumeTrue(walk.isOn(), walk.state());
    }
}
