package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "com.acme.Größe$日本 <init> (A.java:1)", "C:\\users", "\uD83D\uDE00", "a\u00a0e\u0301\ue000"})
    void whatIsSeenStays(String text) {
        assertThat(PlainText.shown(text)).isSameAs(text);
    }

    @Test
    void aTerminalGetsNothingThatItObeys() {
        assertThat(PlainText.shown("a\0\u001b\u007fb\u0080\u0085\u009b\u009fc"))
                .isEqualTo("a\\u0000\\u001b\\u007fb\\u0080\\u0085\\u009b\\u009fc");
        assertThat(PlainText.shown("\u200e\u202e\u2066\u200d\ufeff\u00ad\u2028\u2029"))
                .isEqualTo("\\u200e\\u202e\\u2066\\u200d\\ufeff\\u00ad\\u2028\\u2029");
        assertThat(PlainText.shown("\uDB40\uDC41\uD83D\uDE00\uDE00\uD83D"))
                .isEqualTo("\\udb40\\udc41\uD83D\uDE00\\ude00\\ud83d");
    }
}
