package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.underheap.report.HtmlFormat;
import io.github.underheap.report.HtmlPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages by the command line: written, opened, and refused where they make no sense. */
class PageTest {

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Fixture.write(folder.resolve("before.json"), Fixture.before());
        Fixture.write(folder.resolve("after.json.gz"), Fixture.after());
    }

    private Command.Result run(String... arguments) {
        return new Command(folder).run(arguments);
    }

    /** A program that takes the place of the system's, and leaves what it was called with. */
    private Path opener(String script) throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "xdg-open is Linux's");
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path program = Files.writeString(programs.resolve("xdg-open"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return programs;
    }

    @Test
    void aReportAsAPage() throws IOException {
        Command.Result result = run("report", "-o", "html", "--out", "page.html", "after.json.gz");

        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        String page = Files.readString(folder.resolve("page.html"));
        assertThat(page).startsWith(HtmlFormat.FIRST_LINE);
        assertThat(HtmlPages.data(page).path("sides")).hasSize(1);
        assertThat(HtmlPages.data(page).path("view").path("metric").isNull()).isTrue();
        assertThat(run("export", "--format", "html", "after.json.gz").out()).isEqualTo(page);
        assertThat(run("report", "-o", "html", "after.json.gz").out()).isEqualTo(page);
    }

    @Test
    void itOpensWithTheMetricAndTheFilter() throws IOException {
        String page = run("report", "-o", "html", "--metric", "live", "-f", "</script>Pool", "after.json.gz")
                .out();

        assertThat(HtmlPages.data(page).path("view").path("metric").textValue()).isEqualTo("live");
        assertThat(HtmlPages.data(page).path("view").path("search").textValue()).isEqualTo("</script>Pool");
        assertThat(HtmlPages.data(run("export", "--format", "html", "--metric", "blocks", "before.json")
                                .out())
                        .path("view")
                        .path("metric")
                        .textValue())
                .isEqualTo("blocks");
    }

    @Test
    void aComparisonAsAPage() throws IOException {
        String page = run("diff", "-o", "html", "before.json", "after.json.gz").out();

        assertThat(HtmlPages.data(page).path("sides")).hasSize(2);
        assertThat(HtmlPages.data(page).path("sides").path(1).path("command").textValue())
                .isEqualTo("before");
        assertThat(run("report", "-o", "html", "--compare", "before.json", "after.json.gz")
                        .out())
                .isEqualTo(page);
    }

    @Test
    void growthFailsWithAPageToo() {
        Command.Result result = run("diff", "-o", "html", "--fail-on-growth", "10", "before.json", "after.json.gz");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).startsWith(HtmlFormat.FIRST_LINE);
        assertThat(result.err()).contains("max-growth").doesNotContain(HtmlFormat.FIRST_LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--group-by=module", "--sort-by=name", "--limit=7", "--min-count=3", "--threshold-bytes=7", "-v"
            })
    void whatChoosesLinesIsRefused(String option) {
        String name = option.replaceFirst("=.*", "");

        assertThat(run("report", "-o", "html", option, "after.json.gz"))
                .isEqualTo(new Command.Result(
                        2,
                        "",
                        "underheap: " + name
                                + " is not for -o html: sites are chosen, grouped and sorted on the page\n"));
    }

    @Test
    void aTerminalIsNoBrowser() {
        assertThat(new Command(folder).onTerminal(true, false).run("report", "-o", "html", "after.json.gz"))
                .isEqualTo(
                        new Command.Result(
                                2,
                                "",
                                "underheap: -o html is not for a terminal: name a file by --out, or have it opened by --open\n"));
    }

    @Test
    void theSystemsProgramOpensThePage() throws IOException {
        Path programs = opener("printf '%s\\n' \"$@\" > " + folder.resolve("opened"));

        Command.Result result = new Command(folder)
                .with("PATH", "/nowhere::" + programs)
                .run("report", "-o", "html", "--out", "page.html", "--open", "after.json.gz");

        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(folder.resolve("opened"))
                .hasContent(folder.resolve("page.html").toAbsolutePath() + "\n");
    }

    /** Not among the temporary files, of which a browser in a snap sees none. */
    @ParameterizedTest
    @CsvSource({
        "report --open after.json.gz, 1, ''",
        "report --open sub/heap.json, 1, sub/heap.html",
        "report --open after.json.gz before.json, 1, ''",
        "report -o html --open --out - after.json.gz, 1, ''",
        "diff --open before.json after.json.gz, 2, ''"
    })
    void itLiesBesideTheProfile(String line, int sides, String name) throws IOException {
        Path programs = opener("printf '%s' \"$1\" > " + folder.resolve("opened"));
        Fixture.write(Files.createDirectory(folder.resolve("sub")).resolve("heap.json"), Fixture.after());
        String page = name.isEmpty() ? "after.html" : name;

        for (int time = 1; time <= 2; time++) {
            assertThat(new Command(folder)
                            .onTerminal(true, false)
                            .with("PATH", programs.toString())
                            .run(line.split(" ")))
                    .as("time %d", time)
                    .isEqualTo(new Command.Result(
                            0, "", "underheap: The page is " + page + " (-o html --out FILE names another place)\n"));
        }

        Path file = folder.resolve(page).toAbsolutePath();
        assertThat(folder.resolve("opened")).hasContent(file.toString());
        assertThat(HtmlPages.data(Files.readString(file)).path("sides")).hasSize(sides);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** Another form is shown too, and has the file that was named. */
    @Test
    void aReportAndThePageOpened() throws IOException {
        Path programs = opener("printf '%s' \"$1\" > " + folder.resolve("opened"));

        Command.Result result = new Command(folder)
                .with("PATH", programs.toString())
                .run("report", "-o", "json", "--open", "--out", "report.json", "before.json");

        assertThat(result)
                .isEqualTo(new Command.Result(
                        0, "", "underheap: The page is before.html (-o html --out FILE names another place)\n"));
        assertThat(folder.resolve("opened"))
                .hasContent(folder.resolve("before.html").toAbsolutePath().toString());
        assertThat(folder.resolve("report.json")).content().startsWith("{\"underheapReport\":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"report --open", "report -o json --open", "diff --open before.json"})
    void itTakesNoPlaceOfSomebodyElse(String line) throws IOException {
        Path programs = opener("touch " + folder.resolve("opened"));
        Path mine = Files.writeString(folder.resolve("after.html"), "mine");

        Command.Result result =
                new Command(folder).with("PATH", programs.toString()).run((line + " after.json.gz").split(" "));

        assertThat(result)
                .isEqualTo(new Command.Result(
                        2,
                        "",
                        "underheap: --open: after.html is there and is none of underheap's;"
                                + " name another file by -o html --out FILE\n"));
        assertThat(mine).hasContent("mine");
        assertThat(folder.resolve("opened")).doesNotExist();
    }

    /** What is saved there is nobody's page either. */
    @Test
    void whatWasSavedInItsPlaceStays() throws IOException {
        Path programs = opener("touch " + folder.resolve("opened"));

        Command.Result result = new Command(folder)
                .with("PATH", programs.toString())
                .run("report", "--open", "--save", "after.html", "after.json.gz");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--open: after.html is there");
        assertThat(folder.resolve("after.html")).content().startsWith("{\"underheapProfile\":1");
        assertThat(folder.resolve("opened")).doesNotExist();
    }

    @Test
    void ofStandardInputItIsATemporaryFile() throws IOException {
        Path programs = opener("printf '%s' \"$1\" > " + folder.resolve("opened"));

        Command.Result result = new Command(folder)
                .input(Files.readAllBytes(folder.resolve("before.json")))
                .with("PATH", programs.toString())
                .run("report", "--open", "-");

        assertTemporary(result, "");
    }

    /** Names have 255 bytes at most, which the ending does not leave room for. */
    @Test
    void whereItCannotBeWrittenItIsATemporaryFile() throws IOException {
        Path programs = opener("printf '%s' \"$1\" > " + folder.resolve("opened"));
        String name = "n".repeat(255);
        Fixture.write(folder.resolve(name), Fixture.after());

        Command.Result result =
                new Command(folder).with("PATH", programs.toString()).run("report", "--open", name);

        assertTemporary(
                result,
                "underheap: cannot write " + folder.resolve(name + ".html").toAbsolutePath()
                        + ": File name too long\n");
    }

    private void assertTemporary(Command.Result result, String before) throws IOException {
        String file = Files.readString(folder.resolve("opened"));
        assertThat(result)
                .isEqualTo(new Command.Result(
                        0,
                        "",
                        before + "underheap: The page is " + file + " (-o html --out FILE names another place)\n"));
        assertThat(Path.of(file)).hasParent(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(Files.readString(Path.of(file))).startsWith(HtmlFormat.FIRST_LINE);
        Files.delete(Path.of(file));
    }

    @Test
    void anOpenerThatFailsIsTold() throws IOException {
        Path programs = opener("exit 3");
        String[] line = {"report", "-o", "html", "--out", "page.html", "--open", "after.json.gz"};
        Path page = folder.resolve("page.html").toAbsolutePath();

        assertThat(new Command(folder).with("PATH", programs.toString()).run(line))
                .isEqualTo(new Command.Result(
                        0, "", "underheap: cannot open the page: xdg-open ended with code 3; it is " + page + "\n"));
        assertThat(new Command(folder).with("PATH", "/nowhere").run(line))
                .isEqualTo(new Command.Result(
                        0, "", "underheap: cannot open the page: there is no xdg-open; it is " + page + "\n"));
    }

    /** A program that goes on is a browser, which this command does not wait for. */
    @Test
    void aBrowserMayStayOpen() throws IOException {
        Path programs = opener("echo $$ > " + folder.resolve("pid") + "; exec sleep 600");

        Command.Result result = new Command(folder)
                .with("PATH", programs + ":/usr/bin:/bin")
                .run("report", "-o", "html", "--out", "page.html", "--open", "after.json.gz");

        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        ProcessHandle browser = ProcessHandle.of(pid).orElseThrow();
        assertThat(browser.isAlive()).isTrue();
        assertThat(browser.destroy()).isTrue();
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "dhat-heap.json, dhat-heap.html",
        "heap.json.gz, heap.html",
        "heap.gz, heap.html",
        "profile, profile.html",
        ".json, .json.html",
        "a.b.json, a.b.html"
    })
    void theNameBesideAProfile(String profile, String page) {
        assertThat(Page.name(profile)).isEqualTo(page);
    }

    @Test
    void aFileOfSomebodyElseStays() throws IOException {
        Path profile = folder.resolve("index.json");
        Path page = Files.writeString(folder.resolve("index.html"), "<!doctype html>mine");

        assertThat(Page.PLAIN.writeBeside(Fixture.after(), profile)).isNull();
        assertThat(page).hasContent("<!doctype html>mine");
        Files.delete(page);
        assertThat(Page.PLAIN.writeBeside(Fixture.before(), profile)).isEqualTo(page);
        assertThat(Page.PLAIN.writeBeside(Fixture.after(), profile)).isEqualTo(page);
        assertThat(HtmlPages.data(Files.readString(page))
                        .path("sides")
                        .path(0)
                        .path("command")
                        .textValue())
                .isEqualTo("after");
    }
}
