package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two million recognised stacks, each compared with StackWalker; {@link NativeWalkStressTest} does it at length. */
class NativeWalkIT {
    private static final long COMPARISONS = 2_000_000;

    @TempDir
    private Path directory;

    static List<WalkPrograms> programs() {
        return WalkPrograms.all();
    }

    @BeforeEach
    void needsTheWalk() {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 0);
        assumeTrue(walk.isOn(), walk.state());
    }

    @Test
    void theSharesMakeAWhole() {
        assertThat(WalkPrograms.all().stream().mapToInt(WalkPrograms::share).sum())
                .isEqualTo(WalkPrograms.SHARES);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyHitIsRight(WalkPrograms program) throws Exception {
        program.run(directory, COMPARISONS, 1);
    }
}
