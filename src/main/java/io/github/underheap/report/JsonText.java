package io.github.underheap.report;

import java.io.IOException;
import java.io.Writer;
import java.util.HexFormat;

/** Writes JSON strings. What a writer of UTF-8 cannot encode (half of a surrogate pair) is escaped. */
final class JsonText {

    private final Writer out;

    JsonText(Writer out) {
        this.out = out;
    }

    void string(String text) throws IOException {
        out.write('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.write("\\\"");
                case '\\' -> out.write("\\\\");
                case '\n' -> out.write("\\n");
                case '\r' -> out.write("\\r");
                case '\t' -> out.write("\\t");
                default -> {
                    if (c < ' ' || (Character.isSurrogate(c) && !isPaired(text, i))) {
                        out.write("\\u" + HexFormat.of().toHexDigits(c));
                    } else {
                        out.write(c);
                    }
                }
            }
        }
        out.write('"');
    }

    private static boolean isPaired(String text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
