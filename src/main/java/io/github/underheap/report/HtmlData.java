package io.github.underheap.report;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Verdict;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * The data of a page, as one JSON document: facts of each side, what numbers mean, and the sites.
 *
 * <p>Integers that a script would round, above 2^53 - 1, are written as strings.
 */
final class HtmlData {

    /** Of the document; the script beside it is of the same version. */
    private static final int VERSION = 1;

    private final HtmlSites sites;
    private final HtmlView view;
    private final int most;

    HtmlData(HtmlSites sites, HtmlView view) {
        this(sites, view, HtmlLargest.MOST);
    }

    /** @param most sites that are shown one by one */
    HtmlData(HtmlSites sites, HtmlView view, int most) {
        this.sites = sites;
        this.view = view;
        this.most = most;
    }

    /** What the window of the browser is called, on one line. */
    String title() {
        String command = PlainText.shown(sites.sides().getFirst().profile().command());
        return command.isEmpty() ? "underheap" : command + " - underheap";
    }

    /** Writes the document. */
    void write(Writer out) throws IOException {
        JsonText json = new JsonText(out);
        HtmlColumns columns = new HtmlColumns(sites, most);
        out.write("{\"underheapPage\":" + VERSION + ",\n\"sides\":[");
        String separator = "\n";
        for (Verdicts side : sites.sides()) {
            out.write(separator);
            side(side, json, out);
            separator = ",\n";
        }
        out.write("],\n\"remarks\":");
        json.lines(columns.remarks());
        view(json, out);
        metrics(json, out);
        numbers(json, out);
        verdicts(out);
        columns.write(json, out);
        out.write("}\n");
    }

    private static void side(Verdicts verdicts, JsonText json, Writer out) throws IOException {
        Profile profile = verdicts.profile();
        out.write("{\"command\":");
        json.string(profile.command());
        out.write(",\"host\":");
        json.string(profile.process().host());
        out.write(",\"options\":");
        json.string(profile.options());
        out.write(",\"timeUnit\":");
        json.string(profile.timeUnit());
        out.write(",\"pid\":" + integer(profile.pid()) + ",\"start\":" + integer(profile.startEpochMillis()));
        out.write(",\"duration\":" + integer(profile.durationNanos()) + ",\"peak\":" + integer(profile.peakNanos()));
        out.write(",\"timed\":" + profile.timed() + ",\"final\":" + profile.isFinal() + ",\"sites\":"
                + profile.siteCount());
        out.write(",\"remarks\":");
        json.lines(profile.remarks());
        out.write(",\"totals\":{");
        String separator = "\"";
        for (Metric metric : Metric.values()) {
            out.write(separator + JsonParts.word(metric) + "\":" + integer(metric.of(verdicts)));
            separator = ",\"";
        }
        AllocStats stats = profile.stats();
        out.write(",\"peakBlocks\":" + integer(stats.peakBlocks()) + ",\"liveBlocks\":" + integer(stats.currentBlocks())
                + "}}");
    }

    private void view(JsonText json, Writer out) throws IOException {
        Metric metric = view.metric();
        String search = view.search();
        out.write(",\n\"view\":{\"metric\":");
        out.write(metric == null ? "null" : "\"" + JsonParts.word(metric) + "\"");
        out.write(",\"search\":");
        json.string(search == null ? "" : search);
        out.write("}");
    }

    private void metrics(JsonText json, Writer out) throws IOException {
        out.write(",\n\"metrics\":[");
        String separator = "";
        for (Metric metric : Metric.values()) {
            boolean isMeasured = sites.sides().stream().allMatch(side -> metric.isMeasured(side.profile()));
            out.write(separator + "{\"key\":\"" + JsonParts.word(metric) + "\",\"number\":\"" + HtmlColumns.key(metric)
                    + "\",\"measured\":" + isMeasured + ",\"words\":");
            json.string(metric.words());
            out.write("}");
            separator = ",";
        }
        out.write("]");
    }

    private static void numbers(JsonText json, Writer out) throws IOException {
        out.write(",\n\"numbers\":[");
        String separator = "\n";
        for (SiteNumber number : SiteNumber.values()) {
            if (HtmlColumns.isColumn(number)) {
                out.write(separator + "{\"key\":\"" + number.key() + "\",\"unit\":\""
                        + number.unit().name().toLowerCase(Locale.ROOT) + "\",\"sum\":\""
                        + number.sum().name().toLowerCase(Locale.ROOT) + "\",\"meaning\":");
                json.string(number.meaning());
                out.write("}");
                separator = ",\n";
            }
        }
        out.write("]");
    }

    /** In their order, by which the first of a group is known. */
    private static void verdicts(Writer out) throws IOException {
        out.write(",\n\"verdicts\":[\""
                + String.join(
                        "\",\"",
                        List.of(Verdict.values()).stream().map(Verdict::word).toList()) + "\"]");
    }

    /** An integer, as a string if a script would round it. */
    static String integer(long value) {
        return value > ExactNumbers.MAX || value < -ExactNumbers.MAX ? "\"" + value + "\"" : Long.toString(value);
    }
}
