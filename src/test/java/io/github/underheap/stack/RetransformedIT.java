package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.ForkedJvm;
import io.github.underheap.stack.program.RedefineAgent;
import io.github.underheap.stack.program.RetransformMain;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An agent may retransform a class while methods of it are on a stack: StackWalker then tells no file and no line of these frames. They
 * are the places that they were, so a site stays one site, and a walk that names it is not wrong.
 */
class RetransformedIT implements NeedsTheWalk {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"0, lines-first, 62000", "1, lines-first, 62000", "0, lines-last, 2000", "1, lines-last, 2000"})
    void framesThatLostTheirLinesAreTheSamePlaces(String verify, String order, long blocks) throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(directory)
                .agent(RedefineAgent.class)
                .option("--enable-native-access=ALL-UNNAMED", "-XX:-Inline", "-Xbatch")
                .run(RetransformMain.class, verify, order);

        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.conclusion()).isEqualTo("RESULT walk=vm, sites 1, blocks " + blocks + " ");
        assertThat(result.out())
                .contains("Inner.allocate (RetransformMain.java:", "Outer.run (RetransformMain.java:")
                .contains(blocks + " blocks, at most 1009 bytes")
                .doesNotContain("Unknown Source");
    }
}
