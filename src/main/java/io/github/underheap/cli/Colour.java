package io.github.underheap.cli;

import io.github.underheap.report.Style;
import java.util.List;

/** Whether text has the colours of a terminal. */
final class Colour {

    /** What {@code --color} can be. */
    static final List<String> WHEN = List.of("auto", "always", "never");

    private Colour() {}

    /** By {@code --color}, else on a terminal that can show them, unless the user wants none ({@code NO_COLOR}). */
    static boolean isOn(Surroundings around, boolean isTerminal) {
        return switch (around.colour()) {
            case "always" -> true;
            case "never" -> false;
            default ->
                isTerminal
                        && around.variable("NO_COLOR").isEmpty()
                        && !around.variable("TERM").equals("dumb");
        };
    }

    /** How text stands out there. */
    static Style of(Surroundings around, boolean isTerminal) {
        return isOn(around, isTerminal) ? Style.COLOURED : Style.PLAIN;
    }
}
