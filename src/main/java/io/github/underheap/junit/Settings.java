package io.github.underheap.junit;

import io.github.underheap.config.OptionReader;
import io.github.underheap.config.OptionTable;
import io.github.underheap.config.TrackerOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the configuration of JUnit says, as in {@code junit-platform.properties}: {@code underheap.junit.warmUp}, {@code underheap.junit.output}, and
 * the options of the tracker by the names of their system properties.
 *
 * @param tracker what the global tracker works by, where neither system properties nor the environment say otherwise
 * @param warmUp how often a body runs before, uncounted
 * @param output the folder for profiles of tests that fail; null for the usual one
 */
record Settings(
        TrackerOptions tracker, int warmUp, @Nullable Path output) {

    private static final String WARM_UP = "underheap.junit.warmUp";
    static final String OUTPUT = "underheap.junit.output";

    private static final String OPTIONS = "underheap.";

    /** Enough to see static initialisers and the test itself under helpers: tests can afford it. */
    private static final int DEPTH = 32;

    /**
     * Reads the configuration.
     *
     * @throws ExtensionConfigurationException if a value is not valid; the message is one line
     */
    static Settings of(ExtensionContext context) {
        return new Settings(tracker(context), warmUp(context), output(context));
    }

    private static TrackerOptions tracker(ExtensionContext context) {
        Properties given = new Properties();
        for (OptionTable.Row row : OptionTable.rows()) {
            Optional<String> value = context.getConfigurationParameter(OPTIONS + row.key());
            if (value.isPresent()) {
                given.setProperty(OPTIONS + row.key(), valid(row.key(), value.get()));
            }
        }
        return OptionReader.read(
                given, Map.of(), TrackerOptions.builder().depth(DEPTH).build(), mistake -> {
                    throw notValid(mistake.what());
                });
    }

    private static String valid(String key, String value) {
        try {
            return OptionTable.parse(key, value);
        } catch (IllegalArgumentException e) {
            throw notValid("configuration parameter " + OPTIONS + key + ": " + e.getMessage());
        }
    }

    private static int warmUp(ExtensionContext context) {
        String given = context.getConfigurationParameter(WARM_UP).orElse("0").strip();
        try {
            int times = Integer.parseInt(given);
            if (times >= 0) {
                return times;
            }
        } catch (NumberFormatException e) {
            // The message below serves for it too.
        }
        throw notValid("configuration parameter " + WARM_UP + ": '" + given
                + "' is not valid; expected how often a test runs before it counts, 0 or more");
    }

    private static @Nullable Path output(ExtensionContext context) {
        String given = context.getConfigurationParameter(OUTPUT).orElse("").strip();
        try {
            return given.isEmpty() ? null : Path.of(given);
        } catch (InvalidPathException e) {
            throw notValid("configuration parameter " + OUTPUT + ": '" + given
                    + "' is not valid; expected the name of a folder");
        }
    }

    private static ExtensionConfigurationException notValid(String message) {
        return new ExtensionConfigurationException(message);
    }
}
