package io.github.underheap.jmh;

import io.github.underheap.config.NearestWord;
import io.github.underheap.config.OptionReader;
import io.github.underheap.config.OptionTable;
import io.github.underheap.config.TrackerOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.ProfilerException;

/**
 * The options that stand after the colon of {@code -prof}, as {@code key=value;…}: those of the tracker, and {@code top}.
 *
 * @param given valid options of the tracker by key, as text
 * @param top how many sites to show
 */
record InitLine(Map<String, String> given, int top) {

    /** How what is said of the line begins. */
    private static final String PROF = "-prof " + OffHeapProfiler.class.getName() + ":";

    private static final String TOP = "top";
    private static final int DEFAULT_TOP = 5;
    private static final int MOST_TOP = SiteTable.MOST_ROWS;
    private static final String TOP_EXPECTED = "a whole number from 0 to " + MOST_TOP;
    private static final String TOP_HELP = "sites to show: those that leak, then those with the most bytes";

    private static final String OUTPUT = "output";

    private static final String HELP = "help";
    private static final String PROPERTY_PREFIX = "underheap.";

    /** Nothing given. */
    static final InitLine EMPTY = new InitLine(Map.of(), DEFAULT_TOP);

    InitLine {
        given = Map.copyOf(given);
    }

    /** @throws ProfilerException with one line about the first mistake, or with the help if that is asked for */
    static InitLine parse(String line) throws ProfilerException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : line.split(";", -1)) {
            String setting = part.strip();
            if (setting.equals(HELP)) {
                throw new ProfilerException(help());
            }
            if (!setting.isEmpty()) {
                int equals = setting.indexOf('=');
                String key = (equals < 0 ? setting : setting.substring(0, equals)).strip();
                if (!keys().contains(key)) {
                    throw mistake(
                            setting, "there is no such option; did you mean " + NearestWord.of(key, keys()) + "?");
                }
                if (key.equals(HELP)) {
                    throw mistake(setting, "has no value to take; expected help alone");
                }
                if (equals < 0) {
                    throw mistake(setting, "has no value; expected " + key + "=" + expected(key));
                }
                String value =
                        parsed(key, setting, setting.substring(equals + 1).strip());
                if (values.put(key, value) != null) {
                    throw mistake(setting, key + " is there twice; expected it once");
                }
            }
        }
        String top = values.remove(TOP);
        return new InitLine(values, top == null ? DEFAULT_TOP : Integer.parseInt(top));
    }

    private static String parsed(String key, String setting, String value) throws ProfilerException {
        try {
            return key.equals(TOP) ? top(value) : OptionTable.parse(key, value);
        } catch (IllegalArgumentException e) {
            throw mistake(setting, e.getMessage());
        }
    }

    private static String top(String value) {
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) > MOST_TOP) {
            throw new IllegalArgumentException("'" + value + "' is not valid; expected " + TOP_EXPECTED);
        }
        return value;
    }

    private static ProfilerException mistake(String setting, @Nullable String what) {
        return new ProfilerException(PROF + setting + ": " + what);
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (OptionTable.Row row : OptionTable.rows()) {
            keys.add(row.key());
        }
        keys.add(TOP);
        keys.add(HELP);
        return keys;
    }

    private static String expected(String key) {
        for (OptionTable.Row row : OptionTable.rows()) {
            if (row.key().equals(key)) {
                return row.expected();
            }
        }
        return TOP_EXPECTED;
    }

    private static String help() {
        StringBuilder text = new StringBuilder(PROF).append("key=value;…\n");
        for (OptionTable.Row row : OptionTable.rows()) {
            help(text, row.key(), row.standard(), row.help());
        }
        help(text, TOP, Integer.toString(DEFAULT_TOP), TOP_HELP);
        return text.toString();
    }

    private static void help(StringBuilder text, String key, String standard, String help) {
        text.append(String.format(Locale.ROOT, "  %-9s %s", key, help))
                .append(standard.isEmpty() ? "" : " (default " + standard + ")")
                .append('\n');
    }

    /** The options of the tracker; those that are not given have their defaults. */
    TrackerOptions options() {
        return over(TrackerOptions.builder().build());
    }

    private TrackerOptions over(TrackerOptions others) {
        Properties properties = new Properties();
        given.forEach((key, value) -> properties.setProperty(PROPERTY_PREFIX + key, value));
        return OptionReader.read(properties, Map.of(), others, mistake -> {
            throw new IllegalArgumentException(mistake.what());
        });
    }

    /** The options of a JVM whose tracker is to have these options. */
    List<String> systemProperties() {
        List<String> options = new ArrayList<>();
        given.forEach((key, value) -> options.add("-D" + PROPERTY_PREFIX + key + "=" + value));
        options.sort(null);
        return options;
    }

    /**
     * Before a JVM is started: one line if the profile that it writes takes the place of another one, or will be replaced; null otherwise.
     *
     * @param jvms how many the benchmark has
     */
    @Nullable
    String warning(SharedOutput outputs, int jvms) {
        String output = given.get(OUTPUT);
        String better = output == null ? null : outputs.before(output, jvms);
        return better == null
                ? null
                : PROF + OUTPUT + "=" + output
                        + ": each JVM that JMH starts writes there, so that the profile of the last one stays;"
                        + " with output=" + better + " each has a file of its own";
    }

    /** A line for each option that a tracker does not have as it is given here, because it recorded already or a system property says another. */
    List<String> notInForce(TrackerOptions inForce) {
        List<String> lines = new ArrayList<>();
        given.forEach((key, value) -> {
            TrackerOptions wanted = new InitLine(Map.of(key, value), top).over(inForce);
            if (!wanted.toString().equals(inForce.toString())) {
                lines.add(key + "=" + value + " is not in force; the tracker records with " + inForce);
            }
        });
        lines.sort(null);
        return lines;
    }
}
