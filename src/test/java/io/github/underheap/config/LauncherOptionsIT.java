package io.github.underheap.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The options of the launcher are those of the library: keys, defaults, and what is allowed. */
class LauncherOptionsIT {

    private static final String NO_PROGRAM = "underheap: run what? FILE.java, -jar APP.jar, or -cp PATH Main\n";

    static Stream<Option<?>> options() {
        return Options.ALL.stream();
    }

    @Test
    void helpListsThemAll() throws Exception {
        List<String> listed = launcher("help")
                .lines()
                .filter(line -> line.startsWith("  --"))
                .map(line -> line.replaceFirst("^  --(\\w+)=\\S+ .*: ([^:]+) \\((.*)\\)$", "$1|$2|$3"))
                .toList();

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        options().map(LauncherOptionsIT::line).toList());
    }

    private static <T> String line(Option<T> option) {
        // Without the launcher no profile is written unless somebody asks for it.
        String standard = option == Options.OUTPUT ? "dhat-heap.json" : option.text(option.standard());
        return option.key() + "|" + option.expected() + "|" + standard;
    }

    /** Checked before there is a program, so that no JDK has to be found. */
    @ParameterizedTest
    @MethodSource("options")
    void valuesAreChecked(Option<?> option) throws Exception {
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
                "-1")) {
            String argument = "--" + option.key() + "=" + value;
            String expected = NO_PROGRAM;
            try {
                option.parse(value);
            } catch (IllegalArgumentException e) {
                expected = "underheap: " + argument + " is not valid; expected " + option.expected() + "\n";
            }
            assertThat(launcher("run", argument)).isEqualTo(expected);
        }
    }

    /** Everything that it prints. */
    private static String launcher(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "underheap"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return text;
    }
}
