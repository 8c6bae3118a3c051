package io.github.underheap.cli;

import io.github.underheap.report.Style;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help: one screen for the whole, and one for each verb. */
final class Help {

    static final List<String> WITHOUT_VERB = List.of("--help", "-h", "--version", "-V");

    private static final int VERB_COLUMN = 12;

    private static final String HEAD = """
            underheap: which call sites allocate off-heap memory, how long it lives, what is never given back

            """;

    private static final String TAIL = """

              underheap report --metric leaked --group-by function dhat-heap.json
              underheap check --max-leak 0 --max-peak 64m dhat-heap.json
              underheap diff --group-by file before.json after.json

            `underheap VERB --help` has the options of a verb; they may also come before it. A file can be - for
            standard input, and compressed by gzip. --color=auto|always|never and --debug work with all verbs.
            Exit code: 0; 1 if a limit was broken; 2 if the command line is wrong or a file cannot be read.
            """;

    private Help() {}

    /** A command line that has only options, or nothing. */
    static int withoutVerb(List<String> options, Surroundings around) throws IOException {
        for (String option : options) {
            switch (option) {
                case "--version", "-V" -> {
                    write(Version.line() + "\n", around);
                    return 0;
                }
                case "--help", "-h" -> {
                    return overview(around);
                }
                default -> {}
            }
        }
        if (options.isEmpty()) {
            return overview(around);
        }
        throw new Refusal("no verb among the arguments; 'underheap help' lists them");
    }

    /** {@code help} and what follows it. */
    static int of(List<String> names, Surroundings around) throws IOException {
        if (names.isEmpty() || names.getFirst().equals("help") || WITHOUT_VERB.contains(names.getFirst())) {
            return overview(around);
        }
        return of(Main.verb(names.getFirst(), around), around);
    }

    /** The help of a verb. */
    static int of(Verb verb, Surroundings around) throws IOException {
        CommandLine line = Picocli.line(verb);
        Ansi ansi = Colour.isOn(around, around.outIsTerminal()) ? Ansi.ON : Ansi.OFF;
        write(line.getUsageMessage(ansi).stripTrailing() + "\n", around);
        return 0;
    }

    private static int overview(Surroundings around) throws IOException {
        Style style = Colour.of(around, around.outIsTerminal());
        StringBuilder text = new StringBuilder(HEAD);
        for (Verb verb : Verbs.all()) {
            text.append("  ").append(style.strong(verb.name()));
            text.append(" ".repeat(VERB_COLUMN - verb.name().length()))
                    .append(verb.summary())
                    .append('\n');
        }
        write(text.append(TAIL).toString(), around);
        return 0;
    }

    private static void write(String text, Surroundings around) throws IOException {
        around.out().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
