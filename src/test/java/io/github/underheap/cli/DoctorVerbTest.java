package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.config.OptionTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Within the JVM of the tests, which allows native access. */
class DoctorVerbTest {

    @TempDir
    Path folder;

    @Test
    void saysWhatThisIs() throws IOException {
        JsonNode facts = doctor(new Command(folder)).get("facts");

        assertThat(facts.get("Java").asText()).isEqualTo(System.getProperty("java.vm.version"));
        assertThat(facts.get("vendor").asText()).isEqualTo(System.getProperty("java.vendor"));
        assertThat(facts.get("native access").asText()).isEqualTo("allowed");
        assertThat(Path.of(facts.get("file").asText())).isDirectory();
    }

    @Test
    void saysWhereOptionsComeFrom() throws IOException {
        JsonNode options = doctor(
                        new Command(folder).with("UNDERHEAP_DEPTH", "11").with("UNDERHEAP_BUCKETS", "5000"),
                        "--depth=13",
                        "--out",
                        "x-%p.json")
                .get("options");

        assertThat(options).hasSize(OptionTable.rows().size());
        assertThat(options.get(4).toString())
                .isEqualTo("{\"key\":\"depth\",\"value\":\"13\",\"source\":\"command line\",\"isDefault\":false}");
        assertThat(options.get(5).toString())
                .isEqualTo(
                        "{\"key\":\"buckets\",\"value\":\"8192\",\"source\":\"environment variable UNDERHEAP_BUCKETS\","
                                + "\"isDefault\":false}");
        assertThat(options.get(6).get("isDefault").asBoolean()).isTrue();
        assertThat(options.get(7).get("value").asText()).isEqualTo("x-%p.json");
    }

    @ParameterizedTest
    @CsvSource({
        "--enabled=false, off: enabled=false, enabled=false (command line) turns the walk off",
        "--capture=stackwalker, off: capture=stackwalker, capture=stackwalker (command line) turns the walk off",
        "--walk=OFF, off: walk=off, walk=off (command line) turns the walk off",
    })
    void saysWhichOptionTurnsTheWalkOff(String option, String state, String reason) throws IOException {
        JsonNode found = doctor(new Command(folder), option);

        assertThat(found.get("walk").asText()).isEqualTo(state);
        assertThat(found.get("missing").toString()).isEqualTo("[{\"flag\":\"\",\"reason\":\"" + reason + "\"}]");
        assertThat(new Command(folder).run("doctor", option).out())
                .contains("Missing for full speed: " + reason + "\n");
    }

    /** On every JVM: either the mode works without it, or the flag is named. */
    @Test
    void namesTheFlagThatIsMissing() throws IOException {
        JsonNode found = doctor(new Command(folder), "--walk=fp");

        if (found.get("walk").asText().startsWith("off: walk=fp needs ")) {
            assertThat(found.at("/missing/0/flag").asText()).isEqualTo("-XX:+PreserveFramePointer");
        }
        assertThat(found.get("walk").asText()).isEqualTo(found.at("/walks/fp").asText());
    }

    @Test
    void asText() {
        String text = new Command(folder)
                .with("UNDERHEAP_DEPTH", "200")
                .run("doctor", "--output", "text")
                .out();

        assertThat(text)
                .contains("\ndepth           8           default\n")
                .contains("\noutput          none        default\n")
                .contains("\nwrong: environment variable UNDERHEAP_DEPTH: '200' is not valid; "
                        + "expected a whole number from 1 to 64; depth is 8 now\n")
                .contains(
                        "\nGive your own java: --enable-native-access=ALL-UNNAMED  (programs that are started without ");
        assertThat(new Command(folder)
                        .with("JAVA_TOOL_OPTIONS", "--enable-native-access=ALL-UNNAMED")
                        .run("doctor")
                        .out())
                .doesNotContain("Give your own java");
    }

    private JsonNode doctor(Command command, String... options) throws IOException {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "doctor";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = "-o";
        arguments[options.length + 2] = "json";
        Command.Result result = command.run(arguments);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(Files.exists(folder.resolve("x-%p.json"))).isFalse();
        return new ObjectMapper().readTree(result.out());
    }
}
