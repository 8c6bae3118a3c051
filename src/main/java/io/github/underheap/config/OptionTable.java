package io.github.underheap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The table of options as tools see it: a command line makes its own options from it, and says which are in force and why. Programs
 * use {@link TrackerOptions}.
 *
 * <p>Thread-safe. Runs when an application starts: no lambdas, streams or switches over enums here.
 */
public final class OptionTable {

    private OptionTable() {}

    /**
     * An option.
     *
     * @param key as in the builder, in {@code -Dunderheap.<key>} and in {@code key=value}
     * @param expected what a value has to look like, in words that follow "expected"
     * @param standard the default as text; empty if there is none
     * @param help what it means
     */
    public record Row(String key, String expected, String standard, String help) {}

    /**
     * An option as it is in force.
     *
     * @param key as in {@link Row}
     * @param value as text; empty if there is none
     * @param source where it was found, in words, such as {@code environment variable UNDERHEAP_DEPTH}
     * @param isDefault whether nobody has set it
     */
    public record InForce(String key, String value, String source, boolean isDefault) {}

    /** All options, in the order in which they are printed. */
    public static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Option<?> option : Options.ALL) {
            rows.add(row(option));
        }
        return rows;
    }

    private static <T> Row row(Option<T> option) {
        return new Row(option.key(), option.expected(), option.text(option.standard()), option.help());
    }

    /**
     * A value as it is written when it is read back.
     *
     * @throws IllegalArgumentException if there is no such option or the value is not valid; the message says what is expected
     */
    public static String parse(String key, String value) {
        for (Option<?> option : Options.ALL) {
            if (option.key().equals(key)) {
                return parsed(option, value);
            }
        }
        throw new IllegalArgumentException(key + ": there is no such option");
    }

    private static <T> String parsed(Option<T> option, String value) {
        return option.text(option.parse(value));
    }

    /**
     * All options as they are in force: the command line wins over a property, that over the environment, and that over the default.
     *
     * @param commandLine valid values by key
     * @param mistakes is told of each property and variable that cannot be read; its option has the default then
     */
    public static List<InForce> inForce(
            Map<String, String> commandLine,
            Properties properties,
            Map<String, String> environment,
            Consumer<OptionReader.Mistake> mistakes) {
        Map<String, OptionReader.Found> found = OptionReader.find(properties, environment, mistakes);
        List<InForce> all = new ArrayList<>();
        for (Option<?> option : Options.ALL) {
            @Nullable String given = commandLine.get(option.key());
            OptionReader.@Nullable Found setting = found.get(option.key());
            if (given != null) {
                all.add(new InForce(option.key(), given, "command line", false));
            } else if (setting != null) {
                all.add(new InForce(option.key(), setting.value(), setting.where(), false));
            } else {
                all.add(new InForce(option.key(), row(option).standard(), "default", true));
            }
        }
        return all;
    }
}
