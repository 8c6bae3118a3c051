package io.github.underheap.build;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the launcher stands and what it inherits, in each shell. Here {@code java} is a script. */
class LauncherSurroundingsIT {

    /** What a shell sets by itself. */
    private static final Pattern OWN_VARIABLES = Pattern.compile("(_|PWD|OLDPWD|SHLVL|SHELLOPTS)=.*");

    @TempDir
    Path temp;

    private LauncherHome home;
    private Path jdk;

    @BeforeEach
    void prepare() throws IOException {
        jdk = LauncherHome.fakeJdk(temp.resolve("jdk"), "25");
        use(new LauncherHome(temp));
    }

    private void use(LauncherHome other) throws IOException {
        home = other.with("UNDERHEAP_JAVA_HOME", jdk.toString());
        home.write("App.java", "");
    }

    static Stream<List<String>> shells() {
        return LauncherHome.shells();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void closedDescriptors(List<String> shell) throws Exception {
        LauncherHome.writeJava(
                jdk,
                "(for fd in 0 1 2; do readlink /proc/$$/fd/$fd; done) >>'" + temp.resolve("descriptors") + "'",
                "exit 7");

        for (String closed : List.of("<&-", ">&-", "<&- >&-", "<&- >&- 2>&-")) {
            home.in(Stream.concat(Stream.of("sh", "-c", "exec \"$@\" " + closed, "sh"), shell.stream())
                    .toList());
            assertThat(home.run("run", "App.java").code()).as(closed).isEqualTo(7);
        }

        List<String> descriptors = Files.readAllLines(temp.resolve("descriptors"));
        assertThat(descriptors).hasSize(12);
        assertThat(List.of(descriptors.get(0), descriptors.get(4), descriptors.get(6), descriptors.get(7)))
                .containsOnly("/dev/null");
        // Nothing of the checkout, and no file of the launcher's own, has become a stream of the program.
        assertThat(descriptors.subList(0, 9)).noneMatch(name -> name.contains("/check out/"));
    }

    /** Descriptors that the launcher was given are the program's, whatever it needs itself for its lock and its stdin. */
    @ParameterizedTest
    @MethodSource("shells")
    void openDescriptors(List<String> shell) throws Exception {
        LauncherHome.writeJava(jdk, "for fd in 3 4 9; do echo $fd >&$fd || exit; done; cat");
        home.withMavenThat("printf new >\"$made\"");
        Files.delete(home.current());
        String three = temp.resolve("3").toString();
        String four = temp.resolve("4").toString();
        String nine = temp.resolve("9").toString();
        home.in(Stream.concat(
                        Stream.of("sh", "-c", "exec \"$@\" 3>'" + three + "' 4>'" + four + "' 9>'" + nine + "'", "sh"),
                        shell.stream())
                .toList());

        Processes.Result result = home.runWithInput("input", "run", "App.java");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("input");
        assertThat(Path.of(three)).hasContent("3");
        assertThat(Path.of(four)).hasContent("4");
        assertThat(Path.of(nine)).hasContent("9");
    }

    /** As plain {@code java} would: a program that was started in the background by a script does not hear a terminal's INT. */
    @ParameterizedTest
    @MethodSource("shells")
    void whatWasIgnoredStaysIgnored(List<String> shell) throws Exception {
        LauncherHome.writeJava(jdk, "sed -n 's/^SigIgn:.*\\(.\\)$/\\1/p' /proc/$$/status");
        Map<String, String> ignored = Map.of("''", "0", "INT", "2", "QUIT", "4", "INT QUIT", "6");
        for (Map.Entry<String, String> signals : ignored.entrySet()) {
            String trap = signals.getValue().equals("0") ? "" : "trap '' " + signals.getKey() + "; ";
            List<String> start = List.of("env", "--default-signal=INT,QUIT", "sh", "-c", trap + "exec \"$@\"", "sh");
            home.in(Stream.concat(start.stream(), shell.stream()).toList());

            assertThat(home.run("run", "App.java").out()).as(signals.getKey()).isEqualTo(signals.getValue() + "\n");
        }
    }

    /** The variables from which java takes options are not the launcher's to overrule by a default. */
    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
    void anOutputInAVariableOfJava(String variable) throws Exception {
        home.with(variable, "-Xmx64m -Dunderheap.output=own.json -ea");

        Processes.Result result = home.run("run", "App.java");

        assertThat(result.out()).doesNotContain("underheap.output");
        assertThat(result.err()).startsWith("underheap: own.json was not written: ");
        assertThat(home.run("run", "--out=x.json", "App.java").out()).contains("[-Dunderheap.output=x.json]");
    }

    @Test
    void withoutATemporaryFolderAManifestIsRead() throws Exception {
        Manifests.writeJar(home.file("app.jar"), "Main-Class", "Program");
        home.with("TMPDIR", temp.resolve("missing").toString());

        Processes.Result result = home.run("run", "-jar", "app.jar");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("[Program]");
        try (Stream<Path> left = Files.list(home.place())) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("tmp."));
        }
    }

    /** Whatever the locale can spell, and where Java would decode and encode. */
    @ParameterizedTest
    @MethodSource("shells")
    void bytesArriveUnchanged(List<String> shell) throws Exception {
        LauncherHome.writeJava(
                jdk,
                "for last; do case $last in -Dunderheap.output=*) output=$last ;; esac; done",
                "printf '%s' \"$output,$last,$A\" | od -An -tx1 | tr -d ' \\n'");
        home.with("LC_ALL", "C")
                .in(Stream.concat(
                                Stream.of(
                                        "sh",
                                        "-c",
                                        "A=$(printf 'v\\377'); export A; exec \"$@\" --out=\"$(printf 'o\\374')\" App.java"
                                                + " \"$(printf 'a\\303\\274\\377')\"",
                                        "sh"),
                                shell.stream())
                        .toList());

        Processes.Result result = home.run("run");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(HexFormat.of().parseHex(result.out()))
                .isEqualTo("-Dunderheap.output=o\u00fc,a\u00c3\u00bc\u00ff,v\u00ff".getBytes(ISO_8859_1));
    }

    /** Were a variable of the launcher's one of the environment, the program would get the launcher's value. */
    @ParameterizedTest
    @MethodSource("shells")
    void theEnvironmentArrivesUnchanged(List<String> shell) throws Exception {
        LauncherHome.writeJava(jdk, "exec env");
        var expected = new TreeMap<>(home.in(shell)
                .with("CDPATH", temp.toString())
                .with("POSIXLY_CORRECT", "1")
                .environment());
        for (String name :
                List.of("output", "version", "home", "jar", "file", "name", "status", "key", "value", "line")) {
            home.with(name, "the program's");
            expected.put(name, "the program's");
        }

        Processes.Result result = home.run("run", "--depth=3", "App.java");

        assertThat(result.out()
                        .lines()
                        .filter(line -> !OWN_VARIABLES.matcher(line).matches()))
                .containsExactlyInAnyOrderElementsOf(expected.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList());
        assertThat(assignedInTheLauncher()).isNotEmpty().allMatch(name -> name.startsWith("uh_"));
    }

    private static List<String> assignedInTheLauncher() throws IOException {
        String script = Files.readString(Path.of("underheap"));
        return Stream.of(
                        "(?m)^ *(?:if |for |local )?([A-Za-z_]+)(?==)",
                        "(?<=[;&|{(] )([A-Za-z_]+)(?==)",
                        "\\bfor (\\w+) in\\b")
                .flatMap(pattern -> Pattern.compile(pattern).matcher(script).results())
                .map(found -> found.group(1))
                // Set for one command, or inside of awk.
                .filter(name -> !List.of(
                                "JAVA_HOME", "LC_ALL", "CDPATH", "IFS", "i", "j", "d", "n", "word", "best", "line")
                        .contains(name))
                .collect(Collectors.toList());
    }

    /** A folder may be called anything; CDPATH makes `cd` look elsewhere, and print where it went. */
    @ParameterizedTest
    @MethodSource("shells")
    void foldersWithOddNames(List<String> shell) throws Exception {
        for (String folder : List.of("-n", "two\nlines\n", "*", "it's \"$HOME\" `id` \\")) {
            Path place = Files.createDirectories(temp.resolve("in " + folder + "x"));
            use(new LauncherHome(place, folder).in(shell).with("CDPATH", temp + ":" + place));
            assertRuns(folder);

            // From the folder that has the checkout, by a relative name, and by a link in there.
            Path here = Path.of("..", folder, "underheap");
            home.launching(here);
            assertRuns(folder);
            Files.createSymbolicLink(home.file("link\n"), here);
            home.launching(Path.of("link\n"));
            assertRuns(folder);
        }
    }

    private void assertRuns(String folder) throws IOException, InterruptedException {
        Processes.Result result = home.run("run", "App.java");

        assertThat(result.code()).as(folder + result.err()).isZero();
        assertThat(result.out()).contains("[-cp]\n[" + home.jar().toRealPath() + "]\n");
    }

    /** Bash takes options of the shell from there. */
    @ParameterizedTest
    @MethodSource("shells")
    void optionsOfTheShellThatAreInherited(List<String> shell) throws Exception {
        home.in(shell)
                .with("SHELLOPTS", "errexit:noclobber:nounset")
                .without("HOME")
                .without("TMPDIR");

        Processes.Result first = home.run("run", "App.java");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).doesNotContain("cannot", "sh:");
        assertThat(first.out().lines()).contains("[App.java]");
    }
}
