package io.github.underheap.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A hundred million recognised stacks, each compared with StackWalker: half an hour on two cores. */
class NativeWalkStressTest implements NeedsTheWalk {
    private static final long COMPARISONS = 100_000_000;
    private static final int SEED = 20_260_701;

    @TempDir
    private Path directory;

    static List<WalkPrograms> programs() {
        return WalkPrograms.all();
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyHitIsRight(WalkPrograms program) throws Exception {
        program.run(directory, COMPARISONS, SEED);
    }
}
