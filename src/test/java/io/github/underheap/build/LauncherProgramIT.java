package io.github.underheap.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.underheap.ForkedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real programs under the launcher: their input, their exit codes, signals, and what is said when no profile was written. */
class LauncherProgramIT {

    /** Does what its first argument says. */
    private static final String PROGRAM = """
            import java.nio.file.*;

            public class Program {
                public static void main(String[] args) throws Exception {
                    switch (args[0]) {
                        case "print" -> {
                            for (String arg : args) System.out.println("[" + arg + "]");
                        }
                        case "copy" -> System.in.transferTo(System.out);
                        case "exit" -> System.exit(Integer.parseInt(args[1]));
                        case "write" -> {
                            Files.writeString(Path.of(args[1]), "profile");
                            System.exit(Integer.parseInt(args[2]));
                        }
                        case "kill" -> {
                            long self = ProcessHandle.current().pid();
                            new ProcessBuilder("kill", "-KILL", Long.toString(self)).start().waitFor();
                            Thread.sleep(Long.MAX_VALUE);
                        }
                        case "wait" -> {
                            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                            System.out.println("ready");
                            Thread.sleep(Long.MAX_VALUE);
                        }
                    }
                }
            }
            """;

    /** A name that one line of a manifest cannot hold. */
    private static final String LONG_NAME =
            "org.example.a_package_with_a_name.that_is_longer_than.one_line_of_a_manifest.Program";

    @TempDir
    static Path classes;

    @TempDir
    Path temp;

    private LauncherHome home;

    /** Compiled once: javac takes longer than the programs. */
    @BeforeAll
    static void compile() throws IOException {
        compile(PROGRAM);
        compile("package " + LONG_NAME.substring(0, LONG_NAME.lastIndexOf('.')) + ";\n" + PROGRAM);
    }

    private static void compile(String text) throws IOException {
        Path source = Files.writeString(classes.resolve("Program.java"), text);
        LauncherHome.compile("-d", classes.toString(), source.toString());
    }

    @BeforeEach
    void prepare() throws IOException {
        home = new LauncherHome(temp);
        Files.copy(classes.resolve("Program.class"), home.file("a b/Program.class"));
    }

    /** Runs {@code Program} with the launcher's options before its name and its own arguments after it. */
    private Processes.Result runProgram(List<String> options, String... arguments)
            throws IOException, InterruptedException {
        return home.run(commandLine(options, arguments));
    }

    private static String[] commandLine(List<String> options, String... arguments) {
        return Stream.of(List.of("run"), options, ForkedJvm.QUICK, List.of("-cp", "a b", "Program"), List.of(arguments))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void argumentsAndExitCodeInEachShell(List<String> shell) throws Exception {
        home.in(shell);
        Processes.Result printed = runProgram(List.of(), "print", "two  words", "", "it's", "*", "\"q\"");

        assertThat(printed)
                .isEqualTo(new Processes.Result(
                        0, "[print]\n[two  words]\n[]\n[it's]\n[*]\n[\"q\"]\n", notWritten(neverStarted(0))));
        assertThat(runProgram(List.of(), "exit", "7").code()).isEqualTo(7);
    }

    static Stream<List<String>> shells() {
        return LauncherHome.shells();
    }

    @Test
    void inputReachesTheProgram() throws Exception {
        assertThat(home.runWithInput("line 1\nline 2", commandLine(List.of(), "copy"))
                        .out())
                .isEqualTo("line 1\nline 2");
    }

    @Test
    void nothingIsSaidWhenTheProfileWasWritten() throws Exception {
        assertThat(runProgram(List.of(), "write", "dhat-heap.json", "0")).isEqualTo(new Processes.Result(0, "", ""));
        assertThat(runProgram(List.of("--out=x y.json"), "write", "x y.json", "9"))
                .isEqualTo(new Processes.Result(9, "", ""));
        assertThat(runProgram(List.of("-Dunderheap.output=own.json"), "write", "own.json", "0"))
                .isEqualTo(new Processes.Result(0, "", ""));
    }

    @Test
    void theFileOfAnEarlierRunIsNotTakenForThisOne() throws Exception {
        home.write("dhat-heap.json", "earlier");

        assertThat(runProgram(List.of(), "exit", "3"))
                .isEqualTo(new Processes.Result(3, "", notWritten(neverStarted(3) + "; the file there is older")));
    }

    @Test
    void otherFilesAreNotTakenForTheProfile() throws Exception {
        assertThat(runProgram(List.of("--out=a[b]?.json"), "write", "abc.json", "0")
                        .err())
                .startsWith("underheap: a[b]?.json was not written: ");
        assertThat(runProgram(List.of("--out=-newer"), "write", "-newer", "0").err())
                .isEmpty();
    }

    @Test
    void switchedOff() throws Exception {
        assertThat(runProgram(List.of("--enabled=false"), "exit", "0").err())
                .isEqualTo(notWritten("nothing is recorded with enabled=false"));
    }

    @Test
    void killedProgram() throws Exception {
        assertThat(runProgram(List.of(), "kill"))
                .isEqualTo(new Processes.Result(137, "", notWritten(neverStarted("137, as by signal KILL"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP", "INT"})
    void signalsReachTheProgram(String signal) throws Exception {
        // Whoever started the tests in the background, or under nohup, has made them and their children deaf to INT or
        // HUP.
        assumeTrue(
                works("env", "--default-signal=" + signal, "true"),
                "this env cannot make a program hear signals again");
        ProcessBuilder command = home.builder(commandLine(List.of(), "wait"));
        command.command().addAll(0, List.of("env", "--default-signal=" + signal));
        Process launcher = command.start();
        try (BufferedReader out = launcher.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");

            assertThat(works("kill", "-" + signal, Long.toString(launcher.pid())))
                    .isTrue();

            int code = Processes.finish(launcher);
            assertThat(out.readLine()).isEqualTo("hook");
            assertThat(code)
                    .isEqualTo(Map.of("TERM", 143, "HUP", 129, "INT", 130).get(signal));
            // With these java ends in order, and a profile would have been written.
            assertThat(launcher.errorReader(UTF_8).readLine())
                    .isEqualTo(notWritten(neverStarted(code)).stripTrailing());
        }
    }

    @Test
    void theProgramEndsWithTheLauncher() throws Exception {
        // A file, since the pipe of a process closes with the process.
        Path out = home.file("out");
        Process launcher = home.builder(commandLine(List.of(), "wait"))
                .redirectOutput(out.toFile())
                .start();
        await().until(() -> Files.readString(out), "ready\n"::equals);

        assertThat(works("kill", "-KILL", Long.toString(launcher.pid()))).isTrue();

        await().until(() -> Files.readString(out), "ready\nhook\n"::equals);
    }

    @Test
    void sourceFile() throws Exception {
        home.write("c d/Source.java", PROGRAM);

        assertThat(home.run("run", "c d/Source.java", "write", "dhat-heap.json", "4"))
                .isEqualTo(new Processes.Result(4, "", ""));
    }

    /** All other tests put an empty jar in the library's place. */
    @Test
    void theLibraryWritesTheProfile() throws Exception {
        home.withLibrary();
        home.write("Leak.java", """
                import io.github.underheap.TrackingArena;

                void main() {
                    TrackingArena.ofShared().allocate(104729);
                }
                """);

        Processes.Result result = home.run("run", "--out=leak.json", "--depth=1", "Leak.java");

        assertThat(result.code()).isZero();
        assertThat(result.err())
                .contains("104,729", "Leak.java:4", "leak.json")
                .doesNotContain("was not written", "WARNING");
        assertThat(Files.readString(home.file("leak.json"))).contains("104729", "Leak.java:4");
    }

    @Test
    void aModuleThatRequiresTheLibrary() throws Exception {
        home.withLibrary();
        home.write("src/module-info.java", "module app { requires io.github.underheap; }");
        home.write("src/app/Main.java", """
                package app;

                import io.github.underheap.Tracker;
                import io.github.underheap.TrackingArena;

                public class Main {
                    public static void main(String[] args) {
                        TrackingArena.ofShared().allocate(104729);
                        Module library = Tracker.class.getModule();
                        System.out.println(library + " " + library.isNativeAccessEnabled());
                    }
                }
                """);
        compileModule("src/module-info.java", "src/app/Main.java");

        Processes.Result result = home.run("run", "--depth=1", "-p", "my mods", "-m", "app/app.Main");

        assertThat(result.out()).isEqualTo("module io.github.underheap true\n");
        assertThat(result.err())
                .contains("104,729", "Main.java:8", "saved to dhat-heap.json")
                .doesNotContain("WARNING");
        assertThat(result.code()).isZero();
    }

    @Test
    void aModuleThatDoesNotKnowTheLibrary() throws Exception {
        home.withLibrary();
        home.write("src/module-info.java", "module app { }");
        home.write("src/app/Main.java", "package app; class Main { public static void main(String[] args) {} }");
        compileModule("src/module-info.java", "src/app/Main.java");

        assertThat(home.run("run", "-p", "my mods", "--limit-modules", "app", "-m", "app/app.Main"))
                .isEqualTo(new Processes.Result(0, "", notWritten(neverStarted(0))));
    }

    private void compileModule(String... sources) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("-d", home.file("my mods").toString(), "-p", home.jar().toString()));
        for (String source : sources) {
            command.add(home.file(source).toString());
        }
        LauncherHome.compile(command.toArray(String[]::new));
    }

    @Test
    void jarThroughASymbolicLink() throws Exception {
        String entry = LONG_NAME.replace('.', '/') + ".class";
        Path jar = home.file("the app.jar");
        Manifests.writeJar(jar, Map.of(entry, Files.readAllBytes(classes.resolve(entry))), "Main-Class", LONG_NAME);
        Path link = Files.createSymbolicLink(temp.resolve("link"), home.script());

        Processes.Result result = Processes.run(
                jar.getParent(),
                Map.of("PATH", System.getenv("PATH"), "UNDERHEAP_JAVA_HOME", LauncherHome.JDK.toString()),
                "",
                List.of("sh", link.toString(), "run", "-jar", "the app.jar", "print", "a  b"));

        assertThat(result.out()).isEqualTo("[print]\n[a  b]\n");
        assertThat(result.code()).isZero();
    }

    private static String neverStarted(Object code) {
        return "the program ended before it started the global tracker, as its first TrackingArena would (code " + code
                + ")";
    }

    private static String notWritten(String reason) {
        return "underheap: dhat-heap.json was not written: " + reason + "\n";
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
