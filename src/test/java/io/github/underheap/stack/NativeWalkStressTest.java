package io.github.underheap.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hundred million recognised stacks, each compared with StackWalker, and many young JVMs, in which nearly all code is interpreted
 * first and compiled soon: three quarters of an hour on two cores.
 */
class NativeWalkStressTest implements NeedsTheWalk {
    private static final long COMPARISONS = 100_000_000;
    private static final int SEED = 20_260_701;

    /** In young JVMs, for each situation. */
    private static final int STARTS = 25;

    private static final long COMPARISONS_OF_A_START = 400_000;

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

    @ParameterizedTest
    @MethodSource("programs")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyHitOfYoungCodeIsRight(WalkPrograms program) throws Exception {
        for (int seed = 1; seed <= STARTS; seed++) {
            program.run(directory, COMPARISONS_OF_A_START, seed);
        }
    }
}
