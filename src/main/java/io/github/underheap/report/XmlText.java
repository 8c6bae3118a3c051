package io.github.underheap.report;

import java.util.HexFormat;

/**
 * Text in XML 1.0. Characters that XML cannot have, and others that are not seen, are written as <code>&#92;uXXXX</code>; ends of lines and tabs stay.
 */
final class XmlText {

    private XmlText() {}

    /** As the value of an attribute between double quotes, or between tags. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(codePoint -> {
            switch (codePoint) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&apos;");
                // A parser turns them into spaces inside an attribute.
                case '\n', '\t' -> escaped.append("&#").append(codePoint).append(';');
                default -> character(codePoint, escaped);
            }
        });
        return escaped.toString();
    }

    private static void character(int codePoint, StringBuilder escaped) {
        if (PlainText.isUnseen(codePoint) || codePoint == 0xFFFE || codePoint == 0xFFFF) {
            for (char c : Character.toChars(codePoint)) {
                escaped.append("\\u").append(HexFormat.of().toHexDigits(c));
            }
        } else {
            escaped.appendCodePoint(codePoint);
        }
    }
}
