package io.github.underheap.cli;

import io.github.underheap.config.NearestWord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parses the arguments of {@code run}: first our own options; then, from the program, the first option of java or {@code --} on, what belongs to
 * java and the program. Picocli cannot stop there, and loading it would keep the program waiting for a tenth of a second.
 *
 * <p>Of an option that is given twice the last one counts, as with java's: the first may be in an alias.
 */
final class RunLine {

    /** Options of a report, and of every verb; each line has the names of one. */
    private static final List<List<String>> WITH_VALUE = List.of(
            List.of("--group-by"),
            List.of("--metric"),
            List.of("--sort-by"),
            List.of("--limit"),
            List.of("-f", "--filter"),
            List.of("--min-count"),
            List.of("--threshold-bytes"),
            List.of("--rules"),
            List.of("-o", "--output"),
            List.of("--save"),
            List.of("--compare"),
            List.of("--fail-on-growth"),
            List.of("--color"));

    private static final List<List<String>> WITHOUT_VALUE =
            List.of(List.of("-v"), List.of("--debug"), List.of(Opener.OPTION));

    private static final Set<String> HELP = Set.of("-h", "--help");

    private static final String END = "--";

    /** Beginnings of the options of java that begin with two hyphens. */
    private static final List<String> LONG_OPTIONS_OF_JAVA = List.of(
            "--add-",
            "--class-path",
            "--enable-",
            "--finalization=",
            "--illegal-",
            "--limit-modules",
            "--module",
            "--patch-module",
            "--show-module-resolution",
            "--source",
            "--sun-misc-",
            "--upgrade-module-path");

    /** Maps each name of an option to all its names. */
    private final Map<String, List<String>> names = new TreeMap<>();

    private final Map<String, List<String>> given = new HashMap<>();

    RunLine() {
        for (List<String> option : RecordingOptions.allNames()) {
            add(option);
        }
        for (List<String> option : WITH_VALUE) {
            add(option);
        }
        for (List<String> option : WITHOUT_VALUE) {
            add(option);
        }
    }

    private void add(List<String> option) {
        for (String name : option) {
            names.put(name, option);
        }
    }

    /** All names, and whether a value belongs to them. */
    Map<String, Boolean> known() {
        Map<String, Boolean> known = new TreeMap<>();
        for (Map.Entry<String, List<String>> name : names.entrySet()) {
            known.put(name.getKey(), !WITHOUT_VALUE.contains(name.getValue()));
        }
        return known;
    }

    /**
     * Parses them; null if they ask for the help.
     *
     * @throws Refusal for an option that neither underheap nor java knows, and for one whose value is missing
     */
    @Nullable
    Given parse(List<String> arguments) {
        int at = 0;
        while (at < arguments.size()) {
            String argument = arguments.get(at);
            if (argument.equals(END)) {
                at++;
                break;
            }
            if (HELP.contains(argument)) {
                return null;
            }
            int words = take(arguments, at);
            if (words == 0) {
                break;
            }
            at += words;
        }
        return new Given(given, arguments.subList(at, arguments.size()));
    }

    /** Takes an option of ours; how many arguments it has, 0 if what stands there is none. */
    private int take(List<String> arguments, int at) {
        String argument = arguments.get(at);
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        List<String> option = names.get(name);
        if (option == null) {
            return takeOther(argument, name);
        }
        if (WITHOUT_VALUE.contains(option)) {
            if (equals >= 0) {
                throw new Refusal(name + " takes no value");
            }
            keep(option, "");
            return 1;
        }
        if (equals >= 0) {
            keep(option, argument.substring(equals + 1));
            return 1;
        }
        if (at + 1 == arguments.size()) {
            throw new Refusal(name + " needs a value: " + name + (name.startsWith(END) ? "=…" : " …"));
        }
        keep(option, arguments.get(at + 1));
        return 2;
    }

    /** {@code -vv}, a short option with its value behind it, or one of java's. */
    private int takeOther(String argument, String name) {
        if (!argument.startsWith("-")) {
            return 0;
        }
        if (argument.startsWith(END)) {
            for (String java : LONG_OPTIONS_OF_JAVA) {
                if (argument.startsWith(java)) {
                    return 0;
                }
            }
            throw unknown(name);
        }
        if (argument.length() > 2 && argument.replace("v", "").equals("-")) {
            for (int i = 1; i < argument.length(); i++) {
                keep(List.of("-v"), "");
            }
            return 1;
        }
        if (name.length() > 2 && names.containsKey("-" + name)) {
            throw unknown(name);
        }
        List<String> option = argument.length() > 2 ? names.get(argument.substring(0, 2)) : null;
        // Java has options that begin with -v, and none that begins like the others.
        if (option != null && !WITHOUT_VALUE.contains(option)) {
            keep(option, argument.substring(2));
            return 1;
        }
        return 0;
    }

    private void keep(List<String> option, String value) {
        for (String name : option) {
            List<String> values = given.get(name);
            if (values == null) {
                values = new ArrayList<>();
                given.put(name, values);
            }
            values.add(value);
        }
    }

    private Refusal unknown(String typed) {
        return new Refusal("unknown option " + typed + "; did you mean "
                + NearestWord.of(END + typed.replaceFirst("^-+", ""), new ArrayList<>(names.keySet()))
                + "? (options for java itself go after --)");
    }

    /** The names of the options of a report, by which it is known whether one is asked for. */
    static Set<String> ofReports() {
        Set<String> options = new HashSet<>();
        for (List<String> option : WITH_VALUE) {
            options.addAll(option);
        }
        options.add("-v");
        options.remove("--color");
        return options;
    }
}
