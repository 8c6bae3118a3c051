package io.github.underheap.report;

import io.github.underheap.select.Breach;
import io.github.underheap.select.Check;
import io.github.underheap.select.Figure;
import java.io.IOException;
import java.io.Writer;

/**
 * The result of a check as one JSON document. Its schema is part of the documentation and has a version.
 *
 * <p>Thread-safe.
 */
public final class CheckJson {

    /** The first key of the document. */
    public static final String FORMAT_KEY = "underheapCheck";

    /** The version of the schema. */
    public static final int VERSION = 1;

    /** Makes a writer of checks. */
    public CheckJson() {}

    /**
     * Writes the document.
     *
     * @param out gets all of it, but is not flushed
     * @throws IOException if {@code out} fails
     */
    public void write(Check check, Writer out) throws IOException {
        JsonParts parts = new JsonParts(out);
        out.write("{\"" + FORMAT_KEY + "\":" + VERSION);
        parts.facts(check.profile());
        out.write(",\n\"passed\":" + check.passed());
        parts.lines("doubts", check.doubts());
        out.write(",\n\"limits\":[");
        String separator = "\n";
        for (Check.Result result : check.results()) {
            out.write(separator + "{\"limit\":\"" + result.limit().key() + "\",\"passed\":" + result.passed()
                    + ",\"known\":" + result.isKnown());
            figure(result.worst(), parts, out);
            out.write(",\"unnamed\":" + result.unnamed() + ",\"breaches\":[");
            String comma = "\n ";
            for (Breach breach : result.breaches()) {
                String key = breach.key();
                out.write(comma + "{\"scope\":\"" + (key == null ? "whole" : "group") + "\"");
                if (key != null) {
                    parts.text("key", key);
                }
                figure(breach.figure(), parts, out);
                culprits(breach, parts, out);
                comma = ",\n ";
            }
            out.write("]}");
            separator = ",\n";
        }
        out.write("]}\n");
    }

    private static void figure(Figure figure, JsonParts parts, Writer out) throws IOException {
        out.write(",\"metric\":\"" + JsonParts.word(figure.metric()) + "\",\"value\":" + figure.value()
                + ",\"allowed\":" + figure.most());
        Figure.Allowance allowance = figure.growth();
        if (allowance != null) {
            out.write(",\"growth\":{");
            parts.growth(allowance.growth());
            out.write(",\"allowedPercent\":" + JsonParts.decimal(allowance.percent()) + "}");
        }
    }

    private static void culprits(Breach breach, JsonParts parts, Writer out) throws IOException {
        out.write(",\"sites\":[");
        String separator = "\n  ";
        for (Breach.Culprit culprit : breach.culprits()) {
            out.write(separator + "{\"site\":" + culprit.site().index() + ",\"value\":" + culprit.share());
            parts.frame(culprit.frame());
            out.write("}");
            separator = ",\n  ";
        }
        out.write("]}");
    }
}
