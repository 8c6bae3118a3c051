package io.github.underheap.cli;

import io.github.underheap.config.NearestWord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command line, cut into the verb and its arguments. Options may come before the verb as well as after it.
 *
 * @param verb null if there is none
 * @param arguments those before the verb, then those after it
 */
record TypedLine(@Nullable String verb, List<String> arguments) {

    /** Cuts it. */
    static TypedLine of(List<String> typed) {
        if (!typed.isEmpty() && !typed.getFirst().startsWith("-")) {
            return new TypedLine(typed.getFirst(), typed.subList(1, typed.size()));
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < typed.size(); i++) {
            String argument = typed.get(i);
            if (!argument.startsWith("-")) {
                arguments.addAll(typed.subList(i + 1, typed.size()));
                return new TypedLine(argument, arguments);
            }
            arguments.add(argument);
            if (takesNext(argument) && i + 1 < typed.size()) {
                i++;
                arguments.add(typed.get(i));
            }
        }
        return new TypedLine(null, arguments);
    }

    /** Whether the value of an option is the argument after it. */
    private static boolean takesNext(String argument) {
        if (argument.indexOf('=') > 0 || Help.WITHOUT_VERB.contains(argument)) {
            return false;
        }
        List<String> names = new ArrayList<>();
        for (Verb verb : Verbs.all()) {
            for (OptionSpec option : verb.spec().options()) {
                for (String name : option.names()) {
                    if (name.equals(argument)) {
                        return option.arity().max() > 0;
                    }
                    if (name.length() == 2 && argument.startsWith(name) && !argument.startsWith("--")) {
                        return false;
                    }
                    names.add(name);
                }
            }
        }
        throw new Refusal("unknown option " + argument + "; did you mean " + NearestWord.of(argument, names) + "?");
    }
}
