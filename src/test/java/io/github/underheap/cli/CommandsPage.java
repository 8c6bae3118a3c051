package io.github.underheap.cli;

import io.github.underheap.config.OptionTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes {@code docs/commands.md} of what the commands say of themselves, so that it is true. */
final class CommandsPage {

    private static final String HEAD = """
            # Commands

            This page is made of what the commands know of themselves; `CommandsPageTest` says how to make it anew. `underheap help`
            prints the same by verb. How a leak is found with them: [Find a leak](find-a-leak.md); how a build fails on one:
            [Gates for CI](ci.md); what the files are like: [Formats](formats.md).

            """;

    private static final String TAIL = """
            ## What holds for all of them

            * Options may come before or after the verb, as `--limit 3` or `--limit=3`. An option that is given twice is a mistake;
              with `run` the last one counts, as with `java`.
            * A file that is read can be this library's JSON or a DHAT file of any tool, plain or compressed by gzip; `-` is standard input.
            * A file that is written is there as a whole or not at all.
            * Sizes are bytes (`4096`), or have a unit: `64k`, `64 MiB`, `1.5g`. All units are powers of 1024.
            * Filter and thresholds act on lines, that is after grouping; then lines are ordered, equal ones by name, and the limit cuts. By what is
              live, leaked or was live at the peak, lines that have nothing of it are left out; `--threshold-bytes 0` shows them too.
            * `--save` may name the file that `--compare` names: it is compared with first, and replaced then, unless `--fail-on-growth` is broken.
            * Results go to standard output, messages to standard error. Where the reader of the output goes away, as `| head` does,
              the command ends quietly.
            * Reading that takes longer than two seconds says how far it is: on a terminal in one line, elsewhere in a line every ten seconds.
            * `--color=auto|always|never`: `auto` is colours on a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
            * `run` without the launcher, by `java -jar underheap-<version>-all.jar run …`, works alike but for two things: `JAVA_TOOL_OPTIONS` and
              its kind hold for the command's own JVM as well, and a program that should ignore QUIT from the start does not.
            * `--debug`, or `UNDERHEAP_DEBUG` set to anything, shows where an internal error comes from.

            | exit code | means |
            |--:|---|
            | 0 | all is well |
            | 1 | a limit was broken, or a profile cannot vouch for its numbers |
            | 2 | the command line is wrong, or a file cannot be read or written; one line says what and where |
            """;

    /** What holds for all verbs is said once. */
    private static final Set<String> EVERYWHERE = Set.of("--help", "--color", "--debug");

    private CommandsPage() {}

    static String text() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Verb verb : Verbs.all()) {
            page.append("* [`")
                    .append(verb.name())
                    .append("`](#")
                    .append(verb.name())
                    .append("): ");
            page.append(verb.summary()).append('\n');
        }
        for (Verb verb : Verbs.all()) {
            page.append('\n');
            section(verb, page);
        }
        return page.append('\n').append(TAIL).toString();
    }

    private static void section(Verb verb, StringBuilder page) {
        CommandSpec spec = verb.spec();
        page.append("## ").append(verb.name()).append("\n\n```\n");
        String synopsis = spec.usageMessage().customSynopsis()[0];
        page.append(synopsis, 0, synopsis.length() - verb.summary().length() - ": ".length())
                .append("\n```\n\n");
        page.append("```\n");
        for (String example : spec.usageMessage().description()) {
            page.append(unescaped(example).substring(2)).append('\n');
        }
        page.append("```\n\n");
        Set<String> recording = OptionTable.rows().stream()
                .map(row -> row.key().equals("output") ? "--out" : "--" + row.key())
                .collect(Collectors.toSet());
        List<OptionSpec> shown = new ArrayList<>();
        boolean records = false;
        for (OptionSpec option : spec.options()) {
            boolean isOfTable = recording.contains(option.longestName()) && spec.findOption("--maxSites") != null;
            records |= isOfTable;
            if (!EVERYWHERE.contains(option.longestName()) && !isOfTable) {
                shown.add(option);
            }
        }
        if (!shown.isEmpty()) {
            page.append("| option | meaning |\n|---|---|\n");
            shown.forEach(option -> page.append(row(option)));
        }
        if (records) {
            page.append("\nAnd, as `--key=value`, the [options of the library](options.md)"
                    + "; `--out` is what is called `output` there.\n");
        }
    }

    private static String row(OptionSpec option) {
        String names =
                Arrays.stream(option.names()).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "| " + names + value(option) + " | "
                + unescaped(String.join(" ", option.description())).replace("|", "\\|") + " |\n";
    }

    private static String value(ArgSpec option) {
        return option.arity().max() == 0 ? "" : " " + option.paramLabel().toUpperCase(Locale.ROOT);
    }

    private static String unescaped(String text) {
        return text.replace("%%", "%");
    }
}
