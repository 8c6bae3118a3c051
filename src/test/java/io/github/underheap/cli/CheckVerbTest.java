package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckVerbTest {

    private static final String LEAK = """
            FAILED  max-leak: 5,120 bytes leaked, at most 0 bytes allowed
                    4,099 B  com.acme.Pool.grow (Pool.java:13)
                    1,021 B  com.acme.Leak.open (Leak.java:5)
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Fixture.write(folder.resolve("before.json"), Fixture.before());
        Fixture.write(folder.resolve("after.json"), Fixture.after());
    }

    /** One byte, block or hundredth less, and the limit is broken. */
    @ParameterizedTest
    @CsvSource({
        "--max-peak, 10123, 10122",
        "--max-live, 5k, 5119",
        "--max-total, 25131, 25130",
        "--max-blocks, 221, 220",
        "--max-leak, 5 KiB, 5119",
        "--max-growth, 56.01, 56",
    })
    void theWhole(String option, String kept, String broken) {
        String[] arguments = option.equals("--max-growth")
                ? new String[] {"check", option, kept, "after.json", "--baseline", "before.json"}
                : new String[] {"check", option, kept, "after.json"};
        Command.Result result = run(arguments);

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("ok      " + option.substring(2) + ": ")
                .hasLineCount(1);
        arguments[2] = broken;
        result = run(arguments);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).startsWith("FAILED  " + option.substring(2) + ": ");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void whoBrokeTheLimit() {
        assertThat(run("check", "--max-leak", "0", "--max-peak", "64m", "after.json"))
                .isEqualTo(new Command.Result(
                        1,
                        "ok      max-peak: 10,123 bytes (9.89 KiB) at t-gmax, at most 67,108,864 bytes (64.0 MiB) allowed\n"
                                + LEAK,
                        ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--per-site               | com.acme.Pool.grow (Pool.java:13)",
                "--group-by site          | com.acme.Pool.grow (Pool.java:13)",
                "--group-by=function      | com.acme.Pool.grow",
                "--group-by file          | com/acme/Pool.java",
            })
    void eachByItself(String option, String key) {
        Command.Result result = run(("check --max-live 4098 after.json " + option).split(" "));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .isEqualTo("FAILED  max-live: " + key + ": 4,099 bytes live, at most 4,098 bytes allowed\n"
                        + "        4,099 B  com.acme.Pool.grow (Pool.java:13)\n");
        assertThat(run(("check --max-live 4099 after.json " + option).split(" "))
                        .code())
                .isZero();
    }

    @Test
    void growthOfAMetric() {
        String[] arguments = {
            "check", "--max-growth", "24.9", "--metric", "live", "--baseline", "before.json", "after.json"
        };

        assertThat(run(arguments).out())
                .startsWith(
                        "FAILED  max-growth: bytes at t-end went from 4,099 to 5,120 (+24.9 %), at most +24.9 % allowed\n");
        arguments[2] = "25";
        assertThat(run(arguments).code()).isZero();
    }

    @Test
    void rulesOfTheUser() throws IOException {
        Files.writeString(folder.resolve("own.rules"), "pool com.acme.Pool.*\nprocess-lifetime com.acme.Leak.open\n");

        assertThat(run("check", "--max-leak", "0", "after.json", "--rules", "own.rules"))
                .isEqualTo(new Command.Result(0, "ok      max-leak: 0 bytes leaked, at most 0 bytes allowed\n", ""));
    }

    @Test
    void aProfileThatLostEventsCannotPass() throws IOException {
        Fixture.write(folder.resolve("flawed.json"), Fixture.flawed());

        assertThat(run("check", "--max-peak", "1g", "flawed.json")).isEqualTo(new Command.Result(1, """
                        FAILED  the numbers cannot be relied on: 13 events were lost
                        ok      max-peak: 10,123 bytes (9.89 KiB) at t-gmax, at most 1,073,741,824 bytes (1.00 GiB) allowed
                        """, ""));
        Command.Result baseline = run("check", "--max-growth", "99", "--baseline", "flawed.json", "after.json");
        assertThat(baseline.code()).isEqualTo(1);
        assertThat(baseline.out())
                .startsWith("FAILED  the numbers cannot be relied on: baseline: 13 events were lost\n");
    }

    @Test
    void asJson() throws IOException {
        Command.Result result = run("check", "--max-leak", "0", "after.json", "-o", "json");

        assertThat(result.code()).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("passed").asBoolean()).isFalse();
        assertThat(json.at("/limits/0/limit").asText()).isEqualTo("max-leak");
        assertThat(json.at("/limits/0/breaches/0/value").asLong()).isEqualTo(5_120);
        assertThat(json.at("/limits/0/breaches/0/sites/0/value").asLong()).isEqualTo(4_099);
    }

    @Test
    void asJUnitBesideTheText() throws IOException {
        Command.Result result = run("check", "--max-leak", "0", "after.json", "--junit", "check.xml");

        assertThat(result).isEqualTo(new Command.Result(1, LEAK, ""));
        String xml = Files.readString(folder.resolve("check.xml"));
        assertThat(xml)
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .contains("tests=\"2\" failures=\"1\"")
                .contains("com.acme.Pool.grow (Pool.java:13)");
        assertThat(run("check", "--max-leak", "0", "after.json", "-o", "junit").out())
                .isEqualTo(xml);
    }

    @Test
    void annotationsFollowTheTextAndStandBesideJson() throws IOException {
        String annotation = "::error file=src/main/java/com/acme/Pool.java,line=13,title=underheap%3A max-leak::"
                + "5,120 bytes leaked, at most 0 bytes allowed%0A  4,099 B  com.acme.Pool.grow (Pool.java:13)%0A"
                + "  1,021 B  com.acme.Leak.open (Leak.java:5)\n";
        String[] arguments = {"check", "--max-leak", "0", "after.json", "--annotate", "github"};

        assertThat(run(arguments)).isEqualTo(new Command.Result(1, LEAK + annotation, ""));
        Command.Result beside = run("check", "--max-leak", "0", "after.json", "--annotate", "github", "-o", "json");
        assertThat(beside.err()).isEqualTo(annotation);
        assertThat(new ObjectMapper().readTree(beside.out()).get("passed").asBoolean())
                .isFalse();
        assertThat(run("check", "--max-leak=0", "after.json", "--annotate=github", "--sources", "lib/java/")
                        .out())
                .contains("file=lib/java/com/acme/Pool.java,");
        assertThat(run("check", "--max-leak", "5k", "after.json", "--annotate", "github")
                        .out())
                .doesNotContain("::");
    }

    @Test
    void intoAFile() throws IOException {
        assertThat(run("check", "--max-leak", "0", "after.json", "--out", "check.txt"))
                .isEqualTo(new Command.Result(1, "", ""));
        assertThat(Files.readString(folder.resolve("check.txt"))).isEqualTo(LEAK);
    }

    @Test
    void aReaderThatGoesAwayHidesNoFailure() {
        String[] arguments = {"check", "--max-leak", "0", "after.json", "--junit", "check.xml"};

        assertThat(new Command(folder).runInto(ResultStreamTest.failing("Broken pipe"), arguments))
                .isEqualTo(new Command.Result(1, "", ""));
        assertThat(folder.resolve("check.xml")).isNotEmptyFile();
    }

    @Test
    void aDiskThatIsFullIsAnError() {
        assertThat(new Command(folder)
                        .runInto(
                                ResultStreamTest.failing("No space left on device"),
                                "check",
                                "--max-leak",
                                "0",
                                "after.json"))
                .isEqualTo(new Command.Result(
                        2, "", "underheap: cannot write to standard output: No space left on device\n"));
    }

    private Command.Result run(String... arguments) {
        return new Command(folder).run(arguments);
    }
}
