package io.github.underheap.cli;

import io.github.underheap.config.OptionTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The options of the library ({@link OptionTable}) as options of the command line. The key {@code output} is {@code --out} here, because
 * {@code --output} is the form of a report.
 */
final class RecordingOptions {

    private static final String OUTPUT = "output";

    private RecordingOptions() {}

    /** Adds all of them. */
    static void add(CommandSpec spec) {
        for (OptionTable.Row row : OptionTable.rows()) {
            spec.addOption(Specs.value(label(row.key()), meaning(row), name(row.key())));
        }
    }

    private static String label(String key) {
        return key.equals(OUTPUT) ? "FILE" : "VALUE";
    }

    private static String meaning(OptionTable.Row row) {
        return row.help() + (row.standard().isEmpty() ? "" : " (" + row.standard() + ")");
    }

    private static String name(String key) {
        return key.equals(OUTPUT) ? "--out" : "--" + key;
    }

    /** The names of each. */
    static List<List<String>> allNames() {
        List<List<String>> names = new ArrayList<>();
        for (OptionTable.Row row : OptionTable.rows()) {
            names.add(List.of(name(row.key())));
        }
        return names;
    }

    /** Those that were given, by key, each valid. */
    static Map<String, String> given(Given given) {
        Map<String, String> values = new LinkedHashMap<>();
        for (OptionTable.Row row : OptionTable.rows()) {
            String name = name(row.key());
            String value = given.text(name);
            if (value != null) {
                try {
                    values.put(row.key(), OptionTable.parse(row.key(), value));
                } catch (IllegalArgumentException e) {
                    throw new Refusal(name + ": " + e.getMessage(), e);
                }
            }
        }
        return values;
    }
}
