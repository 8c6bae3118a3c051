package io.github.underheap.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The environment of the program that is run, as raw text: that of this process. The launcher hides the variables from which {@code java}
 * takes options, since they are meant for the program and not for the command line; here they get their names back.
 *
 * <p>Immutable.
 */
final class ChildEnvironment {

    /** What the launcher puts before the names of hidden variables. */
    static final String HIDDEN = "uh_hidden_";

    private final List<String> variables;

    private ChildEnvironment(List<String> variables) {
        this.variables = variables;
    }

    /** Of a process with these variables. */
    static ChildEnvironment of(Map<String, String> environment) {
        // In a test it is another one.
        List<String> given = environment.equals(System.getenv()) ? RawText.environment() : List.of();
        if (given.isEmpty()) {
            given = new ArrayList<>();
            for (Map.Entry<String, String> variable : environment.entrySet()) {
                given.add(RawText.of(variable.getKey() + "=" + variable.getValue()));
            }
        }
        List<String> variables = new ArrayList<>();
        for (String variable : given) {
            variables.add(variable.startsWith(HIDDEN) ? variable.substring(HIDDEN.length()) : variable);
        }
        return new ChildEnvironment(variables);
    }

    /** Each as {@code NAME=value}. */
    List<String> variables() {
        return variables;
    }

    /** The value of a variable; empty if it is not set. */
    String value(String name) {
        for (String variable : variables) {
            if (variable.startsWith(name) && variable.startsWith("=", name.length())) {
                return variable.substring(name.length() + 1);
            }
        }
        return "";
    }
}
