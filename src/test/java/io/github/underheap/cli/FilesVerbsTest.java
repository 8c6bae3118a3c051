package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.read.ProfileReader;
import io.github.underheap.report.ProfileFormats;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code merge} and {@code export}, which write profiles. */
class FilesVerbsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Fixture.write(folder.resolve("before.json"), Fixture.before());
        Fixture.write(folder.resolve("after.json.gz"), Fixture.after());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dhat", "json"})
    void mergesByEqualStacks(String format) throws IOException {
        Command.Result result = run("merge", "before.json", "after.json.gz", "--out", "all.json", "--format", format);

        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        Profile all = ProfileReader.read(folder.resolve("all.json"));
        assertThat(all.siteCount()).isEqualTo(4);
        assertThat(all.sum(SiteNumber.TOTAL_BYTES)).isEqualTo(16_109 + 25_131);
        assertThat(all.sum(SiteNumber.TOTAL_BLOCKS)).isEqualTo(121 + 221);
        assertThat(all.sum(SiteNumber.LIVE_BYTES)).isEqualTo(4_099 + 5_120);
        Command.Result printed = run("merge", "before.json", "after.json.gz", "--format", format, "-o", "-");
        assertThat(printed.out()).isEqualTo(Files.readString(folder.resolve("all.json")));
        assertThat(printed.out())
                .startsWith(format.equals("dhat") ? "{\"dhatFileVersion\":2" : "{\"underheapProfile\":1");
    }

    @Test
    void mergesOfOneFileAndThroughAPipe() {
        String one = run("merge", "before.json").out();

        Command.Result sum =
                new Command(folder).input(one.getBytes(StandardCharsets.UTF_8)).run("report", "after.json.gz", "-");

        assertThat(sum.out()).startsWith("Total:     41,240 bytes (40.3 KiB) in 342 blocks\n");
    }

    @Test
    void aMistakeInTheLastFileLeavesTheOldResult() throws IOException {
        Files.writeString(folder.resolve("all.json"), "as it was");
        Files.writeString(folder.resolve("cut.json"), "{\"dhatFileVersion\":2,");

        Command.Result result = run("merge", "before.json", "cut.json", "--out", "all.json");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("underheap: cut.json:1:").hasLineCount(1);
        assertThat(folder.resolve("all.json")).hasContent("as it was");
    }

    /** Files are read two at a time, and told in their order. */
    @Test
    void ofSeveralMistakesTheFirstIsTold() throws IOException {
        Files.writeString(folder.resolve("cut.json"), "{\"dhatFileVersion\":2,");

        for (int i = 0; i < 50; i++) {
            assertThat(run("merge", "before.json", "missing.json", "cut.json", "after.json.gz"))
                    .isEqualTo(new Command.Result(2, "", "underheap: missing.json: no such file\n"));
            assertThat(run("merge", "before.json", "after.json.gz", "cut.json", "missing.json")
                            .err())
                    .startsWith("underheap: cut.json:1:")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv       |              | site,frame,file,line,verdict,",
                "collapsed |              | com.acme.Main.main:7;com.acme.Codec.encode:42 20011\n",
                "collapsed | live         | com.acme.Main.main:7;com.acme.Pool.grow:13 4099\n",
                "collapsed | blocks       | com.acme.Main.main:7;com.acme.Codec.encode:42 211\n",
                "speedscope|              | {\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",",
                "text      | leaked       | Total:     25,131 bytes (24.5 KiB) in 221 blocks\n",
                "json      |              | {\"underheapProfile\":1,",
                "dhat      |              | {\"dhatFileVersion\":2,",
                "summary   |              | underheap: Total:     25,131 bytes in 221 blocks\n",
            })
    void exports(String format, String metric, String start) throws IOException {
        String typed = "export --format " + format + (metric == null ? "" : " --metric " + metric) + " after.json.gz";
        Command.Result result = run(typed.split(" "));

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith(start.replace("\\n", "\n").stripTrailing());
        assertThat(run((typed + " --out file.out").split(" "))).isEqualTo(new Command.Result(0, "", ""));
        assertThat(Files.readString(folder.resolve("file.out"))).isEqualTo(result.out());
    }

    @Test
    void theMetricIsWhatSpeedscopeShowsFirst() {
        assertThat(run("export", "--format", "speedscope", "--metric", "leaked", "after.json.gz")
                        .out())
                .contains("\"activeProfileIndex\":2,")
                .contains("\"endValue\":5120,\"name\":\"leaked bytes\"}");
    }

    @Test
    void pprofIsBinaryAndNotForATerminal() throws IOException {
        String[] typed = {"export", "--format", "pprof", "after.json.gz"};
        Command.Result refused = new Command(folder).onTerminal(true, true).run(typed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Command.Result piped = new Command(folder).runInto(out, typed);
        Command.Result written = new Command(folder)
                .onTerminal(true, true)
                .run("export", "--format", "pprof", "after.json.gz", "--out", "heap.pb.gz");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains("pprof is binary and not for a terminal; name a file, such as --out heap.pb.gz")
                .hasLineCount(1);
        assertThat(piped).isEqualTo(new Command.Result(0, "", ""));
        assertThat(written).isEqualTo(new Command.Result(0, "", ""));
        assertThat(Files.readAllBytes(folder.resolve("heap.pb.gz"))).isEqualTo(out.toByteArray());
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ProfileFormats.get("pprof").write(ProfileReader.read(folder.resolve("after.json.gz")), expected);
        assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void pprofHasNoLeakedBytes() {
        assertThat(run("export", "--format", "pprof", "--metric", "leaked", "after.json.gz", "--out", "x.pb.gz"))
                .isEqualTo(new Command.Result(
                        2,
                        "",
                        "underheap: --metric leaked: pprof has live bytes only (--metric live); of them, go tool pprof shows"
                                + " what is leaked with -tagfocus=verdict=leaked\n"));
    }

    @Test
    void textForPeopleHasWholeStacksAndReasons() {
        assertThat(run("export", "--format", "text", "after.json.gz").out())
                .contains("      com.acme.Main.main (Main.java:7)\n")
                .contains("3 of 3 blocks were never freed");
    }

    @Test
    void aRoundTripLosesNothing() throws IOException {
        run("export", "--format", "json", "before.json", "--out", "own.json");
        run("export", "--format", "dhat", "own.json", "--out", "dhat.json");

        assertThat(Files.readString(folder.resolve("dhat.json")))
                .isEqualTo(Files.readString(folder.resolve("before.json")));
    }

    @Test
    void whatANameCannotBe() throws IOException {
        assertThat(run("export", "--format", "csv", "a\0b").err())
                .isEqualTo("underheap: 'a\\u0000b' cannot be the name of a file: Nul character not allowed\n");
    }

    @Test
    void standardInputIsReadOnce() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve("before.json"));

        Command.Result result = new Command(folder)
                .input(new ByteArrayInputStream(bytes).readAllBytes())
                .run("diff", "-", "-");

        assertThat(result)
                .isEqualTo(new Command.Result(2, "", "underheap: standard input (-) can be read once only\n"));
    }

    private Command.Result run(String... arguments) {
        return new Command(folder).run(arguments);
    }
}
