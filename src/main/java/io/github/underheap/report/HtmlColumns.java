package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Finding;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Verdict;
import io.github.underheap.text.Numbers;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The sites of a page, column by column, sorted by their stacks from the outermost frame on: a box of the flame graph is then a run of sites that
 * begin alike, and a stack is written as how many frames it shares with the one before, and the others.
 *
 * <p>What is held are the stacks of the sites that are shown, which have a limit. A column that is 0 everywhere is left out.
 */
final class HtmlColumns {

    /** The place of the row that stands for the sites that are not shown. */
    private static final int REST = -1;

    private static final String LEAKED = "leakedBytes";
    private static final String LIFETIME = "lifetime";

    private final HtmlSites sites;
    private final HtmlFrames frames;
    private final List<Row> rows = new ArrayList<>();
    private final BitSet shown;
    private final Map<String, Integer> origins = new LinkedHashMap<>();
    private final Map<String, Integer> findings = new LinkedHashMap<>();

    /** A site that is shown. */
    private static final class Row {

        /** Its place; {@link #REST} for all others together. */
        final int site;
        /** Places of frames, outermost first. */
        final int[] stack;

        Row(int site, int[] stack) {
            this.site = site;
            this.stack = stack;
        }
    }

    /** @param most sites that are shown one by one */
    HtmlColumns(HtmlSites sites, int most) {
        this.sites = sites;
        this.frames = new HtmlFrames(sites.stacks());
        this.shown = new HtmlLargest(sites, most).chosen();
        for (int site = shown.nextSetBit(0); site >= 0; site = shown.nextSetBit(site + 1)) {
            rows.add(new Row(site, frames.stack(site)));
        }
        if (rows.size() < sites.count()) {
            rows.add(new Row(REST, new int[] {frames.place(Frame.synthetic("[" + others() + " smaller sites]"))}));
        }
        rows.sort((a, b) -> {
            int byStack = Arrays.compare(a.stack, b.stack);
            return byStack != 0 ? byStack : Integer.compare(a.site, b.site);
        });
    }

    private String others() {
        return Numbers.exact(sites.count() - (long) shown.cardinality());
    }

    /** What a reader has to know of the choice. */
    List<String> remarks() {
        return shown.cardinality() == sites.count()
                ? List.of()
                : List.of("of " + Numbers.exact(sites.count()) + " sites, the " + Numbers.exact(shown.cardinality())
                        + " that weigh most are shown; the other " + others()
                        + " are one, so that all sums are right. All of them are in the profile");
    }

    /** Whether a number of the table is a column: the words of lifetimes make one column together. */
    static boolean isColumn(SiteNumber number) {
        return number != SiteNumber.LIFETIME_LOW && number != SiteNumber.LIFETIME_HIGH;
    }

    /** The column of a metric. */
    static String key(Metric metric) {
        return switch (metric) {
            case PEAK -> SiteNumber.PEAK_BYTES.key();
            case LIVE -> SiteNumber.LIVE_BYTES.key();
            case LEAKED -> LEAKED;
            case TOTAL -> SiteNumber.TOTAL_BYTES.key();
            case BLOCKS -> SiteNumber.TOTAL_BLOCKS.key();
        };
    }

    /** Writes all of it: members, a comma before each. */
    void write(JsonText json, Writer out) throws IOException {
        out.write(",\n\"count\":" + rows.size());
        others(out);
        column("site", row -> row.site, out);
        stacks(out);
        column("named", row -> row.site == REST ? 0 : frames.depthOfApplication(row.site), out);
        column("origin", row -> place(origins, row.site == REST ? "[[],[]]" : names(sites.origin(row.site))), out);
        out.write(",\n\"origins\":[" + String.join(",", origins.keySet()) + "]");
        column("finding", row -> place(findings, json(finding(row))), out);
        out.write(",\n\"findings\":[\n" + String.join(",\n", findings.keySet()) + "]");
        out.write(",\n\"values\":[");
        for (int side = 0; side < sites.sides().size(); side++) {
            out.write(side == 0 ? "{" : ",{");
            values(side, out);
            out.write("}");
        }
        out.write("]");
        frames.write(json, out);
    }

    /** How many sites the rest stands for, and by verdict how many and what they weigh by each metric. */
    private void others(Writer out) throws IOException {
        Verdict[] verdicts = Verdict.values();
        Metric[] metrics = Metric.values();
        long[] counts = new long[verdicts.length];
        long[][] weights = new long[metrics.length][verdicts.length];
        for (int site = shown.nextClearBit(0); site < sites.count(); site = shown.nextClearBit(site + 1)) {
            int verdict = sites.verdict(site).ordinal();
            counts[verdict]++;
            for (Metric metric : metrics) {
                long[] its = weights[metric.ordinal()];
                its[verdict] = SiteNumber.Sum.ADD.of(its[verdict], sites.weight(metric, site));
            }
        }
        out.write(",\n\"others\":{\"sites\":" + Arrays.stream(counts).sum() + ",\"verdicts\":" + integers(counts)
                + ",\"weights\":{");
        String separator = "\"";
        for (Metric metric : metrics) {
            out.write(separator + JsonParts.word(metric) + "\":" + integers(weights[metric.ordinal()]));
            separator = ",\"";
        }
        out.write("}}");
    }

    private static String integers(long[] values) {
        return Arrays.stream(values).mapToObj(HtmlData::integer).collect(Collectors.joining(",", "[", "]"));
    }

    private void stacks(Writer out) throws IOException {
        out.write(",\n\"shared\":[");
        int[] before = {};
        String separator = "";
        for (Row row : rows) {
            out.write(separator + shared(before, row.stack));
            before = row.stack;
            separator = ",";
        }
        out.write("],\n\"depth\":[");
        separator = "";
        for (Row row : rows) {
            out.write(separator + row.stack.length);
            separator = ",";
        }
        out.write("],\n\"own\":[");
        before = new int[0];
        separator = "";
        for (Row row : rows) {
            for (int i = shared(before, row.stack); i < row.stack.length; i++) {
                out.write(separator + row.stack[i]);
                separator = ",";
            }
            before = row.stack;
        }
        out.write("]");
    }

    private static int shared(int[] before, int[] stack) {
        int mismatch = Arrays.mismatch(before, stack);
        return mismatch < 0 ? stack.length : mismatch;
    }

    private void values(int side, Writer out) throws IOException {
        String separator = "\n";
        for (SiteNumber number : SiteNumber.values()) {
            if (isColumn(number)) {
                long[] column = column(number.sum(), site -> sites.get(number, side, site));
                separator = values(number.key(), column, separator, out);
            }
        }
        long[] leaked = column(SiteNumber.Sum.ADD, site -> {
            AllocationSite its = sites.site(side, site);
            return its == null ? 0 : sites.sides().get(side).leakedBytes(its);
        });
        separator = values(LEAKED, leaked, separator, out);
        long[] lifetimes = column(SiteNumber.Sum.ADD, site -> {
            AllocationSite its = sites.site(side, site);
            return its == null ? 0 : its.lifetimeNanos();
        });
        values(LIFETIME, lifetimes, separator, out);
    }

    /** A number of each row; that of the rest is the sum of those that are not shown. */
    private long[] column(SiteNumber.Sum sum, ToLongFunction<Integer> number) {
        long[] values = new long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            int site = rows.get(i).site;
            values[i] = site == REST ? rest(sum, number) : number.applyAsLong(site);
        }
        return values;
    }

    private long rest(SiteNumber.Sum sum, ToLongFunction<Integer> number) {
        long rest = 0;
        for (int site = shown.nextClearBit(0); site < sites.count(); site = shown.nextClearBit(site + 1)) {
            rest = sum.of(rest, number.applyAsLong(site));
        }
        return rest;
    }

    private static String values(String key, long[] column, String separator, Writer out) throws IOException {
        if (Arrays.stream(column).allMatch(value -> value == 0)) {
            return separator;
        }
        out.write(separator + "\"" + key + "\":");
        String comma = "[";
        for (long value : column) {
            out.write(comma);
            out.write(HtmlData.integer(value));
            comma = ",";
        }
        out.write("]");
        return ",\n";
    }

    private void column(String key, ToLongFunction<Row> number, Writer out) throws IOException {
        out.write(",\n\"" + key + "\":[");
        String separator = "";
        for (Row row : rows) {
            out.write(separator + number.applyAsLong(row));
            separator = ",";
        }
        out.write("]");
    }

    private Finding finding(Row row) {
        if (row.site != REST) {
            return sites.finding(row.site);
        }
        Verdict first = Verdict.NONE;
        for (int site = shown.nextClearBit(0); site < sites.count(); site = shown.nextClearBit(site + 1)) {
            Verdict verdict = sites.verdict(site);
            first = verdict.compareTo(first) < 0 ? verdict : first;
        }
        return new Finding(first, first == Verdict.NONE ? "" : "at least one of these sites is", "");
    }

    /** A text: a hash table of texts stays fast, whoever chose the names in them. */
    private static String json(Finding finding) {
        try {
            StringWriter out = new StringWriter();
            JsonText json = new JsonText(out);
            out.write("[" + finding.verdict().ordinal() + ",");
            json.string(finding.reason());
            out.write(",");
            json.string(finding.hint());
            out.write("]");
            return out.toString();
        } catch (IOException e) {
            throw new IllegalStateException("memory takes what is written into it", e);
        }
    }

    private static String names(int origin) {
        return "[" + names(Origin.kinds(origin)) + "," + names(Origin.apis(origin)) + "]";
    }

    private static String names(Set<? extends Enum<?>> values) {
        StringBuilder names = new StringBuilder("[");
        for (Enum<?> value : values) {
            names.append(names.length() == 1 ? "\"" : ",\"")
                    .append(JsonParts.word(value))
                    .append('"');
        }
        return names.append("]").toString();
    }

    private static int place(Map<String, Integer> places, String value) {
        Integer known = places.putIfAbsent(value, places.size());
        return known == null ? places.size() - 1 : known;
    }
}
