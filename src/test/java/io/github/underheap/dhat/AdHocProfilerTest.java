package io.github.underheap.dhat;

import static io.github.underheap.dhat.HeapProfilerTest.assertMisuse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.BlockHandle;
import io.github.underheap.Profiles;
import io.github.underheap.Tracker;
import io.github.underheap.report.DhatViewer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        long heaviest = (1L << 46) - 1;
        try (Profiler _ = Profiler.builder().adHoc().testing().build()) {
            for (int i = 0; i < 3; i++) {
                Dhat.adHocEvent(heaviest);
            }
            Dhat.adHocEvent(0);

            Dhat.assertEquals(new AdHocStats(4, 3 * heaviest), AdHocStats.get());
            assertThatThrownBy(() -> Dhat.adHocEvent(heaviest + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dhat: a weight of 70368744177664; it must be from 0 to 70368744177663");
            assertThatThrownBy(() -> Dhat.adHocEvent(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dhat: a weight of -1; it must be from 0 to 70368744177663");
            assertThat(AdHocStats.get().totalEvents()).isEqualTo(4);
        }
    }

    /** Also of those that weigh more together than a recording holds at an instant, though all threads that a system can have count light ones. */
    @Test
    void eachEventOfManyThreadsCounts() throws Exception {
        long heaviest = (1L << 46) - 1;
        long light = (1L << 24) - 1;
        int events = 10_000;
        try (Profiler profiler = Profiler.builder().adHoc().testing().build()) {
            AdHocMeasure measure = (AdHocMeasure) profiler.measure();
            BlockHandle others = measure.tracker().recordAlloc((1L << 22) * light);
            List<Object> ignored = SessionTest.atOnce(() -> {
                for (int i = 0; i < events; i++) {
                    Dhat.adHocEvent(heaviest >> (i & 1));
                }
                return "counted";
            });
            others.freed();

            long each = (long) SessionTest.THREADS * events;
            long units = each / 2 * (heaviest + (heaviest >> 1));
            Dhat.assertEquals(new AdHocStats(each + 1, units + (1L << 22) * light), AdHocStats.get());
            assertThat(measure.tracker().profile().remarks()).isEmpty();
        }
    }

    @Test
    void lightAndHeavyEventsOfAPlaceAreOnePoint() throws Exception {
        Profiler profiler = Profiler.newAdHoc();
        for (long weight : new long[] {0, (1L << 24) - 1, 1L << 24, (1L << 46) - 1}) {
            Dhat.adHocEvent(weight);
        }

        JsonNode json = new ObjectMapper().readTree(profiler.dropAndGetMemoryOutput());

        assertThat(json.path("pps")).hasSize(1);
        assertThat(json.path("pps").path(0).path("tbk").asInt()).isEqualTo(4);
    }

    /** What other threads ask of the profiler does not hold up an event. */
    @Test
    @Timeout(60)
    void anEventWaitsForNobody() throws Exception {
        try (Profiler _ = Profiler.builder().adHoc().testing().build()) {
            synchronized (Session.LOCK) {
                Thread other = Thread.ofPlatform().start(() -> Dhat.adHocEvent(149));
                other.join(Duration.ofSeconds(30));
                assertThat(other.isAlive()).isFalse();
            }
            Dhat.assertEquals(new AdHocStats(1, 149), AdHocStats.get());
        }
    }

    /** Who comes after a profiler has begun is counted, and who comes before or after it is not, whichever thread it is. */
    @Test
    void eventsFindTheProfilerThatThereIs() throws Exception {
        for (int round = 1; round <= 20; round++) {
            List<Object> before = SessionTest.atOnce(AdHocProfilerTest::tenEvents);
            try (Profiler _ = Profiler.builder().adHoc().testing().build()) {
                List<Object> during = SessionTest.atOnce(AdHocProfilerTest::tenEvents);

                assertThat(during).isEqualTo(before);
                Dhat.assertEquals(
                        new AdHocStats(10 * SessionTest.THREADS, 110 * SessionTest.THREADS), AdHocStats.get());
            }
        }
    }

    private static Object tenEvents() {
        for (int i = 0; i < 10; i++) {
            Dhat.adHocEvent(11);
        }
        return "ten";
    }

    @Test
    void unitsThatNoViewerKeepsExactAreToldAndFollowInFull() throws Exception {
        long heaviest = (1L << 46) - 1;
        Path file = folder.resolve("x.json");
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (Profiler _ = Profiler.builder().adHoc().fileName(file).build()) {
            Dhat.adHocEvent(7);
            for (int i = 0; i < 129; i++) {
                Dhat.adHocEvent(heaviest);
            }
        } finally {
            System.setErr(err);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo(String.format(Locale.ROOT, """
                dhat: note: the units of 1 sites are above 2^53 - 1; DHAT files give that number
                dhat: Total:     %,d units in 130 events
                dhat: The data has been saved to %s, and is viewable with dh_view.html (https://nnethercote.github.io/dh_view/dh_view.html)
                """, 129 * heaviest + 7, file));
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        List<Long> units = new ArrayList<>();
        json.path("pps").forEach(point -> units.add(point.path("tb").asLong()));
        assertThat(units).containsExactly(7L, (1L << 53) - 1);
        assertThat(json.path("underheap").toString())
                .isEqualTo("{\"limited\":[\"the units of 1 sites are above 2^53 - 1; DHAT files give that number\"],"
                        + "\"columns\":{\"totalBytes\":[7," + 129 * heaviest + "]}}");
        JsonNode shown = DhatViewer.show(file);
        assertThat(shown.path("root").get(0).asText()).startsWith("Total:     9,007,199,254,740,99");
    }

    @Test
    void unitsAtTheLimitAreExactAndWorthNoNote() throws Exception {
        Profiler profiler = Profiler.newAdHoc();
        for (int i = 0; i < 127; i++) {
            Dhat.adHocEvent(1L << 45);
        }
        for (int i = 0; i < 128; i++) {
            Dhat.adHocEvent(1L << 45);
        }
        Dhat.adHocEvent((1L << 45) - 1);

        JsonNode json = new ObjectMapper().readTree(profiler.dropAndGetMemoryOutput());

        assertThat(json.has("underheap")).isFalse();
    }

    /** They have a tracker of their own: that the process-wide one records fewer frames does not matter. */
    @ParameterizedTest
    @CsvSource({"5, 5", "2000000000, 64"})
    void asManyFramesAsAreAskedFor(int asked, int shown) throws Exception {
        assertThat(Tracker.global().options().depth()).isLessThan(64);
        Profiler profiler = Profiler.builder().adHoc().trimBacktraces(asked).build();
        deep(70);

        JsonNode json = new ObjectMapper().readTree(profiler.dropAndGetMemoryOutput());

        assertThat(json.path("pps").path(0).path("fs")).hasSize(shown);
    }

    private static void deep(int frames) {
        if (frames > 1) {
            deep(frames - 1);
        } else {
            Dhat.adHocEvent(31);
        }
    }

    @Test
    void aReaderOfProfilesRefusesTheFile() throws Exception {
        Profiler profiler = Profiler.newAdHoc();
        Path file = Files.writeString(folder.resolve("x.json"), profiler.dropAndGetMemoryOutput());

        assertThatThrownBy(() -> Profiles.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file
                        + ":2:8: a profile of mode \"java-ad-hoc\" counts events of the program's own, and no memory");
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
