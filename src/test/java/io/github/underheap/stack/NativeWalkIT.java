package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Some 40,000 recognised stacks, each compared with StackWalker; {@link NativeWalkStressTest} does it at length and in all situations. */
@Order(1) // takes long, so it begins early
class NativeWalkIT implements NeedsTheWalk {
    private static final long COMPARISONS = 40_000;

    @TempDir
    private Path directory;

    static List<WalkPrograms> programs() {
        return WalkPrograms.some();
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
