package io.github.underheap.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The profiler under JMH itself, which starts JVMs for the benchmarks. */
class OffHeapProfilerIT {

    private static final List<String> NUMBERS = List.of(
            "offheap.alloc.rate",
            "offheap.alloc.rate.norm",
            "offheap.count.norm",
            "offheap.live.max",
            "offheap.leak.norm");

    private static final String SINGLE_SHOT = "ss";

    private static final Path SOURCE = Path.of("src/test/java/io/github/underheap/jmh/OffHeapBenchmarks.java");

    @TempDir
    static Path folder;

    private static JmhRun jmh;

    @BeforeAll
    static void makeBenchmarks() throws Exception {
        jmh = JmhRun.of(folder, SOURCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void countsEachOperationOfEachThread(String threads) throws Exception {
        JmhRun.Results results = jmh.measure("", "\\.(allocates|allocatesNothing|leaks)$", "-t", threads);

        assertThat(results.raw("allocates", "offheap.alloc.rate.norm")).containsExactly(64.0, 64.0);
        assertThat(results.raw("allocates", "offheap.count.norm")).containsExactly(1.0, 1.0);
        assertThat(results.raw("allocates", "offheap.leak.norm")).containsExactly(0.0, 0.0);
        // With two threads, one may have allocated while the other had not freed yet.
        assertThat(results.score("allocates", "offheap.live.max")).isBetween(64.0, 64.0 * Integer.parseInt(threads));
        for (String number : NUMBERS) {
            assertThat(results.raw("allocatesNothing", number)).as(number).containsExactly(0.0, 0.0);
        }
        assertThat(results.raw("leaks", "offheap.alloc.rate.norm")).containsExactly(48.0, 48.0);
        assertThat(results.raw("leaks", "offheap.count.norm")).containsExactly(1.0, 1.0);
        assertThat(results.raw("leaks", "offheap.leak.norm")).containsExactly(48.0, 48.0);
        assertThat(results.text("allocates")).isEqualTo(String.format("""
                Sites, those that leak first, then by bytes:
                          B/op         #/op    leaked B/op
                        64.000        1.000              0
                      io.github.underheap.jmh.OffHeapBenchmarks.allocates (OffHeapBenchmarks.java:%d)
                """, line("allocate(64)")));
        assertThat(results.text("allocatesNothing")).isEqualTo("no off-heap memory was allocated\n");
        assertThat(results.text("leaks")).isEqualTo(String.format("""
                Sites, those that leak first, then by bytes:
                          B/op         #/op    leaked B/op
                        48.000        1.000         48.000
                      io.github.underheap.jmh.OffHeapBenchmarks.leaks (OffHeapBenchmarks.java:%d)
                """, line("allocate(48)")));
    }

    /** An operation of JMH is a whole batch then. */
    @Test
    void countsBatchesOfSingleShotsInEachFork() throws Exception {
        JmhRun.Results results =
                jmh.measure("", "\\.leaks$", "-bm", SINGLE_SHOT, "-bs", "7", "-f", "2", "-i", "3", "-t", "2");

        assertThat(results.raw("leaks", "offheap.alloc.rate.norm")).hasSize(6).containsOnly(7 * 48.0);
        assertThat(results.raw("leaks", "offheap.count.norm")).hasSize(6).containsOnly(7.0);
        assertThat(results.raw("leaks", "offheap.leak.norm")).hasSize(6).containsOnly(7 * 48.0);
        assertThat(results.raw("leaks", "offheap.live.max")).hasSize(6).containsOnly(2 * 7 * 48.0);
        assertThat(results.text("leaks")).contains("336.000        7.000        336.000\n");
    }

    /**
     * What an iteration sets up is part of it, and what a trial sets up is part of the first one, which warms up here. The last one includes the
     * trial's tear-down, which closes the arena that has grown.
     */
    @Test
    void countsWhatBelongsToTheIteration() throws Exception {
        JmhRun.Results results =
                jmh.measure("", "\\.(usesBuffers|leavesItToTheCollector)$", "-bm", SINGLE_SHOT, "-bs", "1");

        assertThat(results.raw("usesBuffers", "offheap.alloc.rate.norm")).containsExactly(7_950.0, 7_950.0);
        assertThat(results.raw("usesBuffers", "offheap.live.max")).containsExactly(7_950.0, 7_950.0);
        assertThat(results.raw("usesBuffers", "offheap.leak.norm")).containsExactly(31.0, 0.0);
        assertThat(results.raw("leavesItToTheCollector", "offheap.alloc.rate.norm"))
                .containsExactly(37.0, 37.0);
        assertThat(results.raw("leavesItToTheCollector", "offheap.leak.norm")).containsExactly(0.0, 0.0);
    }

    @Test
    void saysThatNothingWasMeasured() throws Exception {
        JmhRun.Results results = jmh.measure(":enabled=false", "\\.allocates$", "-bm", SINGLE_SHOT);

        for (String number : NUMBERS) {
            assertThat(results.raw("allocates", number)).as(number).containsExactly(Double.NaN, Double.NaN);
        }
        assertThat(results.text("allocates"))
                .isEqualTo("note: not measured: the tracker records nothing, because enabled=false\n");
    }

    @Test
    void optionsOfTheLineWinOverTheEnvironment() throws Exception {
        JmhRun.Results results = jmh.variable("UNDERHEAP_DEPTH", "5")
                .measure(":depth=1;top=1;output=%p.json", "\\.atTwoSites$", "-bm", SINGLE_SHOT);

        assertThat(results.text("atTwoSites")).isEqualTo(String.format("""
                Sites, those that leak first, then by bytes, the first 1 of 2:
                          B/op         #/op    leaked B/op
                       211.000        1.000              0
                      io.github.underheap.jmh.OffHeapBenchmarks.helper (OffHeapBenchmarks.java:%d)
                """, line("allocate(211)")));
        assertThat(folder.toFile().list())
                .filteredOn(name -> name.matches("\\d+\\.json"))
                .hasSize(1);
    }

    /** JVMs run one after another, so each finds the file free. */
    @ParameterizedTest
    @CsvSource({"2, leaks", "1, leaks|atTwoSites"})
    void saysThatTheProfileOfTheLastJvmStays(String forks, String benchmarks) throws Exception {
        Path place = Files.createTempDirectory(folder, "output");

        JmhRun.Results results = jmh.measure(
                ":output=" + place + "/same.json", "\\.(" + benchmarks + ")$", "-bm", SINGLE_SHOT, "-f", forks);

        assertThat(results.process().code()).isZero();
        assertThat(results.process().err().lines().filter(text -> text.startsWith("-prof")))
                .containsExactly("-prof io.github.underheap.jmh.OffHeapProfiler:output=" + place
                        + "/same.json: each JVM that JMH starts writes there, so that the profile of the last one stays;"
                        + " with output=" + place + "/same-%p.json each has a file of its own");
        assertThat(place.toFile().list()).containsExactly("same.json");
    }

    @Test
    void aFileForEachJvmIsWorthNoWarning() throws Exception {
        Path place = Files.createTempDirectory(folder, "output");

        JmhRun.Results results =
                jmh.measure(":output=" + place + "/same-%p.json", "\\.leaks$", "-bm", SINGLE_SHOT, "-f", "2");

        assertThat(results.process().err()).doesNotContain("-prof");
        assertThat(place.toFile().list()).hasSize(2);
    }

    @Test
    void saysWhichOptionsAreNotInForceWhereThereIsNoFork() throws Exception {
        JmhRun.Results results = jmh.option("-Dunderheap.depth=1")
                .measure(":depth=2;capture=stackwalker", "\\.atTwoSites$", "-bm", SINGLE_SHOT, "-f", "0");

        assertThat(results.raw("atTwoSites", "offheap.alloc.rate.norm")).containsExactly(312.0, 312.0);
        assertThat(results.text("atTwoSites"))
                .startsWith("note: depth=2 is not in force; the tracker records with enabled=true,capture=stackwalker,")
                .contains("OffHeapBenchmarks.helper (OffHeapBenchmarks.java:" + line("allocate(211)")
                        + ")\n       101.000        1.000              0\n");
    }

    @Test
    void isListed() throws Exception {
        ForkedJvm.Result result = jmh.run("-lprof");

        assertThat(result.out().lines().map(String::strip))
                .contains(
                        "io.github.underheap.jmh.OffHeapProfiler: Off-heap memory of operations: bytes, blocks, leaks,"
                                + " and where (underheap) (discovered)");
    }

    @Test
    void aMistakeIsOneLineAndEndsTheRun() throws Exception {
        JmhRun.Results results = jmh.measure(":depht=4", "\\.allocates$");

        assertThat(results.process().code()).isEqualTo(1);
        assertThat(results.process().err()).isEqualTo("""
                Profilers failed to initialize, exiting.
                -prof io.github.underheap.jmh.OffHeapProfiler:depht=4: there is no such option; did you mean depth?
                """);
        assertThat(results.results()).isEmpty();
    }

    /** The line of the only place in the benchmarks that has this text. */
    private static int line(String text) throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        List<Integer> found = IntStream.range(0, lines.size())
                .filter(index -> lines.get(index).contains(text))
                .boxed()
                .toList();
        assertThat(found).as(text).hasSize(1);
        return found.getFirst() + 1;
    }
}
