package io.github.underheap.config;

import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads options from text, and says in one line what is wrong with them.
 *
 * <p>Runs when an application starts: no lambdas, streams or switches over enums here.
 */
public final class OptionReader {

    /** Read by the launcher, not by the library. */
    private static final String FOREIGN_VARIABLE = "UNDERHEAP_JAVA_HOME";

    private OptionReader() {}

    /**
     * A key with a value that was found somewhere.
     *
     * @param option null if there is no such key
     * @param given the key as it stands there, without the prefix
     * @param where in words
     */
    private record Setting(@Nullable Option<?> option, String given, String value, String where, boolean isVariable) {

        static Setting property(String name, String value) {
            String given = name.substring(Option.PROPERTY_PREFIX.length());
            return new Setting(withProperty(name), given, value, "system property " + name, false);
        }

        static Setting variable(String name, String value) {
            String given = name.substring(Option.VARIABLE_PREFIX.length());
            return new Setting(withVariable(name), given, value, "environment variable " + name, true);
        }

        private static @Nullable Option<?> withProperty(String name) {
            for (Option<?> option : Options.ALL) {
                if (option.property().equals(name)) {
                    return option;
                }
            }
            return null;
        }

        private static @Nullable Option<?> withVariable(String name) {
            for (Option<?> option : Options.ALL) {
                if (option.variable().equals(name)) {
                    return option;
                }
            }
            return null;
        }

        String key() {
            return option == null ? given : option.key();
        }

        /** Settings of the same option have the same place, and the later one takes it. */
        String place() {
            return option == null && isVariable ? Option.VARIABLE_PREFIX + given : key();
        }

        String nearestName() {
            Option<?> nearest = nearest(given);
            return isVariable ? nearest.variable() : nearest.property();
        }
    }

    /**
     * An option that cannot be read.
     *
     * @param key as it is spelled among the options, or as it was given if it is none of them
     * @param what what is wrong, with the place where it stands
     * @param instead what is done without it
     */
    public record Mistake(String key, String what, String instead) {

        @Override
        public String toString() {
            return what + instead;
        }
    }

    private static final class Thrown implements Consumer<Mistake> {
        @Override
        public void accept(Mistake mistake) {
            throw new IllegalArgumentException(mistake.what());
        }
    }

    /**
     * Reads all options.
     *
     * @throws IllegalArgumentException for the first that cannot be read
     */
    public static TrackerOptions read(Properties properties, Map<String, String> environment) {
        return read(properties, environment, new Thrown());
    }

    /**
     * Reads all options; one that cannot be read has its default. A system property wins over the environment; what it hides
     * there is not looked at.
     *
     * @param mistakes is told of each option that cannot be read
     */
    public static TrackerOptions read(
            Properties properties, Map<String, String> environment, Consumer<Mistake> mistakes) {
        TrackerOptions.Builder builder = TrackerOptions.builder();
        for (Setting setting : settings(properties, environment).values()) {
            Option<?> option = setting.option();
            if (option == null) {
                String what =
                        setting.where() + ": there is no such option; did you mean " + setting.nearestName() + "?";
                mistakes.accept(new Mistake(setting.key(), what, " (it is ignored)"));
            } else {
                parse(builder, option, setting, mistakes);
            }
        }
        return builder.build();
    }

    private static <T> void parse(
            TrackerOptions.Builder builder, Option<T> option, Setting setting, Consumer<Mistake> mistakes) {
        T value;
        try {
            value = option.parse(setting.value());
        } catch (IllegalArgumentException e) {
            String what = setting.where() + ": " + e.getMessage();
            mistakes.accept(new Mistake(option.key(), what, "; " + option.instead()));
            return;
        }
        builder.set(option, value);
    }

    /** By key, which makes the order of mistakes always the same. */
    private static Map<String, Setting> settings(Properties properties, Map<String, String> environment) {
        Map<String, Setting> settings = new TreeMap<>();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(Option.VARIABLE_PREFIX) && !name.equals(FOREIGN_VARIABLE)) {
                Setting setting = Setting.variable(name, variable.getValue());
                settings.put(setting.place(), setting);
            }
        }
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(Option.PROPERTY_PREFIX)) {
                Setting setting = Setting.property(name, properties.getProperty(name, ""));
                settings.put(setting.place(), setting);
            }
        }
        return settings;
    }

    /** Of equally near ones the first. */
    private static Option<?> nearest(String key) {
        Option<?> nearest = Options.ENABLED;
        int least = Integer.MAX_VALUE;
        for (Option<?> option : Options.ALL) {
            int distance = distance(option.key().toLowerCase(Locale.ROOT), key.toLowerCase(Locale.ROOT));
            if (distance < least) {
                nearest = option;
                least = distance;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int shorter = row[j];
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, Math.min(shorter, row[j - 1]) + 1);
                diagonal = shorter;
            }
        }
        return row[b.length()];
    }
}
