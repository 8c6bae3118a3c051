package io.github.underheap.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.ForkedJvm;
import io.github.underheap.report.HtmlPages;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} with the options of a report, from the jar that has everything and without a checkout. */
class RunReportIT {

    private static final String PROGRAM = """
            import io.github.underheap.TrackingArena;

            class Program {
                public static void main(String[] args) {
                    for (String size : args[1].split(",")) {
                        if (!size.isEmpty()) TrackingArena.ofShared().allocate(Long.parseLong(size));
                    }
                    System.out.println("said by the program");
                    System.exit(Integer.parseInt(args[0]));
                }
            }
            """;

    private static final String ALL =
            Path.of(System.getProperty("build.all.jar")).toAbsolutePath().toString();

    @TempDir
    static Path classes;

    @TempDir
    Path temp;

    @BeforeAll
    static void compile() throws IOException {
        Path source = Files.writeString(classes.resolve("Program.java"), PROGRAM);
        LauncherHome.compile("-cp", System.getProperty("build.jar"), source.toString());
    }

    private Path jar;
    private List<String> javaOptions = List.of();
    private String path = System.getenv("PATH");

    /** Alone in its folder: the library beside it would be taken for programs. */
    @BeforeEach
    void copy() throws IOException {
        jar = Files.copy(Path.of(ALL), temp.resolve("underheap-all.jar"));
    }

    private Processes.Result run(List<String> options, String code, String sizes)
            throws IOException, InterruptedException {
        return underheap(Stream.of(
                        List.of("run"),
                        options,
                        ForkedJvm.QUICK,
                        List.of("-cp", classes.toString(), "Program", code, sizes))
                .flatMap(List::stream)
                .toList());
    }

    /** Here there is no part in C. */
    @Test
    void whereOnlyJavaIsThere() throws Exception {
        javaOptions = List.of("-Dos.arch=none");

        Processes.Result result = run(List.of("-v"), "7", "104729");

        assertThat(result.code()).as(result.err()).isEqualTo(7);
        assertThat(result.out()).contains("Program.main").doesNotContain("said");
        assertThat(result.err()).contains("said by the program\n");
    }

    @Test
    void aSignalWhereOnlyJavaIsThere() throws Exception {
        Path source = Files.writeString(temp.resolve("Wait.java"), """
                void main() throws Exception {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                    System.out.println("ready");
                    Thread.sleep(Long.MAX_VALUE);
                }
                """);
        Process process = new ProcessBuilder(
                        LauncherHome.JDK.resolve("bin/java").toString(),
                        "-Dos.arch=none",
                        "-jar",
                        jar.toString(),
                        "run",
                        source.toString())
                .directory(temp.toFile())
                .start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            assertThat(process.toHandle().destroy()).isTrue();

            assertThat(Processes.finish(process)).isEqualTo(143);
            assertThat(out.readLine()).isEqualTo("hook");
        }
    }

    private Processes.Result underheap(List<String> arguments) throws IOException, InterruptedException {
        return Processes.run(
                temp,
                Map.of("PATH", path, "TMPDIR", temp.toString()),
                "",
                Stream.of(
                                List.of(LauncherHome.JDK.resolve("bin/java").toString()),
                                javaOptions,
                                List.of("-jar", jar.toString()),
                                arguments)
                        .flatMap(List::stream)
                        .toList());
    }

    @Test
    void aPlainRunLeavesStandardOutputToTheProgram() throws Exception {
        Processes.Result result = run(List.of(), "7", "104729");

        assertThat(result.code()).as(result.err()).isEqualTo(7);
        assertThat(result.out()).isEqualTo("said by the program\n");
        assertThat(result.err()).contains("104,729", "saved to dhat-heap.json").doesNotContain("WARNING");
    }

    @Test
    void aPageLiesBesideTheProfile() throws Exception {
        Processes.Result result = run(List.of("--out", "heap.json"), "7", "104729,7919");

        assertThat(result.code()).as(result.err()).isEqualTo(7);
        assertThat(result.err()).endsWith("underheap: The page to look at is heap.html\n");
        assertThat(Files.readString(temp.resolve("heap.html")))
                .isEqualTo(underheap(List.of("export", "--format", "html", "heap.json"))
                        .out())
                .contains("Program")
                .doesNotContain("{{");
        nothingIsLeft();
    }

    @Test
    void aRunIsComparedInItsPageAndThePageIsOpened() throws Exception {
        Path program = Files.writeString(
                Files.createDirectory(temp.resolve("programs")).resolve("xdg-open"),
                "#!/bin/sh\nprintf '%s' \"$1\" > " + temp.resolve("opened") + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        path = program.getParent() + ":" + path;
        run(List.of("--out", "before.json"), "0", "104729");

        Processes.Result result = run(List.of("--compare", "before.json", "--open"), "0", "7919");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("   before");
        assertThat(temp.resolve("opened"))
                .hasContent(temp.resolve("dhat-heap.html").toString());
        assertThat(HtmlPages.data(Files.readString(temp.resolve("dhat-heap.html")))
                        .path("sides"))
                .hasSize(2);
    }

    /** The page is something extra. */
    @Test
    void aPageThatCannotBeWrittenChangesNothing() throws Exception {
        Files.createDirectory(temp.resolve("dhat-heap.html"));

        Processes.Result result = run(List.of(), "7", "104729");

        assertThat(result.code()).as(result.err()).isEqualTo(7);
        assertThat(result.err())
                .endsWith("underheap: the page was not written: dhat-heap.html is there and is none of underheap's\n");
    }

    @Test
    void aReportAlone() throws Exception {
        run(List.of(), "0", "104729");

        Processes.Result result = underheap(List.of("report", "dhat-heap.json"));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("Program.main").doesNotContain("WARNING");
    }

    @Test
    void standardOutputIsTheReport() throws Exception {
        Processes.Result result = run(List.of("-o", "json"), "0", "104729,7919");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(result.out());
        assertThat(report.isObject()).isTrue();
        assertThat(result.out()).contains("Program.main");
        assertThat(result.err())
                .contains("said by the program\n", "saved to dhat-heap.json")
                .doesNotContain("t-gmax", "Program.main");
        nothingIsLeft();
    }

    @Test
    void whatTheLibraryNamedTheProfileIsRead() throws Exception {
        Processes.Result result = run(List.of("-v", "--out", "profile-%p.json"), "0", "104729");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("Program.main");
        assertThat(temp.resolve("dhat-heap.json")).doesNotExist();
    }

    @Test
    void growthBeyondTheLimitFails() throws Exception {
        assertThat(run(List.of("--save", "base.json"), "0", "1000").code()).isZero();
        List<String> limit = List.of("--compare", "base.json", "--fail-on-growth", "10");

        assertThat(run(limit, "0", "1100").code()).isZero();
        Processes.Result grown = run(limit, "0", "1101");
        assertThat(grown.code()).as(grown.err()).isEqualTo(1);
        assertThat(run(limit, "9", "1101").code()).isEqualTo(9);
    }

    /** It is known before the program runs. */
    @Test
    void aBaselineThatIsMissing() throws Exception {
        Processes.Result result = run(List.of("--compare", "missing.json"), "0", "1");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("underheap: ")
                .contains("missing.json")
                .hasLineCount(1);
    }

    @Test
    void withoutProfileThereIsNoReport() throws Exception {
        Processes.Result result = run(List.of("-v"), "0", "");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("said by the program\n")
                .contains("dhat-heap.json was not written")
                .endsWith("underheap: there is no profile to report\n");
        assertThat(run(List.of("-v"), "9", "").code()).isEqualTo(9);
        nothingIsLeft();
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("underheap."));
        }
    }
}
