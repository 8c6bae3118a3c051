package io.github.underheap.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Parses command lines by picocli. Not in {@link Main}, because loading picocli takes longer than the rest of a command. */
final class Picocli {

    private Picocli() {}

    /**
     * What the arguments of a verb say.
     *
     * @throws Refusal if they are wrong
     */
    static Given parse(Verb verb, List<String> arguments) {
        try {
            return Given.of(line(verb).parseArgs(arguments.toArray(new String[0])));
        } catch (ParameterException e) {
            throw Mistakes.of(e, verb);
        }
    }

    /** What parses the arguments of a verb. */
    static CommandLine line(Verb verb) {
        CommandLine line = new CommandLine(verb.spec());
        line.setExpandAtFiles(false);
        line.setOverwrittenOptionsAllowed(false);
        return line;
    }
}
