package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColourTest {

    private static final String ESCAPE = "\033[";

    @TempDir
    Path folder;

    /** Messages go to standard error: what standard output is makes no difference to them. */
    @ParameterizedTest
    @CsvSource({
        "auto, true, '', xterm, true",
        "auto, true, '', '', true",
        "auto, false, '', xterm, false",
        "auto, true, 1, xterm, false",
        "auto, true, '', dumb, false",
        "always, false, 1, dumb, true",
        "never, true, '', xterm, false",
    })
    void messages(String when, boolean terminal, String noColour, String term, boolean coloured) {
        Command command = new Command(folder).onTerminal(!terminal, terminal).with("TERM", term);
        String err = (noColour.isEmpty() ? command : command.with("NO_COLOR", noColour))
                .run("report", "none.json", "--color=" + when)
                .err();

        assertThat(err)
                .isEqualTo((coloured ? "\033[1;31munderheap:\033[0m" : "underheap:") + " none.json: no such file\n");
    }

    @Test
    void helpHasColoursIfStandardOutputIsATerminal() {
        assertThat(new Command(folder)
                        .onTerminal(true, false)
                        .run("help", "report")
                        .out())
                .contains(ESCAPE);
        assertThat(new Command(folder)
                        .onTerminal(false, true)
                        .run("help", "report")
                        .out())
                .doesNotContain(ESCAPE);
        assertThat(new Command(folder)
                        .onTerminal(false, false)
                        .run("report", "--help", "--color", "always")
                        .out())
                .contains(ESCAPE);
    }

    @Test
    void aWordThatIsNone() {
        assertThat(new Command(folder).run("report", "--color=allways", "x"))
                .isEqualTo(new Command.Result(
                        2, "", "underheap: --color: 'allways' is not valid; expected auto, always or never\n"));
    }
}
