package io.github.underheap.report;

import java.util.HexFormat;

/**
 * Makes text from elsewhere (names in class files, file names, remarks) harmless where its characters would be obeyed instead of shown: on a
 * terminal, or in a viewer that reads line by line.
 */
public final class PlainText {

    private PlainText() {}

    /**
     * The text as a terminal may have it, on one line: control characters, those that order or join what is beside them, ends of lines, and
     * halves of surrogate pairs are written as <code>&#92;uXXXX</code>.
     */
    public static String shown(String text) {
        int at = 0;
        while (at < text.length() && !isUnseen(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (isUnseen(codePoint)) {
                for (char c : Character.toChars(codePoint)) {
                    escaped.append("\\u").append(HexFormat.of().toHexDigits(c));
                }
            } else {
                escaped.appendCodePoint(codePoint);
            }
            i += Character.charCount(codePoint);
        }
        return escaped.toString();
    }

    /** Whether a character is invisible but changes how its neighbours look; halves of surrogate pairs count as such. */
    static boolean isUnseen(int codePoint) {
        return isEndOfLineOrControl(codePoint)
                || Character.getType(codePoint) == Character.FORMAT
                || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static boolean isEndOfLineOrControl(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }
}
