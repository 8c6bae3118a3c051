package io.github.underheap.cli;

import io.github.underheap.config.NearestWord;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with a command line that picocli cannot parse. */
final class Mistakes {

    private Mistakes() {}

    /** What is wrong with the arguments of a verb. */
    static Refusal of(ParameterException e, Verb verb) {
        return new Refusal(
                switch (e) {
                    case UnmatchedArgumentException unmatched -> unmatched(unmatched, verb);
                    case MissingParameterException missing -> missing(missing, e);
                    case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given twice";
                    default -> other(e, verb);
                },
                e);
    }

    /** All values are text, so the only one that picocli cannot convert is that of an option that takes none. */
    private static String other(ParameterException e, Verb verb) {
        return e.getArgSpec() instanceof OptionSpec option && option.arity().max() == 0
                ? option.longestName() + " takes no value"
                : verb.name() + ": " + e.getMessage();
    }

    private static String unmatched(UnmatchedArgumentException e, Verb verb) {
        String first = e.getUnmatched().getFirst();
        if (!first.startsWith("-") || first.equals("-")) {
            return verb.name() + ": '" + first + "' is one argument too many";
        }
        int equals = first.indexOf('=');
        String option = equals < 0 ? first : first.substring(0, equals);
        List<String> names = new ArrayList<>();
        for (OptionSpec each : e.getCommandLine().getCommandSpec().options()) {
            names.addAll(List.of(each.names()));
        }
        return verb.name() + ": unknown option " + option + "; did you mean " + NearestWord.of(option, names) + "?";
    }

    private static String missing(MissingParameterException e, ParameterException same) {
        List<ArgSpec> missing = e.getMissing();
        return missing.isEmpty() ? String.valueOf(same.getMessage()) : name(missing.getFirst()) + " needs a value";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
