package io.github.underheap.dhat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.BlockHandle;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a profiler of the heap counts: dhat-rs's own examples and tests with their numbers, on blocks of Java. */
class HeapProfilerTest {

    private static final HeapStats NOTHING = new HeapStats(0, 0, 0, 0, 0, 0);

    private final Tracker tracker = Tracker.global();

    @TempDir
    private Path folder;

    @Test
    void threeVectorsOfWhichTwoAreDropped() {
        try (Profiler _ = Profiler.builder().testing().build()) {
            tracker.recordAlloc(16);
            tracker.recordAlloc(16).freed();
            tracker.recordAlloc(16).freed();

            HeapStats stats = HeapStats.get();

            Dhat.assertEquals(3, stats.totalBlocks());
            Dhat.assertEquals(48, stats.totalBytes());
            Dhat.assertEquals(2, stats.maxBlocks());
            Dhat.assertEquals(32, stats.maxBytes());
            Dhat.assertEquals(1, stats.currBlocks());
            Dhat.assertEquals(16, stats.currBytes());
            Dhat.assertEquals(new HeapStats(3, 48, 1, 16, 2, 32), HeapStats.get(), "asked for within an assertion");
        }
    }

    @Test
    void blocksFromBeforeDuringAndAfter() throws IOException {
        BlockHandle freed = tracker.recordAlloc(16);
        BlockHandle freedAfter = tracker.recordAlloc(16);
        BlockHandle grown = tracker.recordAlloc(16);
        BlockHandle grownAfter = tracker.recordAlloc(16);
        Profiler profiler = Profiler.builder().trimBacktraces(Integer.MAX_VALUE).build();
        assertThat(HeapStats.get()).isEqualTo(NOTHING);

        freed.freed();
        grown.resized(32);
        assertThat(HeapStats.get()).isEqualTo(new HeapStats(1, 32, 1, 32, 1, 32));
        BlockHandle large = tracker.recordAlloc(1_000);
        BlockHandle resized = tracker.recordAlloc(200);
        resized.resized(400);
        large.freed();
        for (int i = 0; i < 10; i++) {
            tracker.recordAlloc(1).freed();
        }
        assertThat(HeapStats.get()).isEqualTo(new HeapStats(14, 1_642, 2, 432, 3, 1_432));

        JsonNode json = new ObjectMapper().readTree(profiler.dropAndGetMemoryOutput());

        freedAfter.freed();
        grownAfter.resized(32);
        assertThat(profiler.dropAndGetMemoryOutput()).as("only once").isEmpty();
        assertThat(json.path("dhatFileVersion").asInt()).isEqualTo(2);
        assertThat(json.path("bklt").asBoolean()).isTrue();
        assertThat(json.path("te").asLong())
                .isGreaterThanOrEqualTo(json.path("tg").asLong());
        assertThat(points(json))
                .containsExactly(
                        "tb 1000 tbk 1 mb 1000 mbk 1 gb 1000 gbk 1 eb 0 ebk 0",
                        "tb 600 tbk 2 mb 400 mbk 1 gb 400 gbk 1 eb 400 ebk 1",
                        "tb 32 tbk 1 mb 32 mbk 1 gb 32 gbk 1 eb 32 ebk 1",
                        "tb 10 tbk 10 mb 1 mbk 1 gb 0 gbk 0 eb 0 ebk 0");
        resized.freed();
        grown.freed();
    }

    /** In the order of their bytes. */
    private static List<String> points(JsonNode json) {
        List<JsonNode> points = new ArrayList<>();
        json.path("pps").forEach(points::add);
        return points.stream()
                .sorted(Comparator.comparingLong(
                        (JsonNode point) -> -point.path("tb").asLong()))
                .map(point -> String.join(
                        " ",
                        Stream.of("tb", "tbk", "mb", "mbk", "gb", "gbk", "eb", "ebk")
                                .map(key -> key + " " + point.path(key).asLong())
                                .toList()))
                .toList();
    }

    @Test
    void bytesThatNoViewerKeepsExactAreTold() throws IOException {
        Path file = folder.resolve("x.json");
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (Profiler _ = Profiler.builder().fileName(file).build()) {
            for (int i = 0; i < 128; i++) {
                tracker.recordAlloc(1L << 46).freed();
            }
        } finally {
            System.setErr(err);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("""
                        dhat: note: the total bytes of 1 sites are above 2^53 - 1; DHAT files give that number
                        dhat: Total:     9,007,199,254,740,992 bytes in 128 blocks
                        """);
        assertThat(new ObjectMapper()
                        .readTree(file.toFile())
                        .path("pps")
                        .path(0)
                        .path("tb")
                        .asLong())
                .isEqualTo((1L << 53) - 1);
    }

    @Test
    void eachProfilerBeginsAnew() {
        try (TrackingArena arena = TrackingArena.ofConfined()) {
            try (Profiler _ = Profiler.builder().testing().build()) {
                arena.allocate(101);
                assertThat(HeapStats.get()).isEqualTo(new HeapStats(1, 101, 1, 101, 1, 101));
            }
            try (Profiler _ = Profiler.builder().testing().build()) {
                assertThat(HeapStats.get()).isEqualTo(NOTHING);
                arena.allocate(103);
                assertThat(HeapStats.get()).isEqualTo(new HeapStats(1, 103, 1, 103, 1, 103));
            }
        }
    }

    @Test
    void inTestingModeNothingIsWritten() {
        Path file = folder.resolve("x.json");

        try (Profiler _ = Profiler.builder().testing().fileName(file).build()) {
            tracker.recordAlloc(7).freed();
        }

        assertThat(file).doesNotExist();
    }

    @Test
    void aFailedAssertionSavesTheProfileOfItsMoment() throws IOException {
        Path file = folder.resolve("x.json");
        TrackingArena arena = TrackingArena.ofConfined();
        Profiler profiler = Profiler.builder().testing().fileName(file).build();
        arena.allocate(16);
        arena.allocate(16);
        Dhat.assertEquals(2, HeapStats.get().currBlocks());

        assertThatThrownBy(() -> Dhat.assertEquals(HeapStats.get().currBytes(), 31, "oh dear " + 99))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("dhat: assertion failed: `(left == right)`\n  left: `32`,\n right: `31`: oh dear 99\n"
                        + saved(file));

        arena.close();
        List<String> expected = List.of("tb 16 tbk 1 mb 16 mbk 1 gb 16 gbk 1 eb 16 ebk 1");
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(points(json)).containsExactly(expected.getFirst(), expected.getFirst());
        assertThat(json.path("te").asLong()).isPositive();
        Files.delete(file);
        assertMisuse("asserting after the profiler has asserted", () -> Dhat.assertTrue(true));
        assertMisuse("getting heap stats after the profiler has asserted", HeapStats::get);
        assertMisuse("getting ad hoc stats after the profiler has asserted", AdHocStats::get);
        assertMisuse("creating a profiler while a profiler is already running", Profiler::newHeap);
        profiler.close();
        assertThat(file).as("written once").doesNotExist();
        assertMisuse("asserting when no profiler is running", () -> Dhat.assertTrue(true));
        try (Profiler _ = Profiler.builder().testing().build()) {
            profiler.close();
            assertThat(HeapStats.get()).isEqualTo(NOTHING);
        }
    }

    private static String saved(Path file) {
        return "dhat: The data has been saved to " + file
                + ", and is viewable with dh_view.html (https://nnethercote.github.io/dh_view/dh_view.html)";
    }

    @Test
    void eachAssertionHasItsText() {
        assertFailure("", () -> Dhat.assertTrue(false));
        assertFailure(": why", () -> Dhat.assertTrue(false, "why"));
        assertFailure(": `(left == right)`\n  left: `3`,\n right: `5`", () -> Dhat.assertEquals(3, 5));
        assertFailure(": `(left == right)`\n  left: `a`,\n right: `null`", () -> Dhat.assertEquals("a", null));
        assertFailure(": `(left == right)`\n  left: `a`,\n right: `b`: why", () -> Dhat.assertEquals("a", "b", "why"));
        assertFailure(": `(left != right)`\n  left: `32`,\n right: `32`", () -> Dhat.assertNotEquals(32, 32));
        assertFailure(": `(left != right)`\n  left: `3`,\n right: `3`: why", () -> Dhat.assertNotEquals(3, 3L, "why"));
        assertFailure(": `(left != right)`\n  left: `a`,\n right: `a`", () -> Dhat.assertNotEquals("a", "a"));
        assertFailure(
                ": `(left != right)`\n  left: `a`,\n right: `a`: why", () -> Dhat.assertNotEquals("a", "a", "why"));
    }

    /** Rust compares no values of different types. */
    @Test
    void valuesThatDifferAndReadAlikeHaveTheirClasses() {
        assertSides("`1` (Integer)", "`1` (Long)", 1, (Object) 1L);
        assertSides("`[1]` (List12)", "`[1]` (LinkedHashSet)", List.of(1), new LinkedHashSet<>(List.of(1)));
        assertSides("`null` (String)", "`null`", "null", null);
        assertSides("`null`", "`null` (String)", null, "null");
        assertSides(
                "`7` (io.github.underheap.dhat.HeapProfilerTest$Here$Id)",
                "`7` (io.github.underheap.dhat.HeapProfilerTest$There$Id)",
                new Here.Id(),
                new There.Id());
        assertSides("`3`", "`5`", 3, (Object) 5L);
        assertSides("`7`", "`7`", new Here.Id(), new Here.Id());
        assertFailure(
                ": `(left == right)`\n  left: `1` (Integer),\n right: `1` (Long): why",
                () -> Dhat.assertEquals(1, (Object) 1L, "why"));
        assertFailure(
                ": `(left != right)`\n  left: `[1]`,\n right: `[1]`",
                () -> Dhat.assertNotEquals(List.of(1), new ArrayList<>(List.of(1))));
    }

    private void assertSides(String leftText, String rightText, Object left, Object right) {
        assertFailure(
                ": `(left == right)`\n  left: " + leftText + ",\n right: " + rightText,
                () -> Dhat.assertEquals(left, right));
    }

    /** A class of the same simple name as another one, whose objects read alike. */
    private static final class Here {
        static final class Id {
            @Override
            public String toString() {
                return "7";
            }
        }
    }

    private static final class There {
        static final class Id {
            @Override
            public String toString() {
                return "7";
            }
        }
    }

    private void assertFailure(String text, Runnable assertion) {
        Path file = folder.resolve("x.json");
        try (Profiler _ = Profiler.builder().testing().fileName(file).build()) {
            assertThatThrownBy(assertion::run)
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessage("dhat: assertion failed" + text + "\n" + saved(file));
        }
    }

    @Test
    void whatHoldsIsNoFailure() {
        try (Profiler _ = Profiler.builder().testing().build()) {
            Dhat.assertTrue(true);
            Dhat.assertTrue(true, "why");
            Dhat.assertEquals(7, 7L);
            Dhat.assertEquals(null, null);
            Dhat.assertEquals("a", "a", "why");
            Dhat.assertEquals(7, 7, "why");
            Dhat.assertNotEquals(7, 8);
            Dhat.assertNotEquals(7, 8, "why");
            Dhat.assertNotEquals("a", null);
            Dhat.assertNotEquals("a", "b", "why");
        }
    }

    @Test
    void theFailureIsToldAlsoIfItsProfileCannotBeSaved() {
        Path file = folder.resolve("missing/x.json");
        try (Profiler _ = Profiler.builder().testing().fileName(file).build()) {
            assertThatThrownBy(() -> Dhat.assertTrue(false))
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessage("dhat: assertion failed\ndhat: error: Writing to " + file
                            + " failed: there is no such directory");
        }
    }

    @Test
    void misuse() {
        assertMisuse("getting heap stats when no profiler is running", HeapStats::get);
        assertMisuse("asserting when no profiler is running", () -> Dhat.assertTrue(true));
        assertMisuse("asserting when no profiler is running", () -> Dhat.assertEquals(1, 1));
        assertMisuse("asserting when no profiler is running", () -> Dhat.assertNotEquals("a", "b"));
        Profiler profiler = Profiler.newHeap();
        try {
            assertMisuse("creating a profiler while a profiler is already running", Profiler::newHeap);
            assertMisuse("creating a profiler while a profiler is already running", Profiler::newAdHoc);
            assertMisuse("getting ad hoc stats while doing heap profiling", AdHocStats::get);
            assertMisuse("asserting while not in testing mode", () -> Dhat.assertTrue(true));
            assertMisuse("asserting while not in testing mode", () -> Dhat.assertEquals(1, 2));
        } finally {
            assertThat(profiler.dropAndGetMemoryOutput()).isNotEmpty();
        }
        assertMisuse("getting heap stats when no profiler is running", HeapStats::get);
        assertThatThrownBy(() -> Profiler.builder().trimBacktraces(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dhat: -1 frames of a stack; it must not be negative");
    }

    static void assertMisuse(String what, Runnable use) {
        assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class).hasMessage("dhat: " + what);
    }
}
