package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The jar with everything, started without a checkout, with the pipes, terminals and full disks that only a real process has. What is typed and what
 * comes of it is in {@link EveryOptionIT}.
 */
class CommandLineIT {

    private static final int KEPT_BYTES = 10_007;
    private static final int FREED_BYTES = 4_099;
    private static final String ESCAPE = "\033[";

    @TempDir
    static Path folder;

    /** A profile of this process, with a block that is given back and one that never is; and an earlier one, without the latter. */
    @BeforeAll
    static void profiles() throws IOException {
        try (Tracker tracker = Tracker.create()) {
            try (Arena arena = tracker.ofConfined()) {
                arena.allocate(FREED_BYTES);
            }
            tracker.writeDhat(folder.resolve("before.json"));
            TrackingArena kept = tracker.ofShared();
            kept.allocate(KEPT_BYTES);
            tracker.writeDhat(folder.resolve("after.json"));
            kept.close();
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("after.json.gz")))) {
            Files.copy(folder.resolve("after.json"), out);
        }
    }

    private static Arguments ends(int code, String out, String err, String typed) {
        return Arguments.of(code, out, err, List.of(typed.split(" ")));
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                ends(0, "Total:     14,106 bytes (13.8 KiB) in 2 blocks\n", "", "report after.json"),
                ends(
                        0,
                        "Total:     28,212 bytes (27.6 KiB) in 4 blocks\n",
                        "",
                        "--limit 1 report after.json.gz after.json"),
                ends(0, "underheap " + version() + "\n", "", "--version"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void command(int code, String out, String err, List<String> arguments) throws Exception {
        Processes.Result result = Processes.run(folder, Map.of(), "", command(arguments));

        assertThat(result.code()).as(result.err()).isEqualTo(code);
        if (out.isEmpty()) {
            assertThat(result.out()).isEmpty();
        } else {
            assertThat(result.out()).startsWith(out);
        }
        if (err.isEmpty()) {
            assertThat(result.err()).isEmpty();
        } else {
            assertThat(result.err()).startsWith(err).doesNotContain("\tat ");
        }
    }

    /** The report is longer than what a pipe holds. */
    @Test
    void aReaderThatGoesAwayEndsItQuietly() throws Exception {
        Processes.Result result = shell("for i in 1 2 3 4 5 6 7 8; do cat after.json; echo; done > many.txt; "
                + "{ UH export --format json after.json; echo \"code $?\" >&2; } | true; UH completion | head -n 1");

        assertThat(result).isEqualTo(new Processes.Result(0, "#!/usr/bin/env bash\n", "code 0\n"));
    }

    @Test
    void aDiskThatIsFullIsAnError() throws Exception {
        assumeThat(Path.of("/dev/full")).exists();

        assertThat(shell("UH report after.json > /dev/full"))
                .isEqualTo(new Processes.Result(
                        2, "", "underheap: cannot write to standard output: No space left on device\n"));
    }

    /** The JVM then has a file of its own under these numbers. */
    @Test
    void streamsThatAreClosedFromTheStart() throws Exception {
        Processes.Result in = shell("UH report - <&-");
        assertThat(in.code()).isEqualTo(2);
        assertThat(in.err()).startsWith("underheap: standard input").hasLineCount(1);
        assertThat(shell("UH report after.json 2>&-").out()).startsWith("Total:");
        Processes.Result out = shell("UH report after.json >&-");
        assertThat(out.code()).isEqualTo(2);
        assertThat(out.err())
                .startsWith("underheap: cannot write to standard output: ")
                .hasLineCount(1);
    }

    @Test
    void throughPipes() throws Exception {
        assertThat(shell("UH merge before.json after.json.gz | gzip | UH report -")
                        .out())
                .startsWith("Total:     18,205 bytes (17.8 KiB) in 3 blocks\n");
    }

    @Test
    void filesAreThereAsAWhole() throws Exception {
        assertThat(shell("UH export --format collapsed after.json --out stacks.txt && UH check --max-total 1 after.json"
                                + " --junit check.xml > text.txt; echo $?")
                        .out())
                .isEqualTo("1\n");
        assertThat(folder.resolve("stacks.txt")).content().contains(" 10007\n");
        assertThat(folder.resolve("check.xml")).content().contains("failures=\"");
    }

    @Test
    void coloursOnATerminalAndNowhereElse() throws Exception {
        assumeThat(shell("command -v script").code()).isZero();
        Map<String, String> terminal = Map.of("TERM", "xterm", "PATH", System.getenv("PATH"));

        String out = shell(
                        "script -qec 'UH report after.json 2>err.txt; UH report none.json 2>err.txt' /dev/null",
                        terminal)
                .out();
        String plain = shell(
                        "script -qec 'UH report after.json; UH report none.json' /dev/null",
                        with(terminal, "NO_COLOR", "1"))
                .out();
        String err = shell("script -qec 'UH report none.json' /dev/null > typed.txt; cat typed.txt", terminal)
                .out();

        assertThat(out).contains(ESCAPE);
        assertThat(folder.resolve("err.txt")).hasContent("underheap: none.json: no such file");
        assertThat(plain).contains("Total:").contains("no such file").doesNotContain(ESCAPE);
        assertThat(err).contains(ESCAPE + "1;31munderheap:");
    }

    @Test
    void theDoctorSaysWhatIsMissingAndWhatIsInForce() throws Exception {
        JsonNode json = doctor(Map.of(
                "UNDERHEAP_DEPTH",
                "11",
                "UNDERHEAP_DEPHT",
                "1",
                "JDK_JAVA_OPTIONS",
                "-Dunderheap.maxSites=4099 -Dunderheap.output=%q"));

        assertThat(json.at("/facts/underheap").asText()).isEqualTo(version());
        assertThat(json.at("/options/4").toString())
                .isEqualTo("{\"key\":\"depth\",\"value\":\"11\",\"source\":\"environment variable UNDERHEAP_DEPTH\","
                        + "\"isDefault\":false}");
        assertThat(json.at("/options/6/source").asText()).isEqualTo("system property underheap.maxSites");
        assertThat(json.at("/mistakes/0").asText()).contains("UNDERHEAP_DEPHT");
        assertThat(json.at("/mistakes/1").asText()).contains("system property underheap.output: '%q'");
        assertThat(json.at("/elsewhere/0/flag").asText()).isEqualTo("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void theDoctorFindsNothingMissingWhereNativeAccessIsAllowed() throws Exception {
        JsonNode json = doctor(Map.of("JDK_JAVA_OPTIONS", "--enable-native-access=ALL-UNNAMED"));

        assertThat(json.at("/facts/native access").asText()).isEqualTo("allowed");
        assumeThat(json.at("/walk").asText()).isEqualTo("vm");
        assertThat(json.at("/missing")).isEmpty();
        assertThat(json.at("/elsewhere")).isEmpty();
        assertThat(json.at("/facts/fingerprint").asText()).matches("[0-9a-f]{16}");
        assertThat(json.at("/facts/frozen frames").asText()).matches("read when they are met|off: .+");
        assertThat(json.at("/walks/fp").asText()).isEqualTo("off: walk=fp needs -XX:+PreserveFramePointer");
        JsonNode capture = doctor(Map.of("UNDERHEAP_CAPTURE", "none"));
        assertThat(capture.at("/missing/0/reason").asText())
                .isEqualTo("capture=none (environment variable UNDERHEAP_CAPTURE) turns the walk off");
    }

    private static JsonNode doctor(Map<String, String> environment) throws Exception {
        Processes.Result result = Processes.run(folder, environment, "", command(List.of("doctor", "-o", "json")));
        assertThat(result.code()).as(result.err()).isZero();
        return new ObjectMapper().readTree(result.out());
    }

    private static Processes.Result shell(String script) throws IOException, InterruptedException {
        return shell(script, Map.of("PATH", System.getenv("PATH")));
    }

    /** A line for the shell, in which {@code UH} is the command. */
    private static Processes.Result shell(String script, Map<String, String> environment)
            throws IOException, InterruptedException {
        String command = String.join(" ", command(List.of()));
        return Processes.run(folder, environment, "", List.of("sh", "-c", script.replace("UH", command)));
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return more;
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                LauncherHome.JDK.resolve("bin/java").toString(),
                // As the launcher starts it: these commands are done before a better compiler has paid.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar()));
        command.addAll(arguments);
        return command;
    }

    /** As the name of the jar has it. */
    private static String version() {
        return Path.of(jar())
                .getFileName()
                .toString()
                .replaceFirst("^underheap-", "")
                .replaceFirst("-all\\.jar$", "");
    }

    private static String jar() {
        return Path.of(System.getProperty("build.all.jar")).toAbsolutePath().toString();
    }
}
