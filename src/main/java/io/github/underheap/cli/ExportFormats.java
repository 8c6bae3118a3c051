package io.github.underheap.cli;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFormat;
import io.github.underheap.report.AdHocFormat;
import io.github.underheap.report.CollapsedFormat;
import io.github.underheap.report.CsvFormat;
import io.github.underheap.report.GroupsText;
import io.github.underheap.report.HtmlFormat;
import io.github.underheap.report.PprofFormat;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.report.SpeedscopeFormat;
import io.github.underheap.report.Style;
import io.github.underheap.select.Grouping;
import io.github.underheap.select.Groups;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Order;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Selection;
import io.github.underheap.select.Verdicts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The forms that {@code export} knows: those of this library, and those that other jars add. */
final class ExportFormats {

    /** Those of this library. */
    static final List<String> NAMES =
            List.of("dhat", "json", "csv", "collapsed", "html", "speedscope", "pprof", "text");

    /** Those that weigh sites. */
    private static final List<String> WITH_METRIC = List.of("collapsed", "html", "speedscope", "pprof", "text");

    /** Those that judge sites. */
    private static final List<String> WITH_RULES = List.of("csv", "collapsed", "html", "speedscope", "pprof", "text");

    private ExportFormats() {}

    /** Whether a form is not text, so that a terminal would be garbled by it. */
    static boolean isBinary(ProfileFormat format) {
        return format instanceof PprofFormat;
    }

    /** The one that was asked for. */
    static ProfileFormat of(Given given, Surroundings around) throws IOException {
        String name = given.text("--format");
        if (name == null) {
            throw new Refusal("export in which form? --format " + Given.listed(NAMES));
        }
        refuseElsewhere("--metric", given, name, WITH_METRIC);
        refuseElsewhere("--rules", given, name, WITH_RULES);
        Metric metric = ReportOptions.metric(given);
        Rules rules = ReportOptions.rules(given, around);
        return switch (name) {
            case "csv" -> new CsvFormat(rules);
            case "collapsed" -> new CollapsedFormat(metric, rules);
            case "html" -> new HtmlFormat(rules, given.has("--metric") ? metric : null, null);
            case "speedscope" -> new SpeedscopeFormat(metric, rules);
            case "pprof" -> pprof(metric, rules);
            case "text" -> new Text(metric, rules);
            default -> other(name);
        };
    }

    private static void refuseElsewhere(String option, Given given, String format, List<String> formats) {
        if (given.has(option) && !formats.contains(format)) {
            throw new Refusal(option + " is for --format " + Given.listed(formats) + ", and not for " + format);
        }
    }

    private static ProfileFormat pprof(Metric metric, Rules rules) {
        if (metric == Metric.LEAKED) {
            throw new Refusal(
                    "--metric leaked: pprof has live bytes only (--metric live); of them, go tool pprof shows what"
                            + " is leaked with -tagfocus=verdict=leaked");
        }
        return new PprofFormat(metric, rules);
    }

    private static ProfileFormat other(String name) {
        if (name.equals(AdHocFormat.NAME)) {
            // Of events of a program's own, of which there is no file to read.
            throw Given.notValid("--format", name, Given.listed(NAMES));
        }
        try {
            return ProfileFormats.get(name);
        } catch (IllegalArgumentException e) {
            throw Given.notValid("--format", name, Given.listed(NAMES));
        }
    }

    /**
     * All sites with whole stacks and verdicts, for people.
     *
     * @param metric by which they are ordered
     */
    private record Text(Metric metric, Rules rules) implements ProfileFormat {

        private static final int EVERYTHING = 3;

        @Override
        public String name() {
            return "text";
        }

        @Override
        public void write(Profile profile, OutputStream out) throws IOException {
            Selection all = new Selection(Grouping.SITE, metric, Order.SIZE, 0, 0, null, 0);
            try (TextOutput text = new TextOutput(out)) {
                new GroupsText(Style.PLAIN, EVERYTHING).write(Groups.of(new Verdicts(profile, rules), all), text);
            }
        }
    }
}
