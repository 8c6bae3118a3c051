package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {

    private static final int SCREEN_LINES = 24;
    private static final int SCREEN_COLUMNS = 100;

    static final List<String> VERBS = Verbs.NAMES;

    /** Of this verbs not yet: what is not there is not in the help. */
    private static final List<String> LATER = List.of("test", "bench", "attach", "list", "top", "dump", "flame");

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("VERBS")
    void aVerbHasOneScreenWithExamples(String verb) {
        String help = command("help", verb);

        assertThat(help).startsWith("underheap " + verb).contains("\n  underheap " + verb);
        assertThat(command(verb, "--help")).isEqualTo(help);
        assertThat(command(verb, "-h")).isEqualTo(help);
        assertThat(command("-h", verb)).isEqualTo(help);
        assertFits(help);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h", "help --help", "help help", "--help --color=never"})
    void theWholeHasOneScreen(String typed) {
        String help = command(typed.isEmpty() ? new String[0] : typed.split(" "));

        assertFits(help);
        for (String verb : Verbs.NAMES) {
            assertThat(help).contains("\n  " + verb + " ");
        }
        for (String verb : LATER) {
            assertThat(help).doesNotContain("\n  " + verb + " ");
        }
    }

    /** The script that completes names its lists by the labels: of two with one label, nothing is completed. */
    @ParameterizedTest
    @FieldSource("VERBS")
    void wordsHaveLabelsOfTheirOwn(String verb) {
        assertThat(Verbs.get(verb).spec().options().stream()
                        .filter(option -> option.completionCandidates() != null)
                        .map(OptionSpec::paramLabel))
                .doesNotHaveDuplicates()
                .contains("WHEN");
    }

    @Test
    void everyVerbOfTheTableIsThere() {
        assertThat(Verbs.all()).extracting(Verb::name).containsExactlyElementsOf(Verbs.NAMES);
    }

    @ParameterizedTest
    @FieldSource("LATER")
    void aVerbThatIsNotThereYetIsUnknown(String verb) {
        for (String[] typed : List.of(new String[] {verb, "x"}, new String[] {"help", verb})) {
            Command.Result result = new Command(folder).run(typed);

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .matches("underheap: unknown verb '" + verb
                            + "'; did you mean [a-z]+\\? \\('underheap help' lists them\\)\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "--color=never --version"})
    void version(String typed) {
        assertThat(command(typed.split(" "))).isEqualTo("underheap (not from a jar)\n");
    }

    private String command(String... arguments) {
        Command.Result result = new Command(folder).run(arguments);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    private static void assertFits(String help) {
        assertThat(help).endsWith("\n");
        List<String> lines = help.lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(SCREEN_LINES);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(SCREEN_COLUMNS));
    }
}
