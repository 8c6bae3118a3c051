package io.github.underheap.report;

import java.io.IOException;
import java.io.Writer;
import java.util.HexFormat;

/**
 * Writes JSON strings. Characters that are not seen but do something to what is beside them ({@link PlainText}) are escaped, so that the text
 * can be looked at; so is what a writer of UTF-8 cannot encode, half of a surrogate pair.
 */
final class JsonText {

    private final Writer out;

    JsonText(Writer out) {
        this.out = out;
    }

    void string(String text) throws IOException {
        out.write('"');
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        out.write(text, 0, plain);
        for (int i = plain; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            switch (codePoint) {
                case '"' -> out.write("\\\"");
                case '\\' -> out.write("\\\\");
                case '\n' -> out.write("\\n");
                case '\r' -> out.write("\\r");
                case '\t' -> out.write("\\t");
                default -> character(codePoint);
            }
        }
        out.write('"');
    }

    /** Whether a character is plain ASCII, as in most texts: a text of nothing else is written at once. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
    }

    /** An array of strings, each on a line of its own. */
    void lines(Iterable<String> texts) throws IOException {
        String separator = "[\n";
        for (String text : texts) {
            out.write(separator);
            string(text);
            separator = ",\n";
        }
        out.write(separator.startsWith("[") ? "[]" : "]");
    }

    private void character(int codePoint) throws IOException {
        if (codePoint >= ' ' && codePoint < 0x7F) {
            out.write(codePoint);
            return;
        }
        String text = Character.toString(codePoint);
        out.write(PlainText.isUnseen(codePoint) ? escaped(text) : text);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            escaped.append("\\u").append(HexFormat.of().toHexDigits(text.charAt(i)));
        }
        return escaped.toString();
    }
}
