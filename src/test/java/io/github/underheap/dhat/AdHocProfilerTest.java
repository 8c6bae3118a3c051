package io.github.underheap.dhat;

import static io.github.underheap.dhat.HeapProfilerTest.assertMisuse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.Tracker;
import io.github.underheap.report.DhatViewer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of a program's own, with the numbers of dhat-rs's own test. */
class AdHocProfilerTest {

    @TempDir
    private Path folder;

    private static void f2() {
        Dhat.adHocEvent(1);
        Dhat.adHocEvent(2);
    }

    private static void f1() {
        f2();
        Dhat.adHocEvent(3);
    }

    @Test
    void eventsHaveStacks() throws Exception {
        Dhat.adHocEvent(3);
        Profiler profiler =
                Profiler.builder().adHoc().trimBacktraces(Integer.MAX_VALUE).build();
        assertThat(AdHocStats.get()).isEqualTo(new AdHocStats(0, 0));

        Dhat.adHocEvent(100);
        f1();
        Tracker.global().recordAlloc(100).freed();
        assertThat(AdHocStats.get()).isEqualTo(new AdHocStats(4, 106));

        Path file = Files.writeString(folder.resolve("x.json"), profiler.dropAndGetMemoryOutput());
        Dhat.adHocEvent(5);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.path("mode").asText()).isEqualTo("java-ad-hoc");
        assertThat(json.path("verb").asText()).isEqualTo("Allocated");
        assertThat(json.path("bklt").asBoolean(true)).isFalse();
        assertThat(json.path("bkacc").asBoolean(true)).isFalse();
        assertThat(List.of(
                        json.path("bu").asText(),
                        json.path("bsu").asText(),
                        json.path("bksu").asText()))
                .containsExactly("unit", "units", "events");
        assertThat(json.has("tg")).isFalse();
        assertThat(json.has("tuth")).isFalse();
        assertThat(json.path("te").asLong()).isPositive();
        assertThat(points(json))
                .containsExactlyInAnyOrder(
                        "[\"tb\", \"tbk\", \"fs\"] 100 1 Dhat.adHocEvent < AdHocProfilerTest.eventsHaveStacks",
                        "[\"tb\", \"tbk\", \"fs\"] 1 1 Dhat.adHocEvent < AdHocProfilerTest.f2 < AdHocProfilerTest.f1"
                                + " < AdHocProfilerTest.eventsHaveStacks",
                        "[\"tb\", \"tbk\", \"fs\"] 2 1 Dhat.adHocEvent < AdHocProfilerTest.f2 < AdHocProfilerTest.f1"
                                + " < AdHocProfilerTest.eventsHaveStacks",
                        "[\"tb\", \"tbk\", \"fs\"] 3 1 Dhat.adHocEvent < AdHocProfilerTest.f1 <"
                                + " AdHocProfilerTest.eventsHaveStacks");
        JsonNode shown = DhatViewer.show(file);
        assertThat(shown.path("root").get(0).asText()).startsWith("Total:     106 units");
    }

    /** The keys, units, events, and the frames down to the test. */
    private static List<String> points(JsonNode json) {
        List<String> points = new ArrayList<>();
        for (JsonNode point : json.path("pps")) {
            List<String> keys = new ArrayList<>();
            point.fieldNames().forEachRemaining(key -> keys.add('"' + key + '"'));
            List<String> frames = new ArrayList<>();
            for (JsonNode place : point.path("fs")) {
                String frame = json.path("ftbl").path(place.asInt()).asText();
                if (!frame.contains("io.github.underheap.dhat.")) {
                    break;
                }
                frames.add(frame.replaceAll(".*io\\.github\\.underheap\\.dhat\\.(.*) \\(.*", "$1"));
            }
            points.add(keys + " " + point.path("tb").asLong() + " "
                    + point.path("tbk").asLong() + " " + String.join(" < ", frames));
        }
        return points;
    }

    @Test
    void weights() {
        long heaviest = (1L << 47) - 1;
        try (Profiler _ = Profiler.builder().adHoc().testing().build()) {
            for (int i = 0; i < 3; i++) {
                Dhat.adHocEvent(heaviest);
            }
            Dhat.adHocEvent(0);

            Dhat.assertEquals(new AdHocStats(4, 3 * heaviest), AdHocStats.get());
            assertThatThrownBy(() -> Dhat.adHocEvent(heaviest + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dhat: a weight of 140737488355328; it must be from 0 to 140737488355327");
            assertThatThrownBy(() -> Dhat.adHocEvent(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dhat: a weight of -1; it must be from 0 to 140737488355327");
            assertThat(AdHocStats.get().totalEvents()).isEqualTo(4);
        }
    }

    @Test
    void anAssertionSavesTheEvents() throws Exception {
        Path file = folder.resolve("x.json");
        try (Profiler _ = Profiler.builder().adHoc().testing().fileName(file).build()) {
            Dhat.adHocEvent(141);

            assertThatThrownBy(() -> Dhat.assertTrue(AdHocStats.get().totalUnits() < 141, "too many units"))
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessageStartingWith(
                            "dhat: assertion failed: too many units\ndhat: The data has been saved to " + file + ", ");

            assertMisuse("getting ad hoc stats after the profiler has asserted", AdHocStats::get);
            Dhat.adHocEvent(5);
        }
        assertThat(new ObjectMapper()
                        .readTree(file.toFile())
                        .path("pps")
                        .path(0)
                        .path("tb")
                        .asLong())
                .isEqualTo(141);
    }

    @Test
    void misuse() {
        assertMisuse("getting ad hoc stats when no profiler is running", AdHocStats::get);
        Profiler profiler = Profiler.newAdHoc();
        try {
            assertMisuse("creating a profiler while a profiler is already running", Profiler::newAdHoc);
            assertMisuse("getting heap stats while doing ad hoc profiling", HeapStats::get);
            assertMisuse("asserting while not in testing mode", () -> Dhat.assertTrue(true));
        } finally {
            assertThat(profiler.dropAndGetMemoryOutput()).isNotEmpty();
        }
        assertMisuse("getting ad hoc stats when no profiler is running", AdHocStats::get);
    }

    /** In heap mode they are ignored, as without a profiler. */
    @Test
    void eventsInHeapModeAreIgnored() {
        try (Profiler _ = Profiler.builder().testing().build()) {
            Dhat.adHocEvent(7);
            Dhat.assertEquals(0, HeapStats.get().totalBlocks());
        }
    }
}
