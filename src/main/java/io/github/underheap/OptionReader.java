package io.github.underheap;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads options from text, and says in one line what is wrong with them. */
final class OptionReader {

    static final String PROPERTY_PREFIX = "underheap.";
    static final String VARIABLE_PREFIX = "UNDERHEAP_";

    private static final List<String> KEYS = List.of("enabled", "capture", "depth", "buckets", "maxSites", "output");

    /** Read by the launcher, not by the library. */
    private static final List<String> FOREIGN_VARIABLES = List.of("UNDERHEAP_JAVA_HOME");

    private OptionReader() {}

    /** A system property wins over the environment. */
    static TrackerOptions read(Properties properties, Map<String, String> environment) {
        TrackerOptions.Builder builder = TrackerOptions.builder();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(VARIABLE_PREFIX) && !FOREIGN_VARIABLES.contains(name)) {
                String key = name.substring(VARIABLE_PREFIX.length());
                apply(builder, keyOfVariable(key), value, "environment variable " + name);
            }
        });
        properties.stringPropertyNames().stream().sorted().forEach(name -> {
            if (name.startsWith(PROPERTY_PREFIX)) {
                String key = name.substring(PROPERTY_PREFIX.length());
                apply(builder, key, properties.getProperty(name), "system property " + name);
            }
        });
        return builder.build();
    }

    /**
     * Sets one option.
     *
     * @param where where it stands, for the message
     * @throws IllegalArgumentException if the key or the value is not valid
     */
    static void apply(TrackerOptions.Builder builder, String key, String value, String where) {
        try {
            switch (key) {
                case "enabled" -> builder.enabled(bool(value));
                case "capture" -> builder.capture(capture(value));
                case "depth" -> builder.depth(wholeNumber(value));
                case "buckets" -> builder.buckets(wholeNumber(value));
                case "maxSites" -> builder.maxSites(wholeNumber(value));
                case "output" -> builder.output(path(value));
                default ->
                    throw new IllegalArgumentException(
                            "unknown key '" + key + "'; did you mean '" + nearest(key) + "'?");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    private static String keyOfVariable(String name) {
        return KEYS.stream()
                .filter(key -> key.toUpperCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElse(name.toLowerCase(Locale.ROOT));
    }

    private static boolean bool(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw notValid(value, "true or false");
        };
    }

    private static Capture capture(String value) {
        return Arrays.stream(Capture.values())
                .filter(capture -> capture.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> notValid(value, "none, stackwalker or auto"));
    }

    private static int wholeNumber(String value) {
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw notValid(value, "a whole number");
        }
    }

    private static String path(String value) {
        if (value.isBlank()) {
            throw notValid(value, "the path of a file");
        }
        return value;
    }

    private static IllegalArgumentException notValid(String value, String expected) {
        return new IllegalArgumentException("'" + value + "' is not valid; expected " + expected);
    }

    private static String nearest(String key) {
        return KEYS.stream()
                .min(Comparator.comparingInt(known -> distance(known.toLowerCase(Locale.ROOT), key.toLowerCase(Locale.ROOT))))
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
