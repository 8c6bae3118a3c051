package io.github.underheap.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.underheap.Tracker;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.ThroughputResult;

class OffHeapProfilerTest {

    private final Tracker tracker =
            Tracker.create(TrackerOptions.builder().depth(1).build());
    private long now = 1_000_003;

    private OffHeapProfiler profiler(InitLine line, Function<InitLine, Tracker> trackers) {
        return new OffHeapProfiler(line, trackers, () -> now);
    }

    private List<Result<?>> iteration(OffHeapProfiler profiler, long operations, long nanos, Runnable work) {
        profiler.beforeIteration(null, null);
        work.run();
        now += nanos;
        return profiler.afterIteration(
                null, null, new IterationResult(null, null, new IterationResultMetaData(operations, operations)));
    }

    private void allocate(long bytes) {
        try (Arena arena = tracker.ofConfined()) {
            arena.allocate(bytes);
        }
    }

    @Test
    void eachNumberIsExact() {
        OffHeapProfiler profiler = profiler(InitLine.EMPTY, line -> tracker);
        allocate(15_485_863);

        List<Result<?>> first = iteration(profiler, 8, 250_000_000, () -> {
            allocate(3 << 20);
            tracker.ofConfined().allocate(1 << 20);
        });
        List<Result<?>> second = iteration(profiler, 2, 1_000_000_000, () -> allocate(1 << 20));

        assertThat(first)
                .filteredOn(result -> !result.getLabel().equals("offheap.sites"))
                .extracting(Result::getLabel, Result::getScore, Result::getScoreUnit)
                .containsExactly(
                        tuple("offheap.alloc.rate", 16.0, "MB/sec"),
                        tuple("offheap.alloc.rate.norm", 524_288.0, "B/op"),
                        tuple("offheap.count.norm", 0.25, "#/op"),
                        tuple("offheap.live.max", 3_145_728.0, "B"),
                        tuple("offheap.leak.norm", 131_072.0, "B/op"));
        assertThat(scores(second)).containsExactly(1.0, 524_288.0, 0.5, 1_048_576.0, 0.0, Double.NaN);
        assertThat(first.getLast().extendedInfo()).contains("131072.000        0.125     131072.000\n");
    }

    private static List<Double> scores(List<Result<?>> results) {
        return results.stream().map(Result::getScore).toList();
    }

    @Test
    void nothingAllocatedIsZero() {
        List<Result<?>> results = iteration(profiler(InitLine.EMPTY, line -> tracker), 5, 7, () -> {});

        assertThat(scores(results)).containsExactly(0.0, 0.0, 0.0, 0.0, 0.0, Double.NaN);
    }

    @Test
    void onlyWhatNeedsTheNumberOfOperationsIsMissingWithoutIt() {
        List<Result<?>> results =
                iteration(profiler(InitLine.EMPTY, line -> tracker), 0, 1_000_000_000, () -> allocate(1 << 19));

        assertThat(scores(results)).containsExactly(0.5, Double.NaN, Double.NaN, 524_288.0, Double.NaN, Double.NaN);
    }

    @Test
    void aRateNeedsTime() {
        List<Result<?>> results = iteration(profiler(InitLine.EMPTY, line -> tracker), 2, 0, () -> allocate(31));

        assertThat(scores(results)).containsExactly(Double.NaN, 15.5, 0.5, 31.0, 0.0, Double.NaN);
    }

    @Test
    void whatGoesWrongIsSaidAndStopsNoBenchmark() {
        OffHeapProfiler profiler = profiler(InitLine.EMPTY, line -> {
            throw new OutOfMemoryError("no memory for the tables");
        });

        assertNotMeasured(
                iteration(profiler, 5, 7, () -> allocate(31)),
                "note: not measured: java.lang.OutOfMemoryError: no memory for the tables\n");
    }

    @Test
    void aTrackerThatRecordsNothingMeasuresNothing() {
        try (Tracker disabled =
                Tracker.create(TrackerOptions.builder().enabled(false).build())) {
            assertNotMeasured(
                    iteration(profiler(InitLine.EMPTY, line -> disabled), 5, 7, () -> {}),
                    "note: not measured: the tracker records nothing, because enabled=false\n");
        }
    }

    @Test
    void numbersThatFaultsMadeUncertainAreNone() {
        Profile profile = Profile.builder()
                .facts(ProfileFacts.builder()
                        .faulty(true)
                        .flaw("7 blocks were lost")
                        .build())
                .build();

        assertNotMeasured(
                OffHeapResults.of(profile, true, 5, 7, 3, List.of("first")), "note: first\nnote: 7 blocks were lost\n");
    }

    private static void assertNotMeasured(List<Result<?>> results, String text) {
        assertThat(scores(results)).hasSize(6).containsOnly(Double.NaN);
        assertThat(results.getLast().extendedInfo()).isEqualTo(text);
    }

    @Test
    void saysWhichOptionsAreNotInForce() {
        OffHeapProfiler profiler = profiler(new InitLine(Map.of("depth", "2"), 5), line -> tracker);

        assertThat(iteration(profiler, 5, 7, () -> {}).getLast().extendedInfo())
                .isEqualTo("note: depth=2 is not in force; the tracker records with " + tracker.options()
                        + "\nno off-heap memory was allocated\n");
    }

    @Test
    void withoutStacksTheTotalsAreThere() {
        try (Tracker counters =
                Tracker.create(TrackerOptions.builder().capture(Capture.NONE).build())) {
            List<Result<?>> results = iteration(
                    profiler(InitLine.EMPTY, line -> counters),
                    2,
                    1_000_000_000,
                    () -> counters.ofConfined().allocate(1 << 20));

            assertThat(scores(results)).containsExactly(1.0, 524_288.0, 0.5, 1_048_576.0, Double.NaN, Double.NaN);
            assertThat(results.getLast().extendedInfo())
                    .startsWith("note: leaks are not known: without call sites (capture=none)")
                    .contains("[capture=none]");
        }
    }

    /** As JMH sums up threads, iterations and forks: means, and the highest of peaks. */
    @Test
    void resultsAreSummedUpAsThoseOfJmh() {
        OffHeapProfiler profiler = profiler(InitLine.EMPTY, line -> tracker);
        IterationResult whole = new IterationResult(null, null, new IterationResultMetaData(1, 1));
        whole.addResult(new ThroughputResult(ResultRole.PRIMARY, "allocates", 1, 1, TimeUnit.SECONDS));

        whole.addResults(iteration(profiler, 1, 1_000_000_000, () -> allocate(1 << 20)));
        whole.addResults(iteration(profiler, 1, 1_000_000_000, () -> allocate(3 << 20)));

        var sums = whole.getSecondaryResults();
        assertThat(sums.get("offheap.alloc.rate").getScore()).isEqualTo(2);
        assertThat(sums.get("offheap.alloc.rate.norm").getScore()).isEqualTo(2 << 20);
        assertThat(sums.get("offheap.live.max").getScore()).isEqualTo(3 << 20);
        assertThat(sums.get("offheap.sites").extendedInfo()).contains("2097152.000        1.000              0\n");
    }

    @Test
    void jvmsOfBenchmarksGetTheOptionsAndMayWalkStacks() throws Exception {
        assertThat(new OffHeapProfiler("depth=3;top=1;verify=7").addJVMOptions(null))
                .containsExactly("--enable-native-access=ALL-UNNAMED", "-Dunderheap.depth=3", "-Dunderheap.verify=7");
        assertThat(new OffHeapProfiler().addJVMOptions(null)).containsExactly("--enable-native-access=ALL-UNNAMED");
    }
}
