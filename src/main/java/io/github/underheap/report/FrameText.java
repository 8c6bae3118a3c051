package io.github.underheap.report;

import io.github.underheap.profile.Frame;
import org.jspecify.annotations.Nullable;

/** Makes frames of the lines of text that files have for them. */
public final class FrameText {

    private static final int NATIVE_LINE = -2;

    private FrameText() {}

    /**
     * A frame of this library's files: {@code 0x2a: pkg.Cls.method (File.java:42)}, or a remark in brackets. Any other text is kept as it is.
     *
     * @param bytecodeIndex in the method, or negative if the file does not say
     */
    public static Frame ofJava(String text, int bytecodeIndex) {
        int name = text.startsWith("0x") ? text.indexOf(": ") + 2 : 0;
        int place = text.lastIndexOf(" (");
        int method = place < 0 ? -1 : text.lastIndexOf('.', place);
        if (name < 2 || method <= name || !text.endsWith(")")) {
            return Frame.synthetic(text);
        }
        String where = text.substring(place + 2, text.length() - 1);
        int colon = where.lastIndexOf(':');
        int line = colon < 0 ? 0 : line(where.substring(colon + 1));
        return Frame.of(
                text.substring(name, method),
                text.substring(method + 1, place),
                file(where, line > 0 ? colon : where.length()),
                where.equals("Native Method") ? NATIVE_LINE : line,
                bytecodeIndex);
    }

    private static @Nullable String file(String where, int end) {
        return where.equals("Native Method") || where.equals("Unknown Source") ? null : where.substring(0, end);
    }

    private static int line(String digits) {
        try {
            return digits.startsWith("+") ? 0 : Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
