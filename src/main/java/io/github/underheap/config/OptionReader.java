package io.github.underheap.config;

import java.util.ArrayList;
import java.util.List;
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

    /** Read by the launcher and by the command line, not by the library. */
    private static final List<String> FOREIGN_VARIABLES =
            List.of("UNDERHEAP_JAVA_HOME", "UNDERHEAP_JAVA_OPTIONS", "UNDERHEAP_DEBUG");

    /** How properties begin that the extension for JUnit reads: JUnit takes its configuration from there too. */
    private static final String FOREIGN_PROPERTIES = Option.PROPERTY_PREFIX + "junit.";

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
        return read(properties, environment, TrackerOptions.builder().build(), new Thrown());
    }

    /**
     * Reads all options; one that cannot be read has its default. A system property wins over the environment; what it hides
     * there is not looked at.
     *
     * @param defaults what is not found is as here
     * @param mistakes is told of each option that cannot be read
     */
    public static TrackerOptions read(
            Properties properties,
            Map<String, String> environment,
            TrackerOptions defaults,
            Consumer<Mistake> mistakes) {
        TrackerOptions.Builder builder = defaults.toBuilder();
        for (Setting setting : settings(properties, environment).values()) {
            Option<?> option = setting.option();
            if (option == null) {
                mistakes.accept(unknown(setting));
            } else {
                parse(builder, option, setting, defaults, mistakes);
            }
        }
        return builder.build();
    }

    private static <T> void parse(
            TrackerOptions.Builder builder,
            Option<T> option,
            Setting setting,
            TrackerOptions defaults,
            Consumer<Mistake> mistakes) {
        T value = parsed(option, setting, defaults.value(option), mistakes);
        if (value != null) {
            builder.set(option, value);
        }
    }

    /** @param instead what holds if it cannot be read */
    private static <T> @Nullable T parsed(Option<T> option, Setting setting, T instead, Consumer<Mistake> mistakes) {
        try {
            return option.parse(setting.value());
        } catch (IllegalArgumentException e) {
            String what = setting.where() + ": " + e.getMessage();
            mistakes.accept(new Mistake(option.key(), what, "; " + option.instead(instead)));
            return null;
        }
    }

    /**
     * A valid value, and where it was found.
     *
     * @param where in words
     */
    record Found(String value, String where) {}

    /** What is set and valid, by key. */
    static Map<String, Found> find(Properties properties, Map<String, String> environment, Consumer<Mistake> mistakes) {
        Map<String, Found> found = new TreeMap<>();
        for (Setting setting : settings(properties, environment).values()) {
            Option<?> option = setting.option();
            if (option == null) {
                mistakes.accept(unknown(setting));
            } else {
                keep(option, setting, mistakes, found);
            }
        }
        return found;
    }

    private static <T> void keep(
            Option<T> option, Setting setting, Consumer<Mistake> mistakes, Map<String, Found> found) {
        T value = parsed(option, setting, option.standard(), mistakes);
        if (value != null) {
            found.put(option.key(), new Found(option.text(value), setting.where()));
        }
    }

    private static Mistake unknown(Setting setting) {
        String what = setting.where() + ": there is no such option; did you mean " + setting.nearestName() + "?";
        return new Mistake(setting.key(), what, " (it is ignored)");
    }

    /** By key, which makes the order of mistakes always the same. */
    private static Map<String, Setting> settings(Properties properties, Map<String, String> environment) {
        Map<String, Setting> settings = new TreeMap<>();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(Option.VARIABLE_PREFIX) && !FOREIGN_VARIABLES.contains(name)) {
                Setting setting = Setting.variable(name, variable.getValue());
                settings.put(setting.place(), setting);
            }
        }
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(Option.PROPERTY_PREFIX) && !name.startsWith(FOREIGN_PROPERTIES)) {
                Setting setting = Setting.property(name, properties.getProperty(name, ""));
                settings.put(setting.place(), setting);
            }
        }
        return settings;
    }

    private static Option<?> nearest(String key) {
        List<String> keys = new ArrayList<>();
        for (Option<?> option : Options.ALL) {
            keys.add(option.key());
        }
        return Options.ALL.get(NearestWord.index(key, keys));
    }
}
