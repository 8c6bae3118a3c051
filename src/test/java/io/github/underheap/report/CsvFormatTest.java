package io.github.underheap.report;

import static io.github.underheap.profile.SyntheticProfile.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.profile.SyntheticProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {

    private static final int FRAME = 1;
    private static final int FIRST_NUMBER = 6;

    @Test
    void aRowForEachSiteWithAllNumbers() throws IOException {
        Profile profile = GoldenProfiles.after();

        List<List<String>> rows = rows(text(profile));

        assertThat(rows).hasSize(1 + profile.siteCount());
        for (SiteNumber number : SiteNumber.values()) {
            int column = FIRST_NUMBER + number.ordinal();
            assertThat(rows.getFirst().get(column)).isEqualTo(number.key());
            for (int i = 0; i < profile.siteCount(); i++) {
                AllocationSite site = profile.site(i);
                assertThat(rows.get(1 + i).get(column)).isEqualTo(Long.toString(site.get(number)));
            }
        }
    }

    /** Names of any characters: the table has as many rows and columns as it should, and the names can be had back. */
    @Test
    void hostileNamesStayInTheirCell() throws IOException {
        Random random = new Random(31_337);
        for (int i = 0; i < 500; i++) {
            String name = name(random);
            SyntheticProfile made = SyntheticProfile.of("x");
            made.allocate(made.site(Frame.of(name, "m", name, 1, 1)), 7);

            List<List<String>> rows = rows(text(made.profile()));

            assertThat(rows).hasSize(2);
            assertThat(rows.get(1)).hasSameSizeAs(rows.getFirst());
            String cell = rows.get(1).get(FRAME);
            assertThat("=+-@".indexOf(cell.charAt(0))).isNegative();
            String shown = PlainText.shown(Frame.of(name, "m", name, 1, 1).text());
            assertThat(cell).isIn(shown, "'" + shown);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void noTextIsAFormula(String name) throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.allocate(made.site(Frame.of(name, "m", null, 1, 1)), 7);

        assertThat(rows(text(made.profile())).get(1).get(FRAME))
                .isEqualTo("'" + PlainText.shown(name) + ".m (Unknown Source)");
    }

    @Test
    void ordinaryNamesAreAsTheyAre() throws IOException {
        SyntheticProfile made = SyntheticProfile.of("x");
        made.allocate(made.site(frame("com.acme.Ärger", "<init>", 7)), 7);

        assertThat(rows(text(made.profile())).get(1).get(FRAME)).isEqualTo("com.acme.Ärger.<init> (Ärger.java:7)");
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            name.append("=+-@,\"\r\n\t' a;\u0000".charAt(random.nextInt(14)));
        }
        return name.toString();
    }

    private static String text(Profile profile) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CsvFormat().write(profile, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Reads by the grammar of RFC 4180. */
    private static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            List<String> row = new ArrayList<>();
            boolean ends = false;
            while (!ends) {
                StringBuilder cell = new StringBuilder();
                if (text.charAt(at) == '"') {
                    at++;
                    while (text.charAt(at) != '"' || text.startsWith("\"\"", at)) {
                        at += text.charAt(at) == '"' ? 1 : 0;
                        cell.append(text.charAt(at++));
                    }
                    at++;
                } else {
                    while (text.charAt(at) != ',' && text.charAt(at) != '\r') {
                        assertThat(text.charAt(at)).isNotIn('"', '\n');
                        cell.append(text.charAt(at++));
                    }
                }
                row.add(cell.toString());
                ends = text.charAt(at) == '\r';
                assertThat(ends ? text.substring(at, at + 2) : text.substring(at, at + 1))
                        .isIn(",", "\r\n");
                at += ends ? 2 : 1;
            }
            rows.add(row);
        }
        return rows;
    }
}
