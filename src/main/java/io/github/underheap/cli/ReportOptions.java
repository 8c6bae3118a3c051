package io.github.underheap.cli;

import io.github.underheap.select.Grouping;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Order;
import io.github.underheap.select.Rules;
import io.github.underheap.select.Selection;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The options of all verbs that show sites: which ones, grouped and ordered how, and in which form. */
final class ReportOptions {

    /** Forms of what is for people or programs. */
    static final List<String> FORMS = List.of("text", "json");

    /** Forms of a report, of which one is a page for a browser. */
    static final List<String> REPORT_FORMS = List.of("text", "json", Page.FORM);

    /** How many lines a report for people has; one for machines has all. */
    private static final int LINES_OF_TEXT = 10;

    private ReportOptions() {}

    /** Adds all of those of a report: {@link Reporting} reads them. */
    static void addReport(CommandSpec spec) {
        addSelection(spec);
        addForm(spec, REPORT_FORMS);
        addOpen(spec);
        addVerbosity(spec);
        spec.addOption(Specs.value("FILE", "also writes the whole profile there, to compare with", "--save"));
        spec.addOption(Specs.value("FILE", "shows what changed since that profile", "--compare"));
        addGrowthLimit(spec);
    }

    /** Adds those that choose and order sites. */
    static void addSelection(CommandSpec spec) {
        addGrouping(spec, "what makes one line: site, function, module or file (site)");
        addMetric(spec, "what is weighed: peak, live, leaked, total or blocks (total)");
        spec.addOption(Specs.choice(
                "ORDER",
                Given.words(Order.values()),
                "count (most blocks first), size (the metric) or name (size)",
                "--sort-by"));
        spec.addOption(Specs.value("N", "at most N lines; 0: all (10 in text, all in JSON)", "--limit"));
        spec.addOption(Specs.value("TEXT", "only lines whose name contains TEXT, in any case", "-f", "--filter"));
        spec.addOption(Specs.value("N", "only lines with N blocks or more", "--min-count"));
        spec.addOption(
                Specs.value("SIZE", "only lines with as much or more: 0, 4096, 64k, 64 MiB", "--threshold-bytes"));
        addRules(spec);
    }

    /** Adds what makes sites one. */
    static void addGrouping(CommandSpec spec, String meaning) {
        spec.addOption(Specs.choice("BY", Given.words(Grouping.values()), meaning, "--group-by"));
    }

    /** Adds what sites are weighed by. */
    static void addMetric(CommandSpec spec, String meaning) {
        spec.addOption(Specs.choice("METRIC", Given.words(Metric.values()), meaning, "--metric"));
    }

    /** Adds the option that names a file of rules. */
    static void addRules(CommandSpec spec) {
        spec.addOption(Specs.value("FILE", "names own pools, and sites that are meant to stay", "--rules"));
    }

    /** Adds the form of the result. */
    static void addForm(CommandSpec spec, List<String> forms) {
        spec.addOption(
                Specs.choice("FORM", forms, Given.listed(forms) + " (" + forms.getFirst() + ")", "-o", "--output"));
    }

    /** Adds that the page is opened. */
    static void addOpen(CommandSpec spec) {
        spec.addOption(Specs.flag("opens it as a page in the browser", Opener.OPTION));
    }

    /** Adds where the result goes. */
    static void addOut(CommandSpec spec) {
        spec.addOption(Specs.value("FILE", "where it is written; without it, standard output", "--out"));
    }

    /** Adds how much is said. */
    static void addVerbosity(CommandSpec spec) {
        spec.addOption(Specs.counted("more numbers; -vv: also frames; -vvv: whole stacks, reasons, hints", "-v"));
    }

    /** Adds the limit that makes a comparison fail. */
    static void addGrowthLimit(CommandSpec spec) {
        spec.addOption(Specs.value("PCT", "exit code 1 if the metric grew by more per cent", "--fail-on-growth"));
    }

    /** Which lines a result has. Lines with nothing live or leaked are left out if that is weighed, unless a threshold of 0 asks for them. */
    static Selection selection(Given given, String form) {
        Metric metric = metric(given);
        boolean canBeNothing = metric == Metric.LIVE || metric == Metric.LEAKED || metric == Metric.PEAK;
        return new Selection(
                given.word("--group-by", Grouping.values(), Grouping.SITE),
                metric,
                given.word("--sort-by", Order.values(), Order.SIZE),
                given.number("--min-count", 0, Long.MAX_VALUE),
                given.size("--threshold-bytes", canBeNothing ? 1 : 0),
                given.text("--filter"),
                (int) given.number("--limit", form.equals("text") ? LINES_OF_TEXT : 0, Integer.MAX_VALUE));
    }

    /** What sites are weighed by. */
    static Metric metric(Given given) {
        return given.word("--metric", Metric.values(), Metric.TOTAL);
    }

    /** In which form the result is written. What looks like the name of a file was meant for {@code --out}. */
    static String form(Given given, List<String> forms) {
        String form = given.text("--output", forms.getFirst());
        if (!forms.contains(form)) {
            throw Given.notValid("--output", form, Given.listed(forms) + "; a file is named by --out");
        }
        return form;
    }

    /** The user's rules. */
    static Rules rules(Given given, Surroundings around) throws IOException {
        String name = given.text("--rules");
        if (name == null) {
            return Rules.BUILT_IN;
        }
        Path file = around.file(name);
        try {
            if (Files.isDirectory(file)) {
                throw new Refusal("--rules: " + name + " is a folder; name a file of rules");
            }
            return Rules.parse(name, Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new Refusal("--rules: " + name + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new Refusal("--rules: " + name + ": permission denied", e);
        } catch (CharacterCodingException e) {
            throw new Refusal("--rules: " + name + " is not text in UTF-8", e);
        } catch (IllegalArgumentException e) {
            throw new Refusal("--rules: " + e.getMessage(), e);
        }
    }
}
