package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the profile is said once, by the library or else by the launcher. */
class LauncherReportIT {

    private static final String PROGRAM = """
            import io.github.underheap.TrackingArena;

            class Program {
                public static void main(String[] args) throws Exception {
                    if (!args[0].startsWith("plain")) TrackingArena.ofShared().allocate(104729);
                    switch (args[0]) {
                        case "exit" -> System.exit(Integer.parseInt(args[1]));
                        case "halt" -> Runtime.getRuntime().halt(Integer.parseInt(args[1]));
                        case "kill", "plain kill" -> {
                            long self = ProcessHandle.current().pid();
                            new ProcessBuilder("kill", "-KILL", Long.toString(self)).start().waitFor();
                            Thread.sleep(Long.MAX_VALUE);
                        }
                        case "fill the heap" -> {
                            java.util.List<long[]> all = new java.util.ArrayList<>();
                            while (true) all.add(new long[1 << 20]);
                        }
                        case "lose the mark" -> {
                            String mark = System.getProperty("io.github.underheap.launcherMark");
                            if (!new java.io.File(mark).delete()) throw new AssertionError(mark);
                        }
                    }
                }
            }
            """;

    private static final String OFF =
            "underheap: dhat-heap.json was not written: nothing is recorded with enabled=false";

    @TempDir
    static Path classes;

    @TempDir
    Path temp;

    private LauncherHome home;

    @BeforeAll
    static void compile() throws IOException {
        Path source = Files.writeString(classes.resolve("Program.java"), PROGRAM);
        LauncherHome.compile("-cp", System.getProperty("build.jar"), source.toString());
    }

    @BeforeEach
    void prepare() throws IOException {
        home = new LauncherHome(temp).withLibrary();
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void theLibraryHasTheLastWord(String output, String lastLine) throws Exception {
        Processes.Result result = run(List.of("--out=" + output), "exit", "7");

        assertThat(result.code()).isEqualTo(7);
        assertThat(lines(result)).last().asString().startsWith("underheap: " + lastLine);
        assertThat(result.err()).doesNotContain("was not written");
        nothingIsLeft();
    }

    static Stream<Arguments> outputs() {
        String longName = "x".repeat(307);
        return Stream.of(
                Arguments.of("x.json", "The data has been saved to x.json,"),
                Arguments.of("%p %{HOME}x.json", "error: cannot write "),
                Arguments.of("x-%%.json", "The data has been saved to x-%.json,"),
                Arguments.of("/dev/null", "The data has been saved to /dev/null,"),
                Arguments.of("/dev/stdout", "The data has been saved to /dev/stdout,"),
                Arguments.of("/dev/full", "error: cannot write /dev/full: No space left on device"),
                Arguments.of("/sys/x.json", "error: cannot write /sys/x.json: "),
                Arguments.of(longName, "error: cannot write " + longName + ": File name too long"));
    }

    @Test
    void anOutputOfTheEnvironment() throws Exception {
        home.with("UNDERHEAP_OUTPUT", "missing/x.json");

        assertThat(lines(run(List.of(), "exit", "0")))
                .last()
                .isEqualTo("underheap: error: cannot write missing/x.json: there is no such directory");
    }

    @Test
    void switchedOffByAProperty() throws Exception {
        assertThat(run(List.of("-Dunderheap.enabled=false"), "exit", "5"))
                .isEqualTo(new Processes.Result(5, "", OFF + "\n"));
        nothingIsLeft();
    }

    @Test
    void switchedOffByTheEnvironment() throws Exception {
        home.with("UNDERHEAP_ENABLED", "FALSE");
        home.write("dhat-heap.json", "earlier");

        assertThat(run(List.of(), "exit", "0"))
                .isEqualTo(new Processes.Result(0, "", OFF + "; the file there is older\n"));
    }

    @Test
    void aWrongOptionIsSaidOnce() throws Exception {
        home.with("UNDERHEAP_DEPTH", "67");

        Processes.Result result = run(List.of(), "exit", "0");

        assertThat(result.code()).isZero();
        assertThat(lines(result))
                .first()
                .isEqualTo("underheap: environment variable UNDERHEAP_DEPTH: '67' is not valid; expected a whole number"
                        + " from 1 to 64; depth is 8 now");
        assertThat(lines(result)).last().asString().startsWith("underheap: The data has been saved to dhat-heap.json,");
    }

    /** Nothing is said but what is known. */
    @ParameterizedTest
    @MethodSource("endsWithoutProfile")
    void endWithoutProfile(int code, String reason, List<String> options, List<String> arguments) throws Exception {
        Processes.Result result = run(options, arguments.toArray(String[]::new));

        assertThat(result.code()).isEqualTo(code);
        assertThat(lines(result)).last().isEqualTo("underheap: dhat-heap.json was not written: " + reason);
        nothingIsLeft();
    }

    static Stream<Arguments> endsWithoutProfile() {
        String notStarted = "the program ended before it started the global tracker, as its first TrackingArena would";
        String noReport = "the program was recorded, but ended without its exit report";
        return Stream.of(
                Arguments.of(0, notStarted + " (code 0)", List.of(), List.of("plain")),
                Arguments.of(137, notStarted + " (code 137, as by signal KILL)", List.of(), List.of("plain kill")),
                Arguments.of(3, noReport + " (code 3)", List.of(), List.of("halt", "3")),
                Arguments.of(137, noReport + " (code 137, as by signal KILL)", List.of(), List.of("kill")),
                Arguments.of(
                        3,
                        noReport + " (code 3)",
                        List.of("-Xmx16m", "-XX:+ExitOnOutOfMemoryError"),
                        List.of("fill the heap")));
    }

    @Test
    void aProgramThatIsNotCompiled() throws Exception {
        home.write("Wrong.java", "void main() { int x = ; }");

        Processes.Result result = home.run("run", "Wrong.java");

        assertThat(result.code()).isEqualTo(1);
        assertThat(lines(result))
                .last()
                .isEqualTo("underheap: dhat-heap.json was not written: the program ended before it started the global"
                        + " tracker, as its first TrackingArena would (code 1)");
        nothingIsLeft();
    }

    /** An uncaught error does not keep java from ending in order. */
    @Test
    void aProgramWhoseHeapIsFull() throws Exception {
        Processes.Result result = run(List.of("-Xmx16m"), "fill the heap");

        assertThat(result.code()).isEqualTo(1);
        assertThat(lines(result)).last().asString().startsWith("underheap: The data has been saved to dhat-heap.json,");
        nothingIsLeft();
    }

    @Test
    void aMarkThatIsGone() throws Exception {
        Processes.Result result = run(List.of(), "lose the mark");

        assertThat(result.code()).isZero();
        assertThat(lines(result)).last().asString().startsWith("underheap: The data has been saved to dhat-heap.json,");
    }

    @Test
    void noPlaceForAMark() throws Exception {
        home.with("TMPDIR", temp.resolve("missing").toString());

        Processes.Result result = run(List.of(), "exit", "0");

        assertThat(result.code()).isZero();
        assertThat(lines(result)).last().asString().startsWith("underheap: The data has been saved to dhat-heap.json,");
    }

    private Processes.Result run(List<String> options, String... arguments) throws IOException, InterruptedException {
        return home.run(Stream.of(
                        List.of("run"),
                        options,
                        ForkedJvm.QUICK,
                        List.of("-cp", classes.toString(), "Program"),
                        List.of(arguments))
                .flatMap(List::stream)
                .toArray(String[]::new));
    }

    /** Without the line that tells of the page, which is the command's. */
    private static List<String> lines(Processes.Result result) {
        return result.err()
                .lines()
                .filter(line -> !line.startsWith("underheap: The page to look at is "))
                .toList();
    }

    /** What is no file has nothing beside it. */
    @Test
    void standardOutputHasNoPageBesideIt() throws Exception {
        Processes.Result result = run(List.of("--out=/dev/stdout"), "exit", "7");

        assertThat(result.err()).doesNotContain("page");
        assertThat(Path.of("/dev/stdout.html")).doesNotExist();
    }

    /** The home's folder is also that of its temporary files. */
    private void nothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("underheap."));
        }
    }
}
