package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a command line or a file ends in one line and exit code 2. */
class MistakesTest {

    private static final String LIST = "('underheap help' lists them)";

    private static final String GROUPINGS = "expected site, function, module or file";
    private static final String METRICS = "expected peak, live, leaked, total or blocks";
    private static final String WHOLE = "is not valid; expected a whole number from 0 to ";

    @TempDir
    static Path folder;

    @BeforeAll
    static void files() throws IOException {
        Fixture.write(folder.resolve("a.json"), Fixture.before());
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("empty.json"), "");
        Files.writeString(folder.resolve("text.json"), "no profile\n");
        Files.writeString(folder.resolve("bad.rules"), "# mine\npool com.acme.**\nleek com.acme.Leak.*\n");
        Files.write(folder.resolve("latin.rules"), "pool com.acm\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource
    void mistake(String message, List<String> arguments) {
        Command.Result result = new Command(folder).run(arguments.toArray(new String[0]));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().replace(folder + "/", "")).isEqualTo("underheap: " + message + "\n");
    }

    private static Arguments says(String message, String typed) {
        return Arguments.of(message, typed.isEmpty() ? List.of() : List.of(typed.split(" ")));
    }

    static Stream<Arguments> mistake() {
        return Stream.of(
                // Verbs
                says("unknown verb 'reprt'; did you mean report? " + LIST, "reprt a.json"),
                says("'a.json' is a file and no verb; did you mean: underheap report a.json", "a.json"),
                says("unknown verb 'Report'; did you mean report? " + LIST, "Report a.json"),
                says("unknown verb 'exprt'; did you mean export? " + LIST, "help exprt"),
                says("no verb among the arguments; 'underheap help' lists them", "--limit 3"),
                // Options
                says("unknown option --limt; did you mean --limit?", "--limt 3 report a.json"),
                says("report: unknown option --limt; did you mean --limit?", "report --limt 3 a.json"),
                says("report: unknown option --limt; did you mean --limit?", "report --limt=3 a.json"),
                says("report: unknown option -x; did you mean -h?", "report -x a.json"),
                says("diff: unknown option --compare; did you mean --color?", "diff --compare x a.json a.json"),
                says("--limit is given twice", "report --limit 3 --limit=5 a.json"),
                says("--limit is given twice", "--limit 3 report --limit=3 a.json"),
                says("--output is given twice", "report -o text --output text a.json"),
                says("--per-site takes no value", "check --max-leak 0 --per-site=yes a.json"),
                says("--limit needs a value", "report a.json --limit"),
                says("--limit needs a value", "report --limit --filter x a.json"),
                // Values
                says("--limit: 'x' " + WHOLE + "2147483647", "report --limit x a.json"),
                says("--limit: '-1' " + WHOLE + "2147483647", "report --limit -1 a.json"),
                says("--limit: '2147483648' " + WHOLE + "2147483647", "report --limit 2147483648 a.json"),
                says("--min-count: '1.5' " + WHOLE + "9223372036854775807", "report --min-count 1.5 a.json"),
                says(
                        "--threshold-bytes: '64q' is not valid; expected bytes, or a size such as 64k, 64 MiB or 1g",
                        "report --threshold-bytes 64q a.json"),
                says(
                        "--sort-by: 'weight' is not valid; expected count, size or name",
                        "report --sort-by weight a.json"),
                says("--group-by: 'class' is not valid; " + GROUPINGS, "report --group-by class a.json"),
                says("--group-by: 'FILE' is not valid; " + GROUPINGS, "report --group-by FILE a.json"),
                says("--metric: 'leaks' is not valid; " + METRICS, "report --metric leaks a.json"),
                says(
                        "--output: 'profile.json' is not valid; expected text, json or html; a file is named by --out",
                        "report --output=profile.json a.json"),
                says(
                        "--output: 'xml' is not valid; expected text, json or html; a file is named by --out",
                        "diff -o xml a b"),
                says(
                        "--output: 'xml' is not valid; expected text, json or junit; a file is named by --out",
                        "check --max-leak 0 -o xml a.json"),
                says(
                        "--fail-on-growth: 'ten' is not valid; expected per cent, such as 10 or 2.5",
                        "report --compare a.json --fail-on-growth ten a.json"),
                says(
                        "--fail-on-growth: '-1' is not valid; expected per cent, such as 10 or 2.5",
                        "report --compare a.json --fail-on-growth -1 a.json"),
                says(
                        "--fail-on-growth: '1e3' is not valid; expected per cent, such as 10 or 2.5",
                        "report --compare a.json --fail-on-growth 1e3 a.json"),
                says("--color: 'red' is not valid; expected auto, always or never", "report --color red a.json"),
                // How many files
                says("report which file? ('underheap report --help' has examples)", "report"),
                says("diff takes 2 files, and these are 1: a.json", "diff a.json"),
                says("diff takes 2 files, and these are 3: a.json b.json c.json", "diff a.json b.json c.json"),
                says("check takes one file, and these are 2: a.json b.json", "check --max-leak 0 a.json b.json"),
                says("check which file? ('underheap check --help' has examples)", "check --max-leak 0"),
                says("merge which file? ('underheap merge --help' has examples)", "merge --out x.json"),
                says("export takes one file, and these are 2: a.json b.json", "export --format csv a.json b.json"),
                says("doctor takes no file, and this is one: a.json", "doctor a.json"),
                says("completion takes no file, and this is one: bash", "completion bash"),
                // What belongs together
                says("--fail-on-growth needs a baseline: --compare FILE", "report --fail-on-growth 3 a.json"),
                says("--save: - is standard output, where the report goes; name a file", "report --save - a.json"),
                says(
                        "check which limit? --max-peak, --max-live, --max-total, --max-blocks, --max-leak or --max-growth",
                        "check a.json"),
                says("--max-growth needs a baseline: --baseline FILE", "check --max-growth 3 a.json"),
                says(
                        "--baseline is for --max-growth PCT, which is not given",
                        "check --max-leak 0 --baseline a.json a.json"),
                says(
                        "--per-site is --group-by site: give one of them",
                        "check --max-leak 0 --per-site --group-by file a.json"),
                says(
                        "--annotate: 'gitlab' is not valid; expected github",
                        "check --max-leak 0 --annotate gitlab a.json"),
                says(
                        "--sources is for --annotate github, which is not given",
                        "check --max-leak 0 --sources src a.json"),
                says(
                        "export in which form? --format dhat, json, csv, collapsed, html, speedscope, pprof or text",
                        "export a.json"),
                says(
                        "--format: 'colapsed' is not valid; expected dhat, json, csv, collapsed, html, speedscope, pprof or text",
                        "export --format colapsed a.json"),
                says("--format: 'csv' is not valid; expected dhat or json", "merge --format csv a.json"),
                says(
                        "--out: 'json' is not valid; expected the name of a file; --format json is the form, ./json a file",
                        "merge -o json a.json"),
                says("--depth: '65' is not valid; expected a whole number from 1 to 64", "doctor --depth 65"),
                says("--capture: 'all' is not valid; expected none, stackwalker or auto", "doctor --capture=all"),
                // Files
                says("none.json: no such file", "report none.json"),
                says("none.json: no such file", "diff a.json none.json"),
                says("none.json: no such file", "report --compare none.json a.json"),
                says("none.json: no such file", "check --max-growth 3 --baseline none.json a.json"),
                says("folder is a folder; name a profile in it", "report folder"),
                Arguments.of("'' is not the name of a file", List.of("report", "")),
                Arguments.of("'' is not the name of a file", List.of("merge", "a.json", "--out=")),
                says("empty.json: is empty", "report --compare empty.json a.json"),
                says("empty.json: is empty", "merge a.json empty.json"),
                says("standard input: is empty", "report -"),
                says("--rules: none.rules: no such file", "report --rules none.rules a.json"),
                says("--rules: folder is a folder; name a file of rules", "report --rules folder a.json"),
                says("--rules: latin.rules is not text in UTF-8", "report --rules latin.rules a.json"),
                says(
                        "--rules: bad.rules:3: expected pool, process-lifetime or library, and a pattern such as com.acme.SlabPool.*",
                        "check --max-leak 0 --rules bad.rules a.json"),
                says("cannot write none/b.json: there is no such directory", "merge a.json --out none/b.json"),
                says("cannot write folder: it is a directory", "export --format dhat --out folder a.json"));
    }
}
