package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stacks and heaps that are really full, at any place of any {@link FaultPath}. */
class FullStackAndHeapStressTest {

    @TempDir
    private Path folder;

    private ForkedJvm jvm() {
        return ForkedJvm.in(folder).option("--enable-native-access=ALL-UNNAMED");
    }

    /** First the library's code is interpreted, later compiled; with one compiler or two, whose frames are of other sizes. */
    @ParameterizedTest
    @CsvSource({"STACKWALKER, 4", "NONE, 1"})
    void aStackThatEndsAnywhereCostsNoMoreThanItsEvents(String capture, int compilers) throws Exception {
        ForkedJvm.Result result = jvm().option("-XX:TieredStopAtLevel=" + compilers)
                .run(FaultPrograms.FullStack.class, capture, "80", "1");
        assertThat(result.count("wrong")).as(result.output()).isZero();
        assertThat(result.count("hit")).isGreaterThan(1_000);
        // Who gets no stack at all to give a row back keeps it until the thread comes again, and that is said.
        assertThat(result.count("stuck") * 50).isLessThan(result.count("hit"));
    }

    @Test
    void aFullHeapCostsNoMoreThanItsEvents() throws Exception {
        ForkedJvm.Result result = jvm().option("-Xmx12m", "-XX:+UseSerialGC", "-XX:-UseTLAB")
                .run(FaultPrograms.FullHeap.class, "STACKWALKER", "4", "130", "3");
        assertThat(result.count("wrong")).as(result.output()).isZero();
        assertThat(result.count("hit")).isGreaterThan(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"site", "sites", "allocator", "close"})
    void whatWasFirstUsedWhereAStackEndsWorksAfterwards(String part) throws Exception {
        ForkedJvm.Result result = jvm().run(FaultPrograms.FirstUse.class, part, "0");
        assertThat(result.conclusion())
                .isEqualTo("RESULT tries 200, blocks " + (part.equals("sites") ? 2 : 1) + ", live 0, remarks []");
    }
}
