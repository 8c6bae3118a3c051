package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Rules;
import io.github.underheap.select.SourcePlace;
import io.github.underheap.select.Verdicts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * A table with comma-separated values, by RFC 4180: a row of names, then a row for each site with all its numbers.
 *
 * <p>Spreadsheets take a text for a formula if it begins with one of {@code = + - @}, or with a tab or a carriage return. Names in class files can
 * begin with anything, so such a text gets an apostrophe before it. Characters that are not seen are written as in all reports, so a row is a line.
 *
 * <p>Sites are written one after another; what is held is the text of each frame.
 */
public final class CsvFormat implements ProfileFormat {

    private static final String END = "\r\n";
    private static final String CALLED_BY = " <- ";

    private final Rules rules;

    /** For the service loader: without rules of a user. */
    public CsvFormat() {
        this(Rules.BUILT_IN);
    }

    /** @param rules by which sites are judged */
    public CsvFormat(Rules rules) {
        this.rules = rules;
    }

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public void write(Profile profile, OutputStream out) throws IOException {
        BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        Verdicts verdicts = new Verdicts(profile, rules);
        String[] texts = new String[profile.frameLimit()];
        writer.write("site,frame,file,line,verdict,leakedBytes");
        for (SiteNumber number : SiteNumber.values()) {
            writer.write("," + number.key());
        }
        writer.write(",kinds,apis,stack" + END);
        for (int i = 0; i < profile.siteCount(); i++) {
            write(profile.site(i), verdicts, texts, writer);
        }
        writer.flush();
    }

    private static void write(AllocationSite site, Verdicts verdicts, String[] texts, Writer out) throws IOException {
        Frame frame = verdicts.frameOfApplication(site);
        SourcePlace place = SourcePlace.of(frame);
        out.write(site.index() + "," + cell(frame.text()) + "," + (place == null ? "" : cell(place.file())) + ",");
        if (place != null && place.line() > 0) {
            out.write(Integer.toString(place.line()));
        }
        out.write("," + verdicts.verdict(site).word() + "," + verdicts.leakedBytes(site));
        for (SiteNumber number : SiteNumber.values()) {
            out.write(",");
            out.write(Long.toString(site.get(number)));
        }
        out.write("," + names(site.arenaKinds()) + "," + names(site.apis()) + ","
                + stack(site, verdicts.profile(), texts) + END);
    }

    private static String names(Iterable<? extends Enum<?>> values) {
        StringBuilder names = new StringBuilder();
        for (Enum<?> value : values) {
            names.append(names.isEmpty() ? "" : " ").append(JsonParts.word(value));
        }
        return names.toString();
    }

    /** @param texts of frames, as far as they were made before */
    private static String stack(AllocationSite site, Profile profile, String[] texts) {
        StringBuilder stack = new StringBuilder();
        int[] numbers = site.frameNumbers();
        for (int number : numbers) {
            if (texts[number] == null) {
                texts[number] = PlainText.shown(profile.frame(number).text());
            }
            stack.append(stack.isEmpty() ? "" : CALLED_BY).append(texts[number]);
        }
        boolean isFormula =
                numbers.length > 0 && isFormula(profile.frame(numbers[0]).text());
        return quoted((isFormula ? "'" : "") + stack);
    }

    private static String cell(String text) {
        return quoted((isFormula(text) ? "'" : "") + PlainText.shown(text));
    }

    /** Looks at the text as it is, before tabs and carriage returns are written as other characters. */
    private static boolean isFormula(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    }

    private static String quoted(String cell) {
        return cell.indexOf(',') < 0 && cell.indexOf('"') < 0 ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
