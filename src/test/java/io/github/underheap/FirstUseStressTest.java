package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first use of the library at a hundred depths near the end of a stack, and with a hundred amounts of room on the heap. */
class FirstUseStressTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"12, StackWalker", "7, StackWalker", "12, walk"})
    void whereAStackEnds(String framesApart, String capture) throws Exception {
        ForkedJvm jvm = ForkedJvm.in(folder);
        if (capture.equals("walk")) {
            jvm.option("--enable-native-access=ALL-UNNAMED");
        }
        ForkedJvm.Result result = jvm.run(FirstUsePrograms.Stack.class, "0", "100", framesApart);

        assertThat(result.count("wrong")).as(result.output()).isZero();
        assertThat(result.count("reached")).isEqualTo(100);
        assertThat(result.count("thrown")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"UseSerialGC", "UseG1GC"})
    void whileTheHeapIsFull(String collector) throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("-Xmx16m", "-XX:+" + collector)
                .run(FirstUsePrograms.Heap.class, "0", "100", "11000");

        assertThat(result.count("wrong")).as(result.output()).isZero();
        assertThat(result.count("reached")).isEqualTo(100);
    }

    @Test
    void everyPositionInAProcessOfItsOwn() throws Exception {
        for (int position = 0; position < 1200; position += 120) {
            ForkedJvm.Result result = ForkedJvm.in(folder).run(FirstUsePrograms.Stack.class, "" + position, "1", "1");
            assertThat(result.count("wrong")).as(result.output()).isZero();
            assertThat(result.count("reached")).isOne();
        }
    }
}
