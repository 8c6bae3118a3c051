package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class RunLineTest {

    private static Given parse(String... arguments) {
        Given given = new RunLine().parse(List.of(arguments));
        assertThat(given).isNotNull();
        return given;
    }

    /** Those that picocli shows in the help, but for the help itself. */
    @Test
    void itKnowsTheOptionsOfTheHelp() {
        Map<String, Boolean> inHelp = new TreeMap<>();
        for (OptionSpec option : new RunVerb().spec().options()) {
            if (!option.usageHelp()) {
                for (String name : option.names()) {
                    inHelp.put(name, option.arity().max() > 0);
                }
            }
        }

        assertThat(new RunLine().known()).isEqualTo(inHelp);
    }

    @Test
    void optionsEndAtTheProgram() {
        Given given = parse("--depth=3", "--out", "x", "App.java", "--depth=4", "-v");

        assertThat(given.text("--depth")).isEqualTo("3");
        assertThat(given.text("--out")).isEqualTo("x");
        assertThat(given.has("-v")).isFalse();
        assertThat(given.files()).containsExactly("App.java", "--depth=4", "-v");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-cp",
                "-jar",
                "-Xmx64m",
                "-ea",
                "-verbose:gc",
                "-version",
                "-p",
                "-Dx=y",
                "@file",
                "--add-opens=a/b=c",
                "--enable-preview",
                "--module-path",
                "--source"
            })
    void optionsEndAtThoseOfJava(String first) {
        assertThat(parse("--depth", "3", first, "--depth", "4").files()).containsExactly(first, "--depth", "4");
    }

    @Test
    void optionsEndAtTwoHyphens() {
        assertThat(parse("-v", "--", "-v", "--", "x").files()).containsExactly("-v", "--", "x");
        assertThat(parse("--").files()).isEmpty();
    }

    @Test
    void shortOptions() {
        Given given = parse("-vv", "-f", "a", "-fb", "-v", "-ojson", "App.java");

        assertThat(given.times("-v")).isEqualTo(3);
        assertThat(given.text("--filter")).isEqualTo("b");
        assertThat(given.text("--output")).isEqualTo("json");
        assertThat(given.files()).containsExactly("App.java");
    }

    @Test
    void theLastOfTwoCounts() {
        assertThat(parse("--depth=3", "--depth", "5", "App.java").text("--depth"))
                .isEqualTo("5");
    }

    @Test
    void itLeavesTheHelpToPicocli() {
        assertThat(new RunLine().parse(List.of("--depth=3", "--help"))).isNull();
        assertThat(new RunLine().parse(List.of("-h"))).isNull();
        assertThat(parse("App.java", "--help").files()).containsExactly("App.java", "--help");
    }

    @Test
    void mistakes() {
        assertMistake("--depth needs a value: --depth=…", "--depth");
        assertMistake("-f needs a value: -f …", "-f");
        assertMistake("-v takes no value", "-v=3", "App.java");
        assertMistake(
                "unknown option --deptth; did you mean --depth? (options for java itself go after --)", "--deptth=1");
        assertMistake("unknown option -depth; did you mean --depth? (options for java itself go after --)", "-depth=1");
    }

    private static void assertMistake(String message, String... arguments) {
        assertThatThrownBy(() -> new RunLine().parse(List.of(arguments)))
                .isInstanceOf(Refusal.class)
                .hasMessage(message);
    }
}
