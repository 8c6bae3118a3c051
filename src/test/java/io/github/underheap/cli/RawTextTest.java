package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RawTextTest {

    @RepeatedTest(7)
    void bytesComeBack(RepetitionInfo repetition) {
        byte[] bytes = new byte[997];
        new Random(repetition.getCurrentRepetition()).nextBytes(bytes);

        assertThat(RawText.bytes(new String(bytes, StandardCharsets.ISO_8859_1)))
                .isEqualTo(bytes);
    }

    @Test
    void textComesBack() {
        String text = "ünï 東京 \uD83D\uDE00";

        assertThat(RawText.bytes(RawText.of(text))).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(RawText.shown(RawText.of(text))).isEqualTo(text);
    }

    @Test
    void whatIsNoTextIsNoName() {
        assertThat(RawText.path("plain")).hasToString("plain");
        assertThat(RawText.path("\0")).isNull();
    }

    /** The arguments of another command than this process's are taken as they are. */
    @Test
    void argumentsOfATest() {
        assertThat(RawText.arguments(List.of("a", "ü"))).containsExactly("a", RawText.of("ü"));
    }

    @Test
    void theCommandOfThisProcess() {
        assertThat(RawText.command().getFirst()).endsWith("java");
        assertThat(RawText.environment()).anyMatch(variable -> variable.startsWith("PATH="));
    }
}
