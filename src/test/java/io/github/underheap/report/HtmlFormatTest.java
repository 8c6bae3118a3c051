package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.profile.ProfileMath;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page around the data, and the choice of what is in it. */
class HtmlFormatTest {

    private static final Path SCRIPTS = Path.of("src/main/resources/io/github/underheap/report/html/script");

    private static String page(Profile profile) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new HtmlFormat().write(profile, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode data(Profile profile, int most) throws IOException {
        HtmlSites sites = HtmlSites.of(new Verdicts(profile, Rules.BUILT_IN));
        StringWriter out = new StringWriter();
        new HtmlData(sites, new HtmlView(null, null), most).write(out);
        return HtmlPages.data("<script type=\"application/json\" id=\"data\">" + out + "</script>");
    }

    /** The browser takes the style and the script by their hash, and nothing else. */
    @Test
    void theHashesAreThoseOfWhatIsInThePage() throws Exception {
        String page = page(GoldenProfiles.after());

        String style = between(page, "<style>", "</style>");
        String script = between(page, "<script>", "</script>");
        assertThat(page)
                .contains("default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                        + "'; img-src data:; base-uri 'none'; form-action 'none'")
                .doesNotContain("{{", "unsafe-inline");
        assertThat(Pattern.compile("</?script[ >]").matcher(page).results().count())
                .as("tags of scripts: of the data and of the script")
                .isEqualTo(4);
    }

    private static String between(String page, String begin, String end) {
        int from = page.indexOf(begin) + begin.length();
        return page.substring(from, page.indexOf(end, from));
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void nothingIsLoadedAndNoTextBecomesMarkup() throws IOException {
        String script = between(page(GoldenProfiles.after()), "<script>", "</script>");

        assertThat(script)
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(")
                .doesNotContain("http:", "https:", "new Function", "localStorage")
                .doesNotContainPattern("(?m)^(import|export) ");
    }

    /** A name that is not there would be noticed only when it is used. */
    @Test
    void modulesImportWhatOthersExportAndUseIt() throws IOException {
        Map<String, String> modules = new TreeMap<>();
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.toList()) {
                modules.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        Set<String> exported = new TreeSet<>();
        Set<String> imported = new TreeSet<>();
        modules.forEach((module, text) -> {
            found("(?m)^export (?:const|(?:async )?function\\*?) ([\\w$]+)", text)
                    .forEach(export -> exported.add(module + " " + export.group(1)));
            found("(?m)^import \\{ (.*) } from '\\./(.*)';$", text).forEach(line -> {
                for (String name : line.group(1).split(", ", -1)) {
                    imported.add(line.group(2) + " " + name);
                    assertThat(found("(?<![\\w$.])" + Pattern.quote(name) + "(?![\\w$])", text))
                            .as("%s uses %s", module, name)
                            .hasSizeGreaterThan(1);
                }
            });
            assertThat(found("(?m)^import ", text))
                    .as("each import of %s is a line as the page's writer knows it", module)
                    .hasSameSizeAs(found("(?m)^import \\{ .* } from '\\./.*';$", text));
        });

        assertThat(imported).isNotEmpty().isEqualTo(exported);
    }

    private static List<MatchResult> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().toList();
    }

    @Test
    void theTitleCannotEndItself() throws IOException {
        String page = page(Profile.builder()
                .facts(ProfileFacts.builder()
                        .process(new ProcessInfo(7, "</title><script>\u202E", ""))
                        .build())
                .build());

        assertThat(page).contains("<title>&lt;/title&gt;&lt;script&gt;\\u202e - underheap</title>");
        assertThat(page).startsWith(HtmlFormat.FIRST_LINE + "\n");
    }

    @Test
    void aDifferenceIsRefused() {
        Profile difference = ProfileMath.difference(GoldenProfiles.before(), GoldenProfiles.after());

        assertThatThrownBy(() -> page(difference))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the difference of two profiles cannot be drawn; a comparison of the two can");
    }

    @Test
    void ofTooManySitesThoseThatWeighMostAreShownAndTheOthersAreOne() throws IOException {
        Profile profile = ManySites.profile(10_007);

        JsonNode data = data(profile, 1_009);

        Map<Integer, Integer> rows = HtmlPages.rows(data);
        assertThat(rows).hasSize(1_010).containsKey(-1);
        // Of each metric a fifth, and all sites with so many bytes are among them.
        for (int site = 0; site < 10_007; site++) {
            if (site % 101 + 1 == 101) {
                assertThat(rows).containsKey(site);
            }
        }
        long shown = 0;
        for (int row = 0; row < 1_010; row++) {
            shown += HtmlPages.value(data, 0, "totalBytes", row);
        }
        assertThat(shown).isEqualTo(profile.sum(SiteNumber.TOTAL_BYTES));
        assertThat(HtmlPages.value(data, 0, "totalBlocks", rows.get(-1))).isEqualTo(10_007 - 1_009);
        assertThat(HtmlPages.stacks(data).get(rows.get(-1))).containsExactly(Frame.synthetic("[8,998 smaller sites]"));
        JsonNode application = data.path("frames").path("application");
        assertThat(application.path(application.size() - 1).intValue()).isZero();
        assertThat(application.path(0).intValue()).isEqualTo(1);
        assertThat(data.path("remarks").path(0).textValue())
                .isEqualTo(
                        "of 10,007 sites, the 1,009 that weigh most are shown; the other 8,998 are one, so that all sums"
                                + " are right. All of them are in the profile");
    }

    @Test
    void asManyAsThereMayBeAreAllShown() throws IOException {
        JsonNode data = data(ManySites.profile(1_009), 1_009);

        assertThat(HtmlPages.rows(data)).hasSize(1_009).doesNotContainKey(-1);
        assertThat(data.path("remarks")).isEmpty();
    }

    /** What a page can hold is chosen by each metric: one that is large by another one alone is there too. */
    @Test
    void eachMetricHasItsLargest() throws IOException {
        Profile.Builder builder = Profile.builder();
        for (int i = 0; i < 997; i++) {
            int site = builder.site(List.of(Frame.of("com.acme.A", "a", "A.java", i + 1, 0)));
            builder.add(site, SiteNumber.TOTAL_BYTES, 1_000_003 + i).add(site, SiteNumber.TOTAL_BLOCKS, 7);
        }
        int peak = builder.site(List.of(Frame.of("com.acme.Peak", "p", "P.java", 1, 0)));
        builder.add(peak, SiteNumber.PEAK_BYTES, 3).add(peak, SiteNumber.TOTAL_BYTES, 3);
        int live = builder.site(List.of(Frame.of("com.acme.Live", "l", "L.java", 1, 0)));
        builder.add(live, SiteNumber.LIVE_BYTES, 2).add(live, SiteNumber.LIVE_BLOCKS, 1);

        assertThat(HtmlPages.rows(data(builder.build(), 11))).hasSize(12).containsKeys(peak, live);
    }

    @Test
    void lettersThatCouldEndTheElementAreEscaped() throws IOException {
        StringWriter out = new StringWriter();
        ScriptWriter writer = new ScriptWriter(out);
        writer.write("a<b");
        writer.write("xx<yy<zz", 1, 5);
        writer.write(new char[] {'<', '<', 'c'}, 1, 2);
        writer.write('<');
        writer.append("d<");
        writer.flush();

        assertThat(out).hasToString("a\\u003cbx\\u003cyy\\u003c\\u003cc\\u003cd\\u003c");
    }

    @Test
    void integersThatAScriptWouldRoundAreStrings() {
        List<String> written = new ArrayList<>();
        for (long value : new long[] {0, -7, (1L << 53) - 1, 1L << 53, Long.MAX_VALUE, -(1L << 53)}) {
            written.add(HtmlData.integer(value));
        }

        assertThat(written)
                .containsExactly(
                        "0",
                        "-7",
                        "9007199254740991",
                        "\"9007199254740992\"",
                        "\"9223372036854775807\"",
                        "\"-9007199254740992\"");
    }
}
