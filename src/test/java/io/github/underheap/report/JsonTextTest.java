package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``| ``",
                "plain <init> & 'x'| plain <init> & 'x'",
                "a\"b| a\\\"b",
                "a\\b| a\\\\b",
                "größe| größe",
                "日本.語| 日本.語",
                "\uD83D\uDE00| \uD83D\uDE00",
            })
    void charactersThatNeedNoEscapeStay(String text, String expected) throws IOException {
        assertThat(json(text)).isEqualTo('"' + expected + '"');
    }

    @Test
    void controlCharactersAreEscaped() throws IOException {
        assertThat(json("\t\n\r\b\f\0\u001f\u007f")).isEqualTo("\"\\t\\n\\r\\u0008\\u000c\\u0000\\u001f\\u007f\"");
    }

    @Test
    void whatIsNotSeenIsEscaped() throws IOException {
        assertThat(json("a\u0085\u009b\u2028\u202e\ufeffé\uDB40\uDC41"))
                .isEqualTo("\"a\\u0085\\u009b\\u2028\\u202e\\ufeffé\\udb40\\udc41\"");
    }

    @Test
    void halvesOfSurrogatePairsAreEscaped() throws IOException {
        assertThat(json("a\uD83Db")).isEqualTo("\"a\\ud83db\"");
        assertThat(json("a\uDE00b")).isEqualTo("\"a\\ude00b\"");
        assertThat(json("\uDE00\uD83D")).isEqualTo("\"\\ude00\\ud83d\"");
        assertThat(json("\uD83D\uD83D\uDE00\uDE00")).isEqualTo("\"\\ud83d\uD83D\uDE00\\ude00\"");
    }

    @Test
    void everyCharacterIsReadBackFromUtf8() throws IOException {
        String all = IntStream.rangeClosed(0, Character.MAX_VALUE)
                .mapToObj(c -> (char) c + "|")
                .collect(Collectors.joining());

        byte[] utf8 = json(all).getBytes(StandardCharsets.UTF_8);

        assertThat(new ObjectMapper().readValue(utf8, String.class)).isEqualTo(all);
    }

    private static String json(String text) throws IOException {
        StringWriter out = new StringWriter();
        new JsonText(out).string(text);
        return out.toString();
    }
}
