package io.github.underheap.report;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Change;
import io.github.underheap.select.Comparison;
import io.github.underheap.select.Group;
import io.github.underheap.select.Growth;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Selection;
import io.github.underheap.text.Numbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A comparison of two profiles as tables for a terminal: the totals, then what changed line by line, with {@code [NEW]} and {@code [REMOVED]}.
 *
 * <p>Verbosity as in {@link GroupsText}. Immutable, thread-safe.
 */
public final class ComparisonText {

    private final Style style;
    private final int verbosity;

    /** @param verbosity 0 to 3; what is higher is 3 */
    public ComparisonText(Style style, int verbosity) {
        this.style = style;
        this.verbosity = verbosity;
    }

    /**
     * Writes the comparison.
     *
     * @throws IOException if {@code out} fails
     */
    public void write(Comparison comparison, Appendable out) throws IOException {
        TextParts.notes("before: ", comparison.before().profile(), style, out);
        TextParts.notes("after: ", comparison.after().profile(), style, out);
        totals(comparison, out);
        out.append('\n').append(style.strong(title(comparison))).append('\n');
        if (!comparison.lines().isEmpty()) {
            table(comparison, out);
        }
    }

    private void totals(Comparison comparison, Appendable out) throws IOException {
        List<Total> totals = List.of(
                new Total("bytes in total", AllocStats::totalBytes, Metric.TOTAL, Metric.TOTAL),
                new Total("blocks in total", AllocStats::allocCount, Metric.BLOCKS, Metric.TOTAL),
                new Total("bytes at t-gmax", AllocStats::peakBytes, Metric.PEAK, Metric.PEAK),
                new Total("blocks at t-gmax", AllocStats::peakBlocks, Metric.BLOCKS, Metric.PEAK),
                new Total("bytes at t-end", AllocStats::currentBytes, Metric.LIVE, Metric.LIVE),
                new Total("blocks at t-end", AllocStats::currentBlocks, Metric.BLOCKS, Metric.LIVE));
        TextTable table = new TextTable(List.of("before", "after", "change", "per cent"));
        totals.forEach(total -> table.measure(cells(total, comparison)));
        table.writeHeads(style, out);
        for (Total total : totals) {
            table.write(cells(total, comparison), total.words, out);
        }
    }

    /**
     * A line of the totals.
     *
     * @param shownAs how it is written
     * @param knownIf what a profile has to measure so that it is known
     */
    private record Total(String words, ToLongFunction<AllocStats> value, Metric shownAs, Metric knownIf) {

        Growth in(Comparison comparison) {
            return new Growth(
                    value.applyAsLong(comparison.before().profile().stats()),
                    value.applyAsLong(comparison.after().profile().stats()));
        }
    }

    private List<TextTable.Cell> cells(Total total, Comparison comparison) {
        return growth(total.in(comparison), total.shownAs, total.knownIf, comparison);
    }

    private List<TextTable.Cell> growth(Growth growth, Metric shownAs, Metric knownIf, Comparison comparison) {
        boolean isKnown = isKnown(knownIf, comparison);
        String percent = isKnown ? Figures.percent(growth) : TextParts.UNKNOWN;
        return List.of(
                side(growth.before(), shownAs, knownIf, comparison.before().profile()),
                side(growth.after(), shownAs, knownIf, comparison.after().profile()),
                difference(growth, shownAs, knownIf, comparison),
                new TextTable.Cell(percent, isKnown ? coloured(percent, growth) : percent));
    }

    private static TextTable.Cell side(long value, Metric shownAs, Metric knownIf, Profile profile) {
        return new TextTable.Cell(knownIf.isMeasured(profile) ? Figures.of(shownAs, value) : TextParts.UNKNOWN);
    }

    private TextTable.Cell difference(Growth growth, Metric shownAs, Metric knownIf, Comparison comparison) {
        if (!isKnown(knownIf, comparison)) {
            return new TextTable.Cell(TextParts.UNKNOWN);
        }
        String text = Figures.difference(shownAs, growth.difference());
        return new TextTable.Cell(text, coloured(text, growth));
    }

    private static boolean isKnown(Metric metric, Comparison comparison) {
        return metric.isMeasured(comparison.before().profile())
                && metric.isMeasured(comparison.after().profile());
    }

    private String coloured(String text, Growth growth) {
        int sign = Long.signum(growth.difference());
        return sign > 0 ? style.bad(text) : sign < 0 ? style.good(text) : text;
    }

    private static String title(Comparison comparison) {
        Selection selection = comparison.selection();
        String lines = TextParts.lines(selection.grouping());
        String order = switch (selection.order()) {
            case SIZE -> " by change of " + selection.metric().words();
            case COUNT -> " by change of blocks";
            case NAME -> " by name";
        };
        int shown = comparison.lines().size();
        String unchanged =
                comparison.unchanged() > 0 ? "; " + Numbers.exact(comparison.unchanged()) + " unchanged (±0)" : "";
        if (shown == 0) {
            return "No changed " + lines + unchanged;
        }
        String first = shown < comparison.fitting()
                ? ", the first " + shown + " of " + Numbers.exact(comparison.fitting())
                : "";
        return TextParts.capitalised(lines) + order + first + unchanged + ":";
    }

    private void table(Comparison comparison, Appendable out) throws IOException {
        TextTable table = new TextTable(heads(comparison.selection().metric()));
        int rank = 0;
        for (Change change : comparison.lines()) {
            table.measure(++rank, cells(change, comparison));
        }
        table.writeHeads(style, out);
        rank = 0;
        for (Change change : comparison.lines()) {
            table.write(++rank, cells(change, comparison), PlainText.shown(change.key()) + mark(change), out);
            below(change, comparison, table.indent(), out);
        }
    }

    private List<String> heads(Metric metric) {
        List<String> heads = new ArrayList<>(List.of("before", "after", "change", "per cent"));
        heads.add(metric == Metric.BLOCKS ? "total bytes" : "blocks");
        if (verbosity >= TextParts.MORE_NUMBERS) {
            TextParts.others(metric).forEach((other, number) -> heads.add(TextParts.head(other)));
        }
        return heads;
    }

    private List<TextTable.Cell> cells(Change change, Comparison comparison) {
        Metric metric = comparison.selection().metric();
        List<TextTable.Cell> cells = new ArrayList<>(growth(change.weight(), metric, metric, comparison));
        cells.add(
                metric == Metric.BLOCKS
                        ? difference(change.of(SiteNumber.TOTAL_BYTES), Metric.TOTAL, Metric.TOTAL, comparison)
                        : difference(change.of(SiteNumber.TOTAL_BLOCKS), Metric.BLOCKS, Metric.BLOCKS, comparison));
        if (verbosity >= TextParts.MORE_NUMBERS) {
            TextParts.others(metric)
                    .forEach((other, number) -> cells.add(difference(change.of(number), other, other, comparison)));
        }
        return cells;
    }

    private String mark(Change change) {
        return change.isNew()
                ? " " + style.notable("[NEW]")
                : change.isRemoved() ? " " + style.removed("[REMOVED]") : "";
    }

    private void below(Change change, Comparison comparison, String indent, Appendable out) throws IOException {
        Group after = change.after();
        AllocationSite largest = change.largest();
        Group before = change.before();
        int sites = after != null ? after.sites() : before == null ? 0 : before.sites();
        TextParts.below(
                largest,
                sites,
                after == null ? comparison.before() : comparison.after(),
                verbosity,
                indent,
                style,
                out);
    }
}
