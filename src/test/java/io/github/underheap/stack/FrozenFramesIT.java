package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.underheap.ForkedJvm;
import io.github.underheap.stack.program.FrozenMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stacks of virtual threads whose frames are partly frozen, each compared with StackWalker; {@link FrozenFramesStressTest} does it at length and in
 * all situations.
 */
class FrozenFramesIT implements NeedsTheWalk {

    private static final long COMPARISONS = 25_000;
    private static final int MOST_SECONDS = 60;

    @TempDir
    private Path directory;

    static List<FrozenPrograms> programs() {
        return FrozenPrograms.some();
    }

    @Test
    void theSharesMakeAWhole() {
        assertThat(FrozenPrograms.all().stream().mapToInt(FrozenPrograms::share).sum())
                .isEqualTo(FrozenPrograms.SHARES);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyHitIsRight(FrozenPrograms program) throws Exception {
        program.run(directory, COMPARISONS, MOST_SECONDS);
    }

    /** What is behind the barrier is not known to be equal, so a stack is learned as StackWalker's, and then costs one walk of it. */
    @Test
    void whereFrozenFramesCannotBeReadABarrierIsLearned() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(directory)
                .option("--enable-native-access=ALL-UNNAMED", "-XX:+UseZGC", "-Xmx512m")
                .run(FrozenMain.class, "vm", "1", "2", "parse");

        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.conclusion())
                .startsWith(
                        "RESULT frozen frames: off: under this garbage collector chunks may move while they are read, ");
        long misses = result.count("misses");
        assertThat(result.count("known as StackWalker's")).isGreaterThan(misses * 98 / 100);
        assertThat(result.count("incomplete")).isLessThan(100);
    }

    /** A walk that takes the first chunk for all of them names wrong sites, and that is found. */
    @Test
    void aWalkThatSkipsChunksIsFound() throws Exception {
        assumeTrue(HelperFile.platform().equals("linux-x86_64"), "frozen frames are not read here");
        Path library = directory.resolve("faulty/io/github/underheap/stack/native/linux-x86_64/libunderheap.so");
        Files.createDirectories(library.getParent());
        Process compiler = new ProcessBuilder(
                        "cc",
                        "-std=c11",
                        "-O2",
                        "-shared",
                        "-fPIC",
                        "-fno-omit-frame-pointer",
                        "-fno-strict-aliasing",
                        "-fvisibility=hidden",
                        "-DUH_SKIPS_PARENTS",
                        "-o",
                        library.toString(),
                        Path.of("bindings", "underheap.c").toString(),
                        "-ldl",
                        "-lpthread")
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();

        ForkedJvm.Result result = ForkedJvm.in(directory)
                .classPathBegins(directory.resolve("faulty"))
                .option("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx96m")
                .run(FrozenMain.class, "vm", "1000000", "60", "nested", "renew");

        assertThat(result.code()).as(result.output()).isEqualTo(1);
        assertThat(result.count("mismatches")).isPositive();
    }
}
