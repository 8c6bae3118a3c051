package io.github.underheap.report;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.select.Check;
import io.github.underheap.select.Comparison;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.Groups;
import io.github.underheap.select.Limit;
import io.github.underheap.select.Limits;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Order;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Selection;
import io.github.underheap.select.Verdicts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Groups, compares, checks and writes profiles of as many sites as its argument says. What is written goes nowhere; a line for each kind of report
 * says how many groups it has.
 */
final class ManySitesReports {

    private ManySitesReports() {}

    public static void main(String[] args) throws IOException {
        int sites = Integer.parseInt(args[0]);
        Profile profile = ManySites.profile(sites);
        Verdicts verdicts = new Verdicts(profile, Rules.BUILT_IN);
        try (Writer out =
                new BufferedWriter(new OutputStreamWriter(OutputStream.nullOutputStream(), StandardCharsets.UTF_8))) {
            for (Grouping grouping : Grouping.values()) {
                Groups groups = Groups.of(verdicts, by(grouping));
                new GroupsText(Style.PLAIN, 0).write(groups, out);
                new GroupsJson().write(groups, out);
                System.out.println(grouping + " " + groups.lines().size());
            }
            Comparison comparison = Comparison.of(
                    new Verdicts(ManySites.profile(sites - 1), Rules.BUILT_IN), verdicts, by(Grouping.SITE));
            new ComparisonText(Style.PLAIN, 0).write(comparison, out);
            System.out.println("changed " + comparison.fitting() + ", unchanged " + comparison.unchanged());
        }
        Check check = Limits.builder()
                .most(Limit.BLOCKS, 0)
                .per(Grouping.SITE)
                .build()
                .check(verdicts, null);
        System.out.println("broken "
                + (check.results().getFirst().breaches().size()
                        + check.results().getFirst().unnamed()));
        for (ProfileFormat format : List.of(
                new CsvFormat(), new CollapsedFormat(), new JsonFormat(), new SpeedscopeFormat(), new PprofFormat())) {
            format.write(profile, OutputStream.nullOutputStream());
        }
    }

    private static Selection by(Grouping grouping) {
        return new Selection(grouping, Metric.TOTAL, Order.SIZE, 1, 1, "ACME", 0);
    }
}
