package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.ForkedJvm;
import io.github.underheap.stack.program.RedefineAgent;
import io.github.underheap.stack.program.ReuseMain;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory of methods that were redefined or unloaded is used again, and no site gets the name of what lay there before. Each
 * program is also run with a generation that misses its cause, to show that it would find a wrong name.
 */
class ReusedMemoryIT implements NeedsTheWalk {
    private static final int VERSIONS = 120;
    private static final int FEW = 60;
    private static final int ENOUGH = 2_400;

    @TempDir
    private Path directory;

    private ForkedJvm.Result redefine(int versions, String counter) throws IOException, InterruptedException {
        return WalkPrograms.jvm(directory, "-Xint", "-XX:+UseSerialGC")
                .agent(RedefineAgent.class)
                .run(ReuseMain.class, "redefine", Integer.toString(versions), counter);
    }

    private ForkedJvm.Result unload(int versions, String counter) throws IOException, InterruptedException {
        return WalkPrograms.jvm(directory, "-Xint", "-XX:+UseSerialGC")
                .run(ReuseMain.class, "unload", Integer.toString(versions), counter);
    }

    @Test
    void redefinedMethodsKeepTheirNames() throws Exception {
        ForkedJvm.Result result = redefine(VERSIONS, "java.cls.loadedClasses");

        assertThat(result.count("mismatches")).as(result.output()).isZero();
        assertThat(result.count("verified")).isGreaterThan(ENOUGH);
    }

    @Test
    void theUnloadCountWouldMissRedefinition() throws Exception {
        ForkedJvm.Result result = redefine(FEW, "java.cls.unloadedClasses");

        assertThat(result.count("mismatches")).as(result.output()).isPositive();
    }

    @Test
    void unloadedMethodsAreForgotten() throws Exception {
        ForkedJvm.Result result = unload(VERSIONS, "java.cls.loadedClasses");

        assertThat(result.count("mismatches")).as(result.output()).isZero();
        assertThat(result.count("verified")).isGreaterThan(ENOUGH);
    }

    @Test
    void withoutAGenerationUnloadedMethodsWouldBeNamed() throws Exception {
        ForkedJvm.Result result = unload(FEW, "constant");

        assertThat(result.count("mismatches")).as(result.output()).isPositive();
    }
}
