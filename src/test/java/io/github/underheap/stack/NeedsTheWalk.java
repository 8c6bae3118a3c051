package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;

/**
 * A test of something that is not there where the native walk cannot be opened. It fails there if the build was told to require the
 * walk ({@code -Dwalk.required=true}), and is left out otherwise. On a release of Java that the walk was not made for it is always
 * left out.
 */
public interface NeedsTheWalk {

    @BeforeEach
    default void needsTheWalk() {
        assumeOn();
    }

    /** Ends a test here that has to be left out. */
    static void assumeOn() {
        assumeTried(Runtime.version().feature());
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 0);
        if (Boolean.getBoolean("walk.required")) {
            assertThat(walk.state()).isEqualTo("vm");
        }
        assumeTrue(walk.isOn(), walk.state());
    }

    static void assumeTried(int release) {
        assumeTrue(
                release == TriedVms.RELEASE,
                () -> "the native walk was made for Java " + TriedVms.RELEASE + ", and this is Java " + release);
    }
}
