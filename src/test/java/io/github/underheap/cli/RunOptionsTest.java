package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.OptionTable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The options of {@code run} are those of the library: keys, defaults, and what is allowed. */
class RunOptionsTest {

    private static final String NO_PROGRAM = "underheap: run what? FILE.java, -jar APP.jar, or -cp PATH Main\n";

    @TempDir
    Path folder;

    static Stream<OptionTable.Row> options() {
        return OptionTable.rows().stream();
    }

    private static String name(OptionTable.Row option) {
        return option.key().equals("output") ? "--out" : "--" + option.key();
    }

    @Test
    void helpListsThemAll() {
        String help = new Command(folder).run("run", "--help").out();

        assertThat(options()).allSatisfy(option -> {
            assertThat(help).contains(name(option));
            // For some there is room for no more than their name.
            if (help.contains(name(option) + "=") && !option.standard().isEmpty()) {
                assertThat(help).contains("(" + option.standard() + ")");
            }
        });
    }

    /** Before there is a program, so that none is started. */
    @ParameterizedTest
    @MethodSource("options")
    void valuesAreChecked(OptionTable.Row option) {
        for (String value : List.of(
                "",
                "?",
                "or",
                "0",
                "1",
                "64",
                "65",
                "16777216",
                "16777217",
                "2147483647",
                "2147483648",
                "TRUE",
                "auto",
                "None",
                "stackwalker",
                "vm",
                "fp",
                "OFF",
                "false",
                "1.5",
                "-1",
                "%q")) {
            String expected = NO_PROGRAM;
            try {
                OptionTable.parse(option.key(), value);
            } catch (IllegalArgumentException e) {
                expected = "underheap: " + name(option) + ": " + e.getMessage() + "\n";
            }
            assertThat(new Command(folder).run("run", name(option) + "=" + value))
                    .isEqualTo(new Command.Result(2, "", expected));
            assertThat(new Command(folder).run("run", name(option), value))
                    .isEqualTo(new Command.Result(2, "", expected));
        }
    }
}
