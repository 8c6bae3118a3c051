package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.report.ProfileFormats;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A metric that a profile does not have is never shown as nothing, nor is another one in its place. */
class MeasuredTest {

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Profile.Builder totals = Profile.builder()
                .facts(ProfileFacts.builder()
                        .unmeasured(EnumSet.range(SiteNumber.LIVE_BYTES, SiteNumber.OWN_PEAK_BLOCKS))
                        .atEnd(true)
                        .build());
        totals.add(totals.site(List.of(Frame.of("com.acme.A", "a", "A.java", 7, 3))), SiteNumber.TOTAL_BYTES, 101);
        write("totals.json", totals.build());
        Fixture.write(folder.resolve("before.json"), Fixture.before());
        Fixture.write(folder.resolve("after.json"), Fixture.after());
    }

    private void write(String name, Profile profile) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            ProfileFormats.get("json").write(profile, out);
        }
    }

    private Command.Result run(String line) {
        return new Command(folder).run(line.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export --format collapsed",
                "export --format html",
                "export --format speedscope",
                "export --format pprof",
                "export --format text",
                "report",
                "report -o json",
                "report -o html",
                "report --open",
                "report after.json",
                "diff after.json",
                "diff -o html after.json",
                "report after.json --compare"
            })
    void everyVerbRefusesIt(String line) throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("totals.json"));

        assertThat(run(line + " totals.json --metric live"))
                .isEqualTo(new Command.Result(
                        2,
                        "",
                        "underheap: --metric live: bytes at t-end were not measured in totals.json;"
                                + " choose total or blocks\n"));
        assertThat(folder.resolve("totals.json")).hasBinaryContent(before);
        assertThat(folder.resolve("totals.html")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"peak, bytes at t-gmax", "leaked, leaked bytes"})
    void theLineNamesTheMetric(String metric, String words) {
        assertThat(run("export --format collapsed totals.json --metric " + metric)
                        .err())
                .isEqualTo("underheap: --metric " + metric + ": " + words
                        + " were not measured in totals.json; choose total or blocks\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "diff totals.json after.json --metric peak",
                "report --compare totals.json after.json --metric peak"
            })
    void theBaselineMustHaveItToo(String line) {
        assertThat(run(line))
                .isEqualTo(new Command.Result(
                        2,
                        "",
                        "underheap: --metric peak: bytes at t-gmax were not measured in totals.json;"
                                + " choose total or blocks\n"));
    }

    @Test
    void standardInputHasNoName() throws IOException {
        assertThat(new Command(folder)
                        .input(Files.readAllBytes(folder.resolve("totals.json")))
                        .run("report", "--metric", "live", "-")
                        .err())
                .contains("were not measured in standard input;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"total", "blocks"})
    void whatItHasIsShown(String metric) {
        for (String format : List.of("collapsed", "html", "speedscope", "pprof", "text")) {
            assertThat(run("export --format " + format + " --metric " + metric + " totals.json")
                            .code())
                    .as(format)
                    .isZero();
        }
        assertThat(run("report totals.json --metric " + metric).code()).isZero();
        assertThat(run("diff totals.json after.json --metric " + metric).code()).isZero();
    }

    /** Without the option it is the format's choice of what there is. */
    @Test
    void nothingIsAskedForNothingRefused() {
        assertThat(run("export --format speedscope totals.json").out())
                .contains("\"name\":\"total bytes\"")
                .contains("\"activeProfileIndex\":0");
    }

    @Test
    void speedscopeHasNoLeakedBytesOfARunningProgram() throws IOException {
        Profile.Builder running = Profile.builder();
        running.add(running.site(List.of(Frame.of("com.acme.A", "a", "A.java", 7, 3))), SiteNumber.LIVE_BYTES, 103);
        write("running.json", running.build());

        assertThat(run("export --format speedscope --metric leaked running.json"))
                .isEqualTo(new Command.Result(
                        2,
                        "",
                        "underheap: --metric leaked: the program was still running in running.json, and nothing is"
                                + " leaked before its end; choose live\n"));
        assertThat(run("export --format speedscope --metric live running.json").code())
                .isZero();
    }
}
