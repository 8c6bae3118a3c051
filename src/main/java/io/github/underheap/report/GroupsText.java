package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Group;
import io.github.underheap.select.Groups;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Selection;
import io.github.underheap.select.Verdict;
import io.github.underheap.text.Numbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a report as a table for a terminal, after the totals of the whole profile.
 *
 * <p>Verbosity 0 shows the metric, blocks, share and verdict of each line; 1 also lifetimes and peaks; 2 also the innermost frames; 3 whole stacks,
 * reasons and hints. Immutable, thread-safe.
 */
public final class GroupsText {

    private final Style style;
    private final int verbosity;

    /** @param verbosity 0 to 3; what is higher is 3 */
    public GroupsText(Style style, int verbosity) {
        this.style = style;
        this.verbosity = verbosity;
    }

    /**
     * Writes the report.
     *
     * @throws IOException if {@code out} fails
     */
    public void write(Groups groups, Appendable out) throws IOException {
        Profile profile = groups.profile();
        TextParts.notes("", profile, style, out);
        TextParts.totals(profile, out);
        if (groups.all() == 0) {
            out.append("\nno allocations were recorded\n");
            return;
        }
        out.append('\n').append(style.strong(title(groups))).append('\n');
        if (!groups.lines().isEmpty()) {
            table(groups, out);
        }
    }

    private static String title(Groups groups) {
        Selection selection = groups.selection();
        String lines = TextParts.lines(selection.grouping());
        String order = switch (selection.order()) {
            case SIZE -> " by " + selection.metric().words();
            case COUNT -> " by blocks";
            case NAME -> " by name";
        };
        int shown = groups.lines().size();
        String first =
                shown < groups.fitting() ? ", the first " + shown + " of " + Numbers.exact(groups.fitting()) : "";
        int left = groups.all() - groups.fitting();
        String hidden = left > 0 ? (shown == 0 ? ": " : "; ") + Numbers.exact(left) + whyLeftOut(selection) : "";
        return TextParts.capitalised(lines) + order + first + hidden + (shown == 0 ? "" : ":");
    }

    private static String whyLeftOut(Selection selection) {
        boolean haveNone = selection.filter() == null && selection.minCount() == 0 && selection.thresholdBytes() <= 1;
        return haveNone ? " with none left out" : " left out by the filter or a threshold";
    }

    private void table(Groups groups, Appendable out) throws IOException {
        long whole = groups.selection().metric().of(groups.verdicts());
        TextTable table = new TextTable(heads(groups));
        int rank = 0;
        for (Group group : groups.lines()) {
            table.measure(++rank, cells(group, groups, whole));
        }
        table.writeHeads(style, out);
        rank = 0;
        for (Group group : groups.lines()) {
            table.write(++rank, cells(group, groups, whole), PlainText.shown(group.key()), out);
            TextParts.below(group.largest(), group.sites(), groups.verdicts(), verbosity, table.indent(), style, out);
            if (verbosity >= TextParts.EVERYTHING && groups.verdicts().verdict(group.largest()) != group.verdict()) {
                TextParts.verdictOfAnother(group.judged(), groups.verdicts(), table.indent(), style, out);
            }
        }
    }

    private List<String> heads(Groups groups) {
        Metric metric = groups.selection().metric();
        List<String> heads = new ArrayList<>();
        heads.add(TextParts.head(metric));
        heads.add(metric == Metric.BLOCKS ? "total bytes" : "blocks");
        heads.add("share");
        if (verbosity >= TextParts.MORE_NUMBERS) {
            TextParts.others(metric).forEach((other, number) -> heads.add(TextParts.head(other)));
            heads.addAll(List.of("own peak", "avg life"));
        }
        heads.add("verdict");
        return heads;
    }

    private List<TextTable.Cell> cells(Group group, Groups groups, long whole) {
        Metric metric = groups.selection().metric();
        Profile profile = groups.profile();
        List<TextTable.Cell> cells = new ArrayList<>();
        cells.add(new TextTable.Cell(
                metric.isMeasured(profile) ? Figures.of(metric, group.weight()) : TextParts.UNKNOWN));
        cells.add(new TextTable.Cell(
                metric == Metric.BLOCKS
                        ? Figures.size(group.get(SiteNumber.TOTAL_BYTES))
                        : Numbers.exact(group.get(SiteNumber.TOTAL_BLOCKS))));
        cells.add(new TextTable.Cell(Figures.share(group.weight(), whole)));
        if (verbosity >= TextParts.MORE_NUMBERS) {
            TextParts.others(metric).forEach((other, number) -> cells.add(size(group, number, profile)));
            cells.add(size(group, SiteNumber.OWN_PEAK_BYTES, profile));
            cells.add(new TextTable.Cell(life(group, profile)));
        }
        String verdict = group.verdict() == Verdict.NONE ? "-" : group.verdict().word();
        cells.add(new TextTable.Cell(
                verdict, group.verdict() == Verdict.NONE ? verdict : TextParts.verdict(group.verdict(), style)));
        return cells;
    }

    private static TextTable.Cell size(Group group, SiteNumber number, Profile profile) {
        return new TextTable.Cell(profile.measures(number) ? Figures.size(group.get(number)) : TextParts.UNKNOWN);
    }

    private static String life(Group group, Profile profile) {
        return profile.measures(SiteNumber.LIFETIME_LOW) && group.get(SiteNumber.TOTAL_BLOCKS) > 0
                ? Figures.duration(group.averageLifetimeNanos(), profile)
                : TextParts.UNKNOWN;
    }
}
