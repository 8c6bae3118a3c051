package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.read.ProfileReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportVerbTest {

    private static final String TOTALS = """
            Total:     25,131 bytes (24.5 KiB) in 221 blocks
            At t-gmax: 10,123 bytes (9.89 KiB) in 71 blocks
            At t-end:  5,120 bytes in 10 blocks
            """;

    private static final String TABLE = """

            Sites by total bytes:
                 total bytes  blocks   share  verdict
             1.     19.5 KiB     211  79.6 %        -  com.acme.Codec.encode (Codec.java:42)
             2.      4,099 B       3  16.3 %   leaked  com.acme.Pool.grow (Pool.java:13)
             3.      1,021 B       7   4.1 %   leaked  com.acme.Leak.open (Leak.java:5)
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Fixture.write(folder.resolve("before.json"), Fixture.before());
        Fixture.write(folder.resolve("after.json"), Fixture.after());
    }

    @Test
    void ofAFile() {
        assertThat(run("report", "after.json")).isEqualTo(new Command.Result(0, TOTALS + TABLE, ""));
    }

    @Test
    void ofStandardInputAndOfAFileThatIsCompressed() throws IOException {
        Fixture.write(folder.resolve("after.json.gz"), Fixture.after());
        byte[] plain = Files.readAllBytes(folder.resolve("after.json"));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(plain);
        }

        assertThat(run("report", "after.json.gz").out()).isEqualTo(TOTALS + TABLE);
        assertThat(new Command(folder).input(plain).run("report", "-").out()).isEqualTo(TOTALS + TABLE);
        assertThat(new Command(folder)
                        .input(zipped.toByteArray())
                        .run("report", "-")
                        .out())
                .isEqualTo(TOTALS + TABLE);
    }

    @Test
    void ofSeveralFilesTogether() {
        assertThat(run("report", "before.json", "after.json").out())
                .startsWith("Total:     41,240 bytes (40.3 KiB) in 342 blocks\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sort-by count                    | Codec Leak Pool",
                "--sort-by=name                     | Codec Leak Pool",
                "--sort-by size                     | Codec Pool Leak",
                "--metric live                      | Pool Leak",
                "--metric live --threshold-bytes 0  | Pool Leak Codec",
                "--metric=peak                      | Codec Pool Leak",
                "--metric leaked --limit 2          | Pool Leak",
                "--limit 1                          | Codec",
                "--limit 0                          | Codec Pool Leak",
                "-f LEAK                            | Leak",
                "--filter com.acme.P                | Pool",
                "--min-count 7                      | Codec Leak",
                "--min-count=8                      | Codec",
                "--threshold-bytes 4k               | Codec Pool",
                "--threshold-bytes 4100             | Codec",
                "--metric live --threshold-bytes 1k | Pool",
            })
    void whichLinesInWhichOrder(String options, String classes) throws IOException {
        String[] before = (options + " report after.json -o json").split(" +");
        String[] after = ("report after.json -o json " + options).split(" +");

        assertThat(run(before)).isEqualTo(run(after));
        assertThat(keys(run(after)))
                .containsExactlyElementsOf(List.of(classes.split(" ")).stream()
                        .map(ReportVerbTest::site)
                        .toList());
    }

    private static String site(String type) {
        return switch (type) {
            case "Codec" -> "com.acme.Codec.encode (Codec.java:42)";
            case "Pool" -> "com.acme.Pool.grow (Pool.java:13)";
            default -> "com.acme.Leak.open (Leak.java:5)";
        };
    }

    @ParameterizedTest
    @CsvSource({
        "function, com.acme.Codec.encode, com.acme.old.Cache.fill",
        "module, com.acme, com.acme.old",
        "file, com/acme/Codec.java, com/acme/old/Cache.java",
    })
    void grouping(String grouping, String first, String last) throws IOException {
        assertThat(keys(run("report", "before.json", "-o", "json", "--group-by", grouping)))
                .startsWith(first)
                .endsWith(last);
    }

    @Test
    void moreIsSaidOneStepAtATime() {
        String plain = run("report", "after.json").out();
        String numbers = run("report", "after.json", "-v").out();
        String frames = run("report", "after.json", "-vv").out();
        String all = run("-vvv", "report", "after.json").out();

        assertThat(plain).doesNotContain("own peak").doesNotContain("Main.main");
        assertThat(numbers).contains("own peak").doesNotContain("Main.main");
        assertThat(frames)
                .contains("own peak", "com.acme.Main.main (Main.java:7)")
                .doesNotContain("never freed");
        assertThat(all).contains("7 of 7 blocks were never freed");
        assertThat(run("report", "-v", "after.json", "-v", "-v").out()).isEqualTo(all);
    }

    @Test
    void rulesOfTheUser() throws IOException {
        Files.writeString(folder.resolve("own.rules"), "pool com.acme.Pool.*  # keeps its slabs\n");

        JsonNode groups = json(run("report", "after.json", "-o", "json", "--rules", "own.rules"))
                .get("groups");

        assertThat(groups.get(1).get("key").asText()).isEqualTo(site("Pool"));
        assertThat(groups.get(1).get("verdict").asText()).isEqualTo("pooled");
        assertThat(groups.get(2).get("verdict").asText()).isEqualTo("leaked");
    }

    @Test
    void jsonHasAllLinesUnlessThereIsALimit() throws IOException {
        JsonNode json = json(run("report", "after.json", "--output=json"));

        assertThat(json.get("totals").get("totalBytes").asLong()).isEqualTo(25_131);
        assertThat(json.get("selection").get("limit").asInt()).isZero();
        assertThat(json.get("groups")).hasSize(3);
    }

    @Test
    void saves() throws IOException {
        Command.Result result = run("report", "after.json", "--save", "base.json", "--filter", "nothing");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEqualTo("underheap: saved the profile as base.json\n");
        assertThat(Files.readString(folder.resolve("base.json"))).startsWith("{\"underheapProfile\":1,");
        assertThat(ProfileReader.read(folder.resolve("base.json")).sum(SiteNumber.TOTAL_BYTES))
                .isEqualTo(25_131);
    }

    @Test
    void compares() {
        Command.Result result = run("report", "after.json", "--compare", "before.json");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result).isEqualTo(run("diff", "before.json", "after.json"));
        assertThat(result.out())
                .contains("com.acme.old.Cache.fill (Cache.java:99) [REMOVED]\n")
                .contains("com.acme.Leak.open (Leak.java:5) [NEW]\n");
    }

    @Test
    void comparesAndSavesOverTheBaseline() throws IOException {
        Command.Result first = run("report", "after.json", "--compare", "before.json", "--save", "before.json");

        assertThat(first.out()).contains("+9,022 B");
        assertThat(first.err()).isEqualTo("underheap: saved the profile as before.json\n");
        assertThat(run("report", "after.json", "--compare", "before.json").out())
                .contains("No changed sites");
    }

    @Test
    void growthThatIsTooMuchKeepsTheBaseline() throws IOException {
        byte[] baseline = Files.readAllBytes(folder.resolve("before.json"));
        String[] arguments = {
            "report",
            "after.json",
            "--compare",
            "before.json",
            "--save",
            "./before.json",
            "--fail-on-growth",
            "56",
            "-o",
            "json"
        };

        Command.Result result = run(arguments);

        assertThat(result.code()).isEqualTo(1);
        assertThat(json(result).get("totals").get("totalBytes").get("change").asLong())
                .isEqualTo(9_022);
        assertThat(result.err()).isEqualTo("""
                underheap: ./before.json is kept as it was, because the limit on growth is broken
                FAILED  max-growth: total bytes went from 16,109 to 25,131 (+56.0 %), at most +56 % allowed
                        +9.77 KiB  com.acme.Codec.encode (Codec.java:42)
                        +1,021 B  com.acme.Leak.open (Leak.java:5)
                """);
        assertThat(Files.readAllBytes(folder.resolve("before.json"))).isEqualTo(baseline);
        arguments[7] = "57%";
        assertThat(run(arguments).code()).isZero();
        assertThat(Files.readAllBytes(folder.resolve("before.json"))).isNotEqualTo(baseline);
    }

    @Test
    void growthOfTheMetric() {
        String[] arguments = {
            "report", "after.json", "--compare", "before.json", "--fail-on-growth", "12", "--metric", "peak"
        };

        assertThat(run(arguments).code()).isZero();
        arguments[5] = "11.2";
        assertThat(run(arguments).code()).isEqualTo(1);
    }

    /** A baseline that cannot vouch for its numbers, or a profile that cannot, is no proof that nothing grew. */
    @Test
    void aProfileThatLostEventsFailsTheLimitOnGrowth() throws IOException {
        Fixture.write(folder.resolve("flawed.json"), Fixture.flawed());

        Command.Result result = run("report", "flawed.json", "--compare", "after.json", "--fail-on-growth", "100");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("FAILED  the numbers cannot be relied on: 13 events were lost\n");
    }

    @Test
    void intoAFile() throws IOException {
        Command.Result result =
                new Command(folder).onTerminal(true, true).run("report", "after.json", "--out", "report.txt");

        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(Files.readString(folder.resolve("report.txt"))).isEqualTo(TOTALS + TABLE);
    }

    @Test
    void coloursOnATerminal() {
        String coloured = new Command(folder)
                .onTerminal(true, false)
                .run("report", "after.json")
                .out();

        assertThat(coloured).contains("\033[1;31mleaked\033[0m");
        assertThat(coloured.replaceAll("\033\\[[0-9;]*m", "")).isEqualTo(TOTALS + TABLE);
        assertThat(new Command(folder)
                        .onTerminal(true, false)
                        .run("report", "after.json", "-o", "json")
                        .out())
                .doesNotContain("\033");
    }

    @Test
    void aReaderThatGoesAwayIsNoErrorAndHidesNone() {
        String[] report = {"report", "after.json"};
        String[] grown = {"diff", "before.json", "after.json", "--fail-on-growth", "1"};

        assertThat(new Command(folder).runInto(ResultStreamTest.failing("Broken pipe"), report))
                .isEqualTo(new Command.Result(0, "", ""));
        assertThat(new Command(folder).runInto(ResultStreamTest.failing("Broken pipe"), grown))
                .isEqualTo(new Command.Result(1, "", ""));
    }

    private Command.Result run(String... arguments) {
        return new Command(folder).run(arguments);
    }

    private static JsonNode json(Command.Result result) throws IOException {
        return new ObjectMapper().readTree(result.out());
    }

    private static List<String> keys(Command.Result result) throws IOException {
        assertThat(result.err()).isEmpty();
        return json(result).get("groups").findValuesAsText("key");
    }
}
