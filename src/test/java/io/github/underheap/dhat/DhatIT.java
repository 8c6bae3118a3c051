package io.github.underheap.dhat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.ForkedJvm;
import io.github.underheap.report.DhatViewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program that profiles itself prints and writes, in a process of its own. */
class DhatIT {

    private static final String VIEWABLE =
            ", and is viewable with dh_view.html (https://nnethercote.github.io/dh_view/dh_view.html)\n";

    private static final String NUMBERS = """
            dhat: Total:     1,256 bytes in 6 blocks
            dhat: At t-gmax: 1,256 bytes in 6 blocks
            dhat: At t-end:  1,256 bytes in 6 blocks
            """;

    @TempDir
    private Path folder;

    private ForkedJvm jvm() {
        return ForkedJvm.in(folder).option(ForkedJvm.QUICK.toArray(String[]::new));
    }

    @Test
    void aHeap() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.Heap.class);

        assertThat(result)
                .isEqualTo(new ForkedJvm.Result(
                        0, "goes on\n", NUMBERS + "dhat: The data has been saved to dhat-heap.json" + VIEWABLE));
        JsonNode shown = DhatViewer.show(folder.resolve("dhat-heap.json"));
        assertThat(shown.path("root").get(0).asText()).startsWith("Total:     1,256 bytes");
    }

    @Test
    void adHocEvents() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.AdHoc.class);

        assertThat(result)
                .isEqualTo(new ForkedJvm.Result(
                        0,
                        "",
                        "dhat: Total:     141 units in 11 events\ndhat: The data has been saved to dhat-ad-hoc.json"
                                + VIEWABLE));
        assertThat(json("dhat-ad-hoc.json").path("pps")).hasSize(1);
    }

    /** A thread whose stack is full while it counts a heavy event holds up no other one. */
    @Test
    void eventsGoOnAfterAFullStack() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.FillsStacks.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "goes on\n", ""));
    }

    @Test
    void aFileThatCannotBeWritten() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.Heap.class, "missing/x.json");

        assertThat(result)
                .isEqualTo(new ForkedJvm.Result(
                        0,
                        "goes on\n",
                        NUMBERS + "dhat: error: Writing to missing/x.json failed: there is no such directory\n"));
    }

    @Test
    void aNameOfTwoLines() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.Heap.class, "missing\n/x.json");

        assertThat(result.err())
                .endsWith("\ndhat: error: Writing to missing?/x.json failed: there is no such directory\n");
    }

    @Test
    void aProcessThatEndsWithoutClosingWritesNothing() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.EndsWithoutClosing.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "false 1256\n", ""));
        assertThat(folder.resolve("dhat-heap.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dhat-heap.json", "missing/../dhat-heap.json", "./link.json"})
    void theProfileOfTheProcessDoesNotTakeTheProfilersPlace(String name) throws Exception {
        Files.createSymbolicLink(folder.resolve("link.json"), Path.of("dhat-heap.json"));

        ForkedJvm.Result result = jvm().output("dhat-heap.json").run(DhatPrograms.Heap.class, name);

        assertThat(result.code()).isZero();
        assertThat(result.err())
                .startsWith(NUMBERS + "dhat: The data has been saved to " + name + VIEWABLE + "underheap: Total: ")
                .containsPattern(
                        "\nunderheap: dhat-heap.json stays as the program wrote it; the profile of the whole process"
                                + " goes beside it\nunderheap: The data has been saved to dhat-heap-\\d+\\.json, and");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(file -> file.matches("dhat-heap-\\d+\\.json"))
                    .singleElement()
                    .satisfies(beside -> assertThat(
                                    json(beside).path("pps").path(0).path("tb").asInt())
                            .isEqualTo(1_256));
        }
        JsonNode shown = DhatViewer.show(folder.resolve("dhat-heap.json"));
        assertThat(shown.path("root").get(0).asText()).startsWith("Total:     1,256 bytes");
    }

    @Test
    void theProfileOfTheProcessGoesToAnotherFile() throws Exception {
        ForkedJvm.Result result = jvm().output("x.json").run(DhatPrograms.Heap.class);

        assertThat(result.err())
                .contains(
                        "dhat: The data has been saved to dhat-heap.json",
                        "underheap: The data has been saved to x.json");
        assertThat(json("x.json").path("pps")).hasSize(1);
    }

    /** The last frame is that of main. */
    @ParameterizedTest
    @CsvSource({
        "30, usual,     '',     ,         10",
        "30, full,      '',     ,         31",
        "90, full,      '',     ,         64",
        "30, 17,        '',     ,         17",
        "30, 3,         '',     ,         4",
        "90, 2000000000,'',     ,         64",
        "30, full,      13,     ,         13",
        "30, 5,         13,     ,         5",
        "30, full,      '',     already,  8",
        "30, usual,     '',     already,  8",
        "30, 5,         '',     already,  5",
    })
    void asManyFramesAsAreAskedForAndRecorded(int depth, String asked, String option, String already, int shown)
            throws Exception {
        ForkedJvm jvm = jvm();
        if (!option.isEmpty()) {
            jvm.option("-Dunderheap.depth=" + option);
        }
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(depth), asked));
        if (already != null) {
            arguments.add(already);
        }

        ForkedJvm.Result result = jvm.run(DhatPrograms.Deep.class, arguments.toArray(String[]::new));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(json("dhat-heap.json").path("pps").path(0).path("fs")).hasSize(shown);
    }

    @Test
    void sitesThatAreEqualOnceTheyAreTrimmedAreOne() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.Trims.class);

        assertThat(result.err()).contains("dhat: Total:     200 bytes in 2 blocks\n");
        JsonNode points = json("dhat-heap.json").path("pps");
        assertThat(points).hasSize(1);
        assertThat(points.path(0).path("tb").asInt()).isEqualTo(200);
        assertThat(points.path(0).path("gbk").asInt()).isEqualTo(2);
        JsonNode shown = DhatViewer.show(folder.resolve("dhat-heap.json"));
        assertThat(shown.path("tree").path("leaf").asInt()).isEqualTo(1);
    }

    @Test
    void misuse() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.Misuses.class);

        assertThat(result.out()).isEqualTo("""
                dhat: getting heap stats when no profiler is running
                dhat: getting ad hoc stats when no profiler is running
                dhat: asserting when no profiler is running
                dhat: creating a profiler while a profiler is already running
                dhat: getting ad hoc stats while doing heap profiling
                dhat: asserting while not in testing mode
                dhat: getting heap stats while doing ad hoc profiling
                dhat: assertion failed: on purpose
                dhat: asserting after the profiler has asserted
                dhat: getting heap stats after the profiler has asserted
                dhat: getting ad hoc stats after the profiler has asserted
                dhat: creating a profiler while a profiler is already running
                """);
        assertThat(result.err())
                .contains("java.lang.IllegalStateException: dhat: getting heap stats when no profiler is running\n");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void printsTheFileToo() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.PrintsJson.class);

        assertThat(result.err()).endsWith(VIEWABLE + Files.readString(folder.resolve("dhat-heap.json")));
    }

    @Test
    void saysThatNothingIsRecorded() throws Exception {
        ForkedJvm.Result result = jvm().option("-Dunderheap.enabled=false").run(DhatPrograms.Heap.class);

        assertThat(result.err())
                .isEqualTo("dhat: note: nothing was recorded (enabled=false)\n"
                        + "dhat: The data has been saved to dhat-heap.json" + VIEWABLE);
    }

    /** Whatever says that nothing is left would hold. */
    @Test
    void assertsNothingWhereNothingIsRecorded() throws Exception {
        ForkedJvm.Result result = jvm().option("-Dunderheap.enabled=false").run(DhatPrograms.Asserts.class);

        assertThat(result)
                .isEqualTo(new ForkedJvm.Result(
                        0, "dhat: asserting while nothing is recorded (enabled=false)\n1 event\n", ""));
    }

    @Test
    void anErrorStreamThatThrowsIsSurvived() throws Exception {
        ForkedJvm.Result result = jvm().run(DhatPrograms.HasABrokenErrorStream.class);

        assertThat(result).isEqualTo(new ForkedJvm.Result(0, "goes on\n", ""));
        assertThat(json("dhat-heap.json").path("pps")).hasSize(1);
    }

    private JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(name).toFile());
    }
}
