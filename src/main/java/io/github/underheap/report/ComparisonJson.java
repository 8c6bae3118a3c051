package io.github.underheap.report;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Change;
import io.github.underheap.select.Comparison;
import io.github.underheap.select.Growth;
import java.io.IOException;
import java.io.Writer;

/**
 * A comparison of two profiles as one JSON document. Numbers that are 0 on both sides are left out. Its schema is part of the documentation
 * and has a version.
 *
 * <p>Thread-safe.
 */
public final class ComparisonJson {

    /** The first key of the document. */
    public static final String FORMAT_KEY = "underheapComparison";

    /** The version of the schema. */
    public static final int VERSION = 1;

    /** Makes a writer of comparisons. */
    public ComparisonJson() {}

    /**
     * Writes the document.
     *
     * @param out gets all of it, but is not flushed
     * @throws IOException if {@code out} fails
     */
    public void write(Comparison comparison, Writer out) throws IOException {
        JsonParts parts = new JsonParts(out);
        out.write("{\"" + FORMAT_KEY + "\":" + VERSION);
        side("before", comparison.before().profile(), parts, out);
        side("after", comparison.after().profile(), parts, out);
        totals(
                comparison.before().profile().stats(),
                comparison.after().profile().stats(),
                parts,
                out);
        parts.selection(comparison.selection());
        out.write(",\n\"changedCount\":" + comparison.fitting() + ",\n\"unchangedCount\":" + comparison.unchanged());
        out.write(",\n\"changes\":[");
        String separator = "\n";
        for (Change change : comparison.lines()) {
            out.write(separator + "{\"key\":");
            parts.string(change.key());
            out.write(",\"status\":\"" + status(change) + "\",\"value\":{");
            parts.growth(change.weight());
            out.write("}");
            for (SiteNumber number : SiteNumber.values()) {
                Growth growth = change.of(number);
                boolean isThere = growth.before() != 0 || growth.after() != 0;
                if (isThere && number.unit() != SiteNumber.Unit.NANOS) {
                    growth(number.key(), growth, ",", parts, out);
                }
            }
            if (!change.verdict().word().isEmpty()) {
                parts.text("verdict", change.verdict().word());
            }
            out.write(",\"largest\":{\"site\":" + change.largest().index());
            parts.site(change.largest(), change.isRemoved() ? comparison.before() : comparison.after());
            out.write("}}");
            separator = ",\n";
        }
        out.write("]}\n");
    }

    private static void side(String key, Profile profile, JsonParts parts, Writer out) throws IOException {
        out.write(",\n\"" + key + "\":{\"siteCount\":" + profile.siteCount());
        parts.facts(profile);
        out.write("}");
    }

    private static void totals(AllocStats before, AllocStats after, JsonParts parts, Writer out) throws IOException {
        out.write(",\n\"totals\":{");
        growth("totalBytes", new Growth(before.totalBytes(), after.totalBytes()), "", parts, out);
        growth("totalBlocks", new Growth(before.allocCount(), after.allocCount()), ",", parts, out);
        growth("liveBytes", new Growth(before.currentBytes(), after.currentBytes()), ",", parts, out);
        growth("liveBlocks", new Growth(before.currentBlocks(), after.currentBlocks()), ",", parts, out);
        growth("peakBytes", new Growth(before.peakBytes(), after.peakBytes()), ",", parts, out);
        growth("peakBlocks", new Growth(before.peakBlocks(), after.peakBlocks()), ",", parts, out);
        out.write("}");
    }

    private static void growth(String key, Growth growth, String separator, JsonParts parts, Writer out)
            throws IOException {
        out.write(separator + "\"" + key + "\":{");
        parts.growth(growth);
        out.write("}");
    }

    private static String status(Change change) {
        return change.isNew() ? "new" : change.isRemoved() ? "removed" : "changed";
    }
}
