package io.github.underheap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputNameTest {

    @ParameterizedTest
    @CsvSource({
        "dhat-heap.json, dhat-heap.json",
        "%p.json, 4217.json",
        "a-%t-%h, a-1000003-box",
        "%p%p, 42174217",
        "100%%, 100%",
        "%%p, %p",
        "%%%p, %4217",
        "%{USER}/x, $1\\/x",
        "x%{UNSET}y, xy",
        "日本-%p, 日本-4217",
    })
    void placeholders(String template, String expected) {
        assertThat(OutputName.mistake(template)).isNull();
        assertThat(OutputName.expand(template, 4_217, 1_000_003, "box", Map.of("USER", "$1\\")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "%q.json, %q",
        "%P, %P",
        "a%, %",
        "%p%%%, %",
        "%{}, %{}",
        "%{A{B}, %{A{B}",
        "%{HOME, %{HOME",
        "%{, %{",
        "%😀x, %😀",
    })
    void whatIsNoPlaceholder(String template, String mistake) {
        assertThat(OutputName.mistake(template))
                .isEqualTo("'" + mistake + "' in '" + template + "' is not valid; expected %p, %t, %h, %{NAME} or %%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void noName(String template) {
        assertThat(OutputName.mistake(template))
                .isEqualTo("'" + template + "' is not valid; expected the name of a file");
    }
}
