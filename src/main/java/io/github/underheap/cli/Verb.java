package io.github.underheap.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** A verb of the command line, such as {@code report}. Stateless: what was given on the command line is in {@link Given}. */
interface Verb {

    /** As it is typed. */
    String name();

    /** One line for the list of verbs. */
    String summary();

    /** Its options and arguments, with the texts of its help. Made anew at each call; only the verb that was typed is asked. */
    CommandSpec spec();

    /**
     * What its arguments say, for a verb that parses them itself; null if picocli does, as it always does for the help.
     *
     * @throws Refusal if they are wrong
     */
    default @Nullable Given parse(List<String> arguments) {
        return null;
    }

    /**
     * Does it.
     *
     * @return the exit code
     * @throws Refusal if the command line is wrong or a file cannot be read
     */
    int execute(Given given, Surroundings around) throws IOException;
}
