package io.github.underheap.cli;

import io.github.underheap.config.ByteSize;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What was given on the command line, and what it means. Each accessor refuses what is not valid, and says what would be. */
final class Given {

    private final Map<String, List<String>> options;
    private final List<String> files;
    private final boolean helpWanted;

    /**
     * Takes what was given.
     *
     * @param options the values of each option that was given, under each of its names; empty ones of an option without value
     * @param files what is no option
     */
    Given(Map<String, List<String>> options, List<String> files) {
        this(options, files, false);
    }

    private Given(Map<String, List<String>> options, List<String> files, boolean helpWanted) {
        this.options = options;
        this.files = files;
        this.helpWanted = helpWanted;
    }

    /** What picocli has parsed. */
    static Given of(ParseResult parsed) {
        Map<String, List<String>> options = new HashMap<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            List<String> values = values(option);
            for (String name : option.names()) {
                options.put(name, values);
            }
        }
        return new Given(
                options,
                parsed.matchedPositionals().isEmpty()
                        ? List.of()
                        : parsed.matchedPositional(0).stringValues(),
                parsed.isUsageHelpRequested());
    }

    /** Picocli keeps no text of an option without value, but counts it if it can be given several times. */
    private static List<String> values(OptionSpec option) {
        return option.arity().max() == 0 && option.getValue() instanceof List<?> times
                ? Collections.nCopies(times.size(), "")
                : option.stringValues();
    }

    /** Whether the help was asked for. */
    boolean isHelpWanted() {
        return helpWanted;
    }

    /** Whether an option was given. */
    boolean has(String option) {
        return options.containsKey(option);
    }

    /** Whether any of these options was given. */
    boolean hasAny(Set<String> names) {
        return !Collections.disjoint(options.keySet(), names);
    }

    /** How often an option was given that takes no value. */
    int times(String option) {
        return options.getOrDefault(option, List.of()).size();
    }

    /** The value of an option, the last one if there are several; null if it was not given. */
    @Nullable
    String text(String option) {
        List<String> values = options.getOrDefault(option, List.of());
        return values.isEmpty() ? null : values.getLast();
    }

    /** The value of an option, or its default. */
    String text(String option, String standard) {
        String given = text(option);
        return given == null ? standard : given;
    }

    /** The arguments that are no options, in the order of the command line. */
    List<String> files() {
        return files;
    }

    /** Bytes. */
    long size(String option, long standard) {
        String given = text(option);
        if (given == null) {
            return standard;
        }
        try {
            return ByteSize.parse(given);
        } catch (IllegalArgumentException e) {
            throw new Refusal(option + ": " + e.getMessage());
        }
    }

    /** A whole number, 0 or more. */
    long number(String option, long standard, long most) {
        String given = text(option);
        if (given == null) {
            return standard;
        }
        try {
            long number = Long.parseLong(given.strip());
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The message below serves for it too.
        }
        throw notValid(option, given, "a whole number from 0 to " + most);
    }

    /** Per cent, 0 or more; -1 if the option was not given. */
    double percent(String option) {
        String given = text(option);
        if (given == null) {
            return -1;
        }
        String number = given.strip();
        number = number.endsWith("%") ? number.substring(0, number.length() - 1).strip() : number;
        try {
            double percent = Double.parseDouble(number);
            if (percent >= 0 && percent <= 1e9 && !number.isEmpty() && isDecimal(number)) {
                return percent;
            }
        } catch (NumberFormatException e) {
            // The message below serves for it too.
        }
        throw notValid(option, given, "per cent, such as 10 or 2.5");
    }

    /** No {@code 1e3}, {@code 0x1p3} or {@code 5d}, which Java reads as well. */
    private static boolean isDecimal(String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** One of the constants of an enum, by its name in small letters with {@code -} for {@code _}. */
    <E extends Enum<E>> E word(String option, E[] constants, E standard) {
        String given = text(option);
        if (given == null) {
            return standard;
        }
        for (E constant : constants) {
            if (wordOf(constant).equals(given)) {
                return constant;
            }
        }
        throw notOneOf(option, given, words(constants));
    }

    /** One of a few words. */
    String word(String option, List<String> words, String standard) {
        String given = text(option, standard);
        if (!words.contains(given)) {
            throw notOneOf(option, given, words);
        }
        return given;
    }

    /** How a constant is typed. */
    static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How constants are typed. */
    static List<String> words(Enum<?>[] constants) {
        String[] words = new String[constants.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = wordOf(constants[i]);
        }
        return List.of(words);
    }

    private static Refusal notOneOf(String option, String given, List<String> words) {
        return notValid(option, given, listed(words));
    }

    /** The message about a value. */
    static Refusal notValid(String option, String given, String expected) {
        return new Refusal(option + ": '" + given + "' is not valid; expected " + expected);
    }

    /** Words as a sentence lists them. */
    static String listed(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            text.append(i == 0 ? "" : i < words.size() - 1 ? ", " : " or ").append(words.get(i));
        }
        return text.toString();
    }
}
