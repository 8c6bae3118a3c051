package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Rules;
import io.github.underheap.select.SourcePlace;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private static final byte[] CALLED_BY = Utf8Writer.encoded(" <- ");
    private static final SiteNumber[] NUMBERS = SiteNumber.values();

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
        Utf8Writer writer = new Utf8Writer(out);
        writer.write("site,frame,file,line,verdict,leakedBytes");
        for (SiteNumber number : NUMBERS) {
            writer.write("," + number.key());
        }
        writer.write(",kinds,apis,stack" + END);
        Rows rows = new Rows(profile, rules, writer);
        for (int i = 0; i < profile.siteCount(); i++) {
            rows.write(profile.site(i));
        }
        writer.flush();
    }

    /** Writes the sites of one profile. What many of them have is encoded once. */
    private static final class Rows {

        private final Profile profile;
        private final Verdicts verdicts;
        private final Utf8Writer out;
        private final OriginTexts origins = new OriginTexts(bits ->
                "," + JsonParts.words(Origin.kinds(bits), " ") + "," + JsonParts.words(Origin.apis(bits), " ") + ",");

        /** By the number of a frame: the three cells of a site that it names … */
        private final byte[] @Nullable [] cells;
        /** … and its text in a stack, with quotes doubled … */
        private final byte[] @Nullable [] texts;
        /** … and whether a cell with that has to be quoted. */
        private final boolean[] needQuotes;

        Rows(Profile profile, Rules rules, Utf8Writer out) {
            this.profile = profile;
            this.verdicts = new Verdicts(profile, rules);
            this.out = out;
            this.cells = new byte[profile.frameLimit()][];
            this.texts = new byte[profile.frameLimit()][];
            this.needQuotes = new boolean[profile.frameLimit()];
        }

        void write(AllocationSite site) throws IOException {
            out.number(site.index());
            out.bytes(cells(verdicts.frameNumber(site)));
            out.write(verdicts.verdict(site).word());
            out.ascii(',');
            out.number(verdicts.leakedBytes(site));
            for (SiteNumber number : NUMBERS) {
                out.ascii(',');
                out.number(site.get(number));
            }
            out.bytes(origins.of(site.origin()));
            writeStack(site.frameNumbers());
            out.write(END);
        }

        private byte[] cells(int number) {
            if (number < 0) {
                return encodedCells(Frame.NO_STACK);
            }
            byte[] known = cells[number];
            if (known == null) {
                known = encodedCells(profile.frame(number));
                cells[number] = known;
            }
            return known;
        }

        private static byte[] encodedCells(Frame frame) {
            SourcePlace place = SourcePlace.of(frame);
            String file = place == null ? "" : cell(place.file());
            String line = place == null || place.line() <= 0 ? "" : Integer.toString(place.line());
            return Utf8Writer.encoded("," + cell(frame.text()) + "," + file + "," + line + ",");
        }

        private void writeStack(int[] stack) throws IOException {
            boolean isQuoted = false;
            for (int number : stack) {
                isQuoted |= isQuoted(number);
            }
            if (isQuoted) {
                out.ascii('"');
            }
            for (int i = 0; i < stack.length; i++) {
                if (i > 0) {
                    out.bytes(CALLED_BY);
                } else if (isFormula(profile.frame(stack[0]).text())) {
                    out.ascii('\'');
                }
                out.bytes(Objects.requireNonNull(texts[stack[i]]));
            }
            if (isQuoted) {
                out.ascii('"');
            }
        }

        /** Whether a cell with this frame has to be quoted; its text is known from then on. */
        private boolean isQuoted(int number) {
            if (texts[number] == null) {
                String text = PlainText.shown(profile.frame(number).text());
                texts[number] = Utf8Writer.encoded(text.replace("\"", "\"\""));
                needQuotes[number] = needsQuotes(text);
            }
            return needQuotes[number];
        }
    }

    private static String cell(String text) {
        String cell = (isFormula(text) ? "'" : "") + PlainText.shown(text);
        return needsQuotes(cell) ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    /** Looks at the text as it is, before tabs and carriage returns are written as other characters. */
    private static boolean isFormula(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    }

    private static boolean needsQuotes(String cell) {
        return cell.indexOf(',') >= 0 || cell.indexOf('"') >= 0;
    }
}
