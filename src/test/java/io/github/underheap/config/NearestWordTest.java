package io.github.underheap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {

    private static final List<String> WORDS = List.of("report", "diff", "check", "merge", "export", "doctor");

    @ParameterizedTest
    @CsvSource({
        "report, report",
        "reprot, report",
        "exprt, export",
        "CHEK, check",
        "dif, diff",
        "docktor, doctor",
        "x, diff",
        "'', diff",
    })
    void fewestEdits(String typed, String nearest) {
        assertThat(NearestWord.of(typed, WORDS)).isEqualTo(nearest);
    }

    @ParameterizedTest
    @CsvSource({"aa, ab, ac", "ad, ab, ac"})
    void ofEquallyNearOnesTheFirst(String typed, String first, String second) {
        assertThat(NearestWord.of(typed, List.of(first, second))).isEqualTo(first);
        assertThat(NearestWord.of(typed, List.of(second, first))).isEqualTo(second);
    }
}
