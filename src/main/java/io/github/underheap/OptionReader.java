package io.github.underheap;

import io.github.underheap.stack.StackWalkerCapture;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Reads options from text, and says in one line what is wrong with them. */
final class OptionReader {

    static final String PROPERTY_PREFIX = "underheap.";
    static final String VARIABLE_PREFIX = "UNDERHEAP_";

    private static final List<String> KEYS =
            List.of("enabled", "capture", "walk", "verify", "depth", "buckets", "maxSites", "output");

    /** Read by the launcher, not by the library. */
    private static final List<String> FOREIGN_VARIABLES = List.of("UNDERHEAP_JAVA_HOME");

    private OptionReader() {}

    /** What one option is set to, where that stands, and how its key is spelled there. */
    private record Setting(String key, String value, String where, UnaryOperator<String> spelling) {}

    /**
     * An option that cannot be read.
     *
     * @param key as it is spelled among the options, or as it was given if it is none of them
     * @param what what is wrong, with the place where it stands
     * @param instead what is done without it
     */
    record Mistake(String key, String what, String instead) {

        @Override
        public String toString() {
            return what + instead;
        }
    }

    /**
     * Reads all options.
     *
     * @throws IllegalArgumentException for the first that cannot be read
     */
    static TrackerOptions read(Properties properties, Map<String, String> environment) {
        return read(properties, environment, mistake -> {
            throw new IllegalArgumentException(mistake.what());
        });
    }

    /**
     * Reads all options; one that cannot be read has its default. A system property wins over the environment; what it hides
     * there is not looked at.
     *
     * @param mistakes is told of each option that cannot be read
     */
    static TrackerOptions read(Properties properties, Map<String, String> environment, Consumer<Mistake> mistakes) {
        Map<String, Setting> settings = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLE_PREFIX) && !FOREIGN_VARIABLES.contains(name)) {
                String key = keyOfVariable(name.substring(VARIABLE_PREFIX.length()));
                settings.put(key, new Setting(key, value, "environment variable " + name, OptionReader::variableOf));
            }
        });
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PROPERTY_PREFIX)) {
                String key = name.substring(PROPERTY_PREFIX.length());
                String value = properties.getProperty(name, "");
                settings.put(key, new Setting(key, value, "system property " + name, PROPERTY_PREFIX::concat));
            }
        }
        TrackerOptions.Builder builder = TrackerOptions.builder();
        for (Setting setting : settings.values()) {
            if (!KEYS.contains(setting.key())) {
                mistakes.accept(new Mistake(
                        setting.key(),
                        setting.where() + ": there is no such option; did you mean "
                                + setting.spelling().apply(nearest(setting.key())) + "?",
                        " (it is ignored)"));
                continue;
            }
            try {
                apply(builder, setting);
            } catch (IllegalArgumentException e) {
                mistakes.accept(new Mistake(
                        setting.key(), setting.where() + ": " + e.getMessage(), "; " + instead(setting.key())));
            }
        }
        return builder.build();
    }

    /** Sets one option. */
    private static void apply(TrackerOptions.Builder builder, Setting setting) {
        String value = setting.value().strip();
        switch (setting.key()) {
            case "enabled" -> builder.enabled(bool(value));
            case "capture" -> builder.capture(constant(Capture.values(), value, "none, stackwalker or auto"));
            case "walk" -> builder.walk(constant(Walk.values(), value, "auto, vm, fp or off"));
            case "verify" -> builder.verify(wholeNumber(value, 0, Integer.MAX_VALUE));
            case "depth" -> builder.depth(wholeNumber(value, 1, StackWalkerCapture.MAX_DEPTH));
            case "buckets" -> builder.buckets(wholeNumber(value, 1, Integer.MAX_VALUE));
            case "maxSites" -> builder.maxSites(wholeNumber(value, 1, TrackerOptions.MAX_MAX_SITES));
            case "output" -> builder.output(output(setting.value()));
            default -> throw new AssertionError(setting.key());
        }
    }

    /** What holds if an option cannot be read. */
    private static String instead(String key) {
        TrackerOptions defaults = TrackerOptions.builder().build();
        return switch (key) {
            case "enabled" -> now(key, defaults.enabled());
            case "capture" -> now(key, defaults.capture());
            case "walk" -> now(key, defaults.walk());
            case "verify" -> now(key, defaults.verify());
            case "depth" -> now(key, defaults.depth());
            case "buckets" -> now(key, defaults.buckets());
            case "maxSites" -> now(key, defaults.maxSites());
            case "output" -> "no profile will be written";
            default -> throw new AssertionError(key);
        };
    }

    private static String now(String key, Object value) {
        return key + " is " + value.toString().toLowerCase(Locale.ROOT) + " now";
    }

    private static String keyOfVariable(String name) {
        return KEYS.stream()
                .filter(key -> variableOf(key).equals(VARIABLE_PREFIX + name))
                .findFirst()
                .orElse(name);
    }

    private static String variableOf(String key) {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT);
    }

    private static boolean bool(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw notValid(value, "true or false");
        };
    }

    private static <E extends Enum<E>> E constant(E[] constants, String value, String expected) {
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> notValid(value, expected));
    }

    private static int wholeNumber(String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The message below serves for it too.
        }
        throw notValid(value, "a whole number from " + min + " to " + max);
    }

    private static String output(String value) {
        OutputName.mistake(value).ifPresent(mistake -> {
            throw new IllegalArgumentException(mistake);
        });
        return value;
    }

    private static IllegalArgumentException notValid(String value, String expected) {
        return new IllegalArgumentException("'" + value + "' is not valid; expected " + expected);
    }

    private static String nearest(String key) {
        return KEYS.stream()
                .min(Comparator.comparingInt(
                        known -> distance(known.toLowerCase(Locale.ROOT), key.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
