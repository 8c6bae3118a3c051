package io.github.underheap.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.StringTokenizer;

/**
 * The options in the variables that every {@code java} reads. The launcher hides them from this command, since they are meant for programs.
 * Immutable.
 */
final class JavaVariables {

    private static final List<String> NAMES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final String PROPERTY = "-Dunderheap.";

    private final List<String> options = new ArrayList<>();

    JavaVariables(Map<String, String> environment) {
        for (String name : NAMES) {
            String value = environment.getOrDefault(ChildEnvironment.HIDDEN + name, environment.getOrDefault(name, ""));
            StringTokenizer words = new StringTokenizer(value);
            while (words.hasMoreTokens()) {
                options.add(words.nextToken());
            }
        }
    }

    /** Whether they allow native access to everybody, or to the library as a module. */
    boolean allowNativeAccess() {
        for (String option : options) {
            if (option.startsWith("--enable-native-access=")
                    && (option.contains("ALL-UNNAMED") || option.contains("io.github.underheap"))) {
                return true;
            }
        }
        return false;
    }

    /** The properties of a program: those of this process, and those that the variables set. */
    Properties properties(Properties own) {
        Properties all = new Properties();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (option.startsWith(PROPERTY) && equals > 0) {
                all.setProperty(option.substring(2, equals), option.substring(equals + 1));
            }
        }
        for (String name : own.stringPropertyNames()) {
            all.setProperty(name, own.getProperty(name, ""));
        }
        return all;
    }
}
