package io.github.underheap.memory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 that also has halves of surrogate pairs, as names in class files may: each is written in three bytes, like any other character of its
 * size. Text without such halves is plain UTF-8.
 */
final class Wtf8 {

    /** The first byte of a half, whose second byte is at least {@link #SECOND}. */
    private static final int FIRST = 0xED;

    private static final int SECOND = 0xA0;
    private static final int HALF_BYTES = 3;

    private Wtf8() {}

    static byte[] encode(String text) {
        int half = nextHalf(text, 0);
        if (half == text.length()) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[text.length() * HALF_BYTES];
        int size = 0;
        for (int from = 0; from < text.length(); half = nextHalf(text, from)) {
            byte[] whole = text.substring(from, half).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(whole, 0, bytes, size, whole.length);
            size += whole.length;
            if (half < text.length()) {
                char c = text.charAt(half);
                bytes[size++] = (byte) FIRST;
                bytes[size++] = (byte) (0x80 | (c >> 6 & 0x3F));
                bytes[size++] = (byte) (0x80 | (c & 0x3F));
            }
            from = half + 1;
        }
        return Arrays.copyOf(bytes, size);
    }

    static String decode(byte[] bytes) {
        StringBuilder text = null;
        int from = 0;
        for (int i = 0; i + 1 < bytes.length; i++) {
            if ((bytes[i] & 0xFF) == FIRST && (bytes[i + 1] & 0xFF) >= SECOND) {
                text = text == null ? new StringBuilder(bytes.length) : text;
                text.append(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                text.append((char) (0xD000 | (bytes[i + 1] & 0x3F) << 6 | (bytes[i + 2] & 0x3F)));
                from = i + HALF_BYTES;
            }
        }
        String rest = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
        return text == null ? rest : text.append(rest).toString();
    }

    /** The start of the character that a byte belongs to. */
    static int startOfCharacter(byte[] bytes, int at) {
        int start = at;
        while (start > 0 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }

    /** Where the next half of a pair is, or the end of the text. */
    private static int nextHalf(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return at;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }
}
