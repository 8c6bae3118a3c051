package io.github.underheap.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty million stacks that were recognised by frozen frames, each compared with StackWalker: half an hour on two cores. */
class FrozenFramesStressTest implements NeedsTheWalk {

    private static final long COMPARISONS = 20_000_000;
    private static final int MOST_SECONDS = 1_800;

    @TempDir
    private Path directory;

    static List<FrozenPrograms> programs() {
        return FrozenPrograms.all();
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void everyHitIsRight(FrozenPrograms program) throws Exception {
        program.run(directory, COMPARISONS, MOST_SECONDS);
    }
}
