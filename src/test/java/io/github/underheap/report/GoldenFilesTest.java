package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.select.Check;
import io.github.underheap.select.Comparison;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.Groups;
import io.github.underheap.select.Limit;
import io.github.underheap.select.Limits;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Order;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Selection;
import io.github.underheap.select.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every format writes the fixed profiles of {@link GoldenProfiles} byte by byte as the file in {@code src/test/resources/…/report/golden} has it.
 *
 * <p>After a change that is meant, {@code mvn test -Dtest=GoldenFilesTest -Dgolden.rewrite=true} writes the files anew; look at the difference with
 * {@code git diff} before it is committed. Without the property a test that fails leaves what it got in {@code target/golden}.
 */
class GoldenFilesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/io/github/underheap/report/golden");
    private static final Path ACTUAL = Path.of("target/golden");

    private static final Verdicts BEFORE = new Verdicts(GoldenProfiles.before(), rules());
    private static final Verdicts AFTER = new Verdicts(GoldenProfiles.after(), rules());

    private static final Map<String, Text> FILES = files();

    /** What a file has. */
    private interface Text {
        String get() throws IOException;
    }

    private static Rules rules() {
        return Rules.parse("own.rules", GoldenProfiles.rules());
    }

    private static Map<String, Text> files() {
        Map<String, Text> files = new TreeMap<>();
        files.put("profile.dhat.json", () -> written(new DhatFormat()));
        files.put("profile.json", () -> written(new JsonFormat()));
        files.put("profile.csv", () -> written(new CsvFormat(rules())));
        files.put("profile.txt", () -> written(new TextFormat(rules())));
        files.put("profile.total.collapsed", () -> written(new CollapsedFormat()));
        files.put("profile.leaked.collapsed", () -> written(new CollapsedFormat(Metric.LEAKED, rules())));
        files.put("profile.speedscope.json", () -> written(new SpeedscopeFormat(Metric.TOTAL, rules())));
        files.put("profile.pprof.txt", GoldenFilesTest::pprof);
        files.put("profile.sites.txt", () -> written(new SitesFormat()));
        files.put("profile.html.json", () -> HtmlPages.dataText(written(new HtmlFormat(rules()))));
        files.put(
                "comparison.html.json",
                () -> HtmlPages.dataText(bytes(out -> new HtmlComparison().write(BEFORE, AFTER, out))));
        files.put("profile.summary.txt", () -> written(new SummaryFormat()));
        for (int verbosity = 0; verbosity <= 3; verbosity++) {
            int shown = verbosity;
            files.put("groups.v" + verbosity + ".txt", () -> text(Style.PLAIN, shown, first(Metric.TOTAL)));
            files.put("comparison.v" + verbosity + ".txt", () -> changes(Style.PLAIN, shown));
        }
        for (Grouping grouping : Grouping.values()) {
            String name = grouping.name().toLowerCase(Locale.ROOT);
            files.put("groups.by-" + name + ".json", () -> json(by(grouping)));
            files.put("comparison.by-" + name + ".json", () -> changesJson(by(grouping)));
        }
        for (Metric metric : Metric.values()) {
            String name = metric.name().toLowerCase(Locale.ROOT);
            files.put("groups." + name + ".txt", () -> text(Style.PLAIN, 1, first(metric)));
        }
        files.put(
                "groups.by-module.txt",
                () -> text(Style.PLAIN, 3, new Selection(Grouping.MODULE, Metric.TOTAL, Order.SIZE, 0, 0, null, 3)));
        files.put("groups.coloured.txt", () -> text(Style.COLOURED, 3, first(Metric.LIVE)));
        files.put("comparison.coloured.txt", () -> changes(Style.COLOURED, 3));
        files.put("check.txt", () -> check(Style.PLAIN, failing()));
        files.put("check.coloured.txt", () -> check(Style.COLOURED, failing()));
        files.put("check.passing.txt", () -> check(Style.PLAIN, passing()));
        files.put("check.unknown.txt", () -> check(Style.PLAIN, unknown()));
        files.put("check.unknown.json", () -> writer(out -> new CheckJson().write(unknown(), out)));
        files.put("check.unknown.junit.xml", () -> writer(out -> new CheckJUnit().write(unknown(), out)));
        files.put("check.unknown.github.txt", () -> writer(out -> new CheckAnnotations("").write(unknown(), out)));
        files.put("check.json", () -> writer(out -> new CheckJson().write(failing(), out)));
        files.put("check.junit.xml", () -> writer(out -> new CheckJUnit().write(failing(), out)));
        files.put("check.passing.junit.xml", () -> writer(out -> new CheckJUnit().write(passing(), out)));
        files.put("check.github.txt", () -> writer(out -> new CheckAnnotations("src/main/java").write(failing(), out)));
        return files;
    }

    private static String written(ProfileFormat format) throws IOException {
        return bytes(out -> format.write(AFTER.profile(), out));
    }

    private interface Bytes {
        void to(OutputStream out) throws IOException;
    }

    private static String bytes(Bytes writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writing.to(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The file is compressed, and what it says is read by another library. */
    private static String pprof() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new PprofFormat(Metric.TOTAL, rules()).write(AFTER.profile(), out);
        return PprofRead.of(out.toByteArray()).text();
    }

    private interface Writing {
        void to(StringWriter out) throws IOException;
    }

    private static String writer(Writing writing) throws IOException {
        StringWriter out = new StringWriter();
        writing.to(out);
        return out.toString();
    }

    private static Selection first(Metric metric) {
        return new Selection(Grouping.SITE, metric, Order.SIZE, 0, 0, null, 7);
    }

    private static Selection by(Grouping grouping) {
        return new Selection(grouping, Metric.TOTAL, Order.COUNT, 1, 211, "acme", 0);
    }

    private static String text(Style style, int verbosity, Selection selection) throws IOException {
        return writer(out -> new GroupsText(style, verbosity).write(Groups.of(AFTER, selection), out));
    }

    private static String json(Selection selection) throws IOException {
        return writer(out -> new GroupsJson().write(Groups.of(AFTER, selection), out));
    }

    private static String changes(Style style, int verbosity) throws IOException {
        return writer(out ->
                new ComparisonText(style, verbosity).write(Comparison.of(BEFORE, AFTER, first(Metric.TOTAL)), out));
    }

    private static String changesJson(Selection selection) throws IOException {
        return writer(out -> new ComparisonJson().write(Comparison.of(BEFORE, AFTER, selection), out));
    }

    private static String check(Style style, Check check) throws IOException {
        return writer(out -> new CheckText(style).write(check, out));
    }

    /** Some limits are broken and some are kept; the profile has lost nothing, but the baseline has. */
    private static Check failing() {
        Profile flawed = Profile.builder()
                .add(BEFORE.profile())
                .facts(ProfileFacts.builder()
                        .flaw("1,201 events could not be recorded")
                        .build())
                .build();
        return Limits.builder()
                .most(Limit.PEAK, 3_145_733)
                .most(Limit.LIVE, 16L << 20)
                .most(Limit.BLOCKS, 1_000)
                .most(Limit.LEAK, 211)
                .growth(Metric.TOTAL, 7.5)
                .build()
                .check(AFTER, new Verdicts(flawed, rules()));
    }

    /** Of a program that was still running. */
    private static Check unknown() {
        Profile running = Profile.builder()
                .add(AFTER.profile())
                .facts(ProfileFacts.builder().build())
                .build();
        return Limits.builder()
                .most(Limit.LEAK, 0)
                .most(Limit.LIVE, 16L << 20)
                .build()
                .check(new Verdicts(running, rules()), null);
    }

    private static Check passing() {
        return Limits.builder()
                .most(Limit.LEAK, 196_611)
                .most(Limit.TOTAL, 1L << 30)
                .per(Grouping.FUNCTION)
                .build()
                .check(AFTER, null);
    }

    static Stream<String> names() {
        return FILES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theFileIsAsItWas(String name) throws IOException {
        String actual = FILES.get(name).get();
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, actual);
        }
        String expected = Files.exists(file) ? Files.readString(file) : "";
        if (!actual.equals(expected)) {
            Path got = ACTUAL.resolve(name);
            Files.createDirectories(ACTUAL);
            Files.writeString(got, actual);
            assertThat(actual)
                    .as(
                            "look at: git diff --no-index %s %s%nif that is meant: mvn test -Dtest=GoldenFilesTest -Dgolden.rewrite=true",
                            file, got)
                    .isEqualTo(expected);
        }
    }

    /** A file that no test writes would never be looked at. */
    @Test
    void everyFileIsOneOfThese() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(FILES.keySet());
        }
    }
}
