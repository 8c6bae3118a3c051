package io.github.underheap.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes text as UTF-8, and numbers without objects: a profile may have a million sites with twenty numbers each.
 *
 * <p>As with the writers of the JDK, half of a surrogate pair becomes a question mark. Both halves of a pair must be in one call. Not thread-safe.
 */
final class Utf8Writer extends Writer {

    private static final int BUFFER_BYTES = 1 << 16;

    /** Of a number of 64 bits. */
    private static final int MOST_DIGITS = 20;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;

    Utf8Writer(OutputStream out) {
        this.out = out;
    }

    /** A text as {@link #bytes} takes it. */
    static byte[] encoded(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a text that was encoded before. */
    void bytes(byte[] text) throws IOException {
        if (text.length > BUFFER_BYTES - used) {
            empty();
            if (text.length > BUFFER_BYTES) {
                out.write(text);
                return;
            }
        }
        System.arraycopy(text, 0, buffer, used, text.length);
        used += text.length;
    }

    /** Writes one character of ASCII. */
    void ascii(char c) throws IOException {
        if (used == BUFFER_BYTES) {
            empty();
        }
        buffer[used++] = (byte) c;
    }

    /** Writes a number in decimal digits. */
    void number(long value) throws IOException {
        if (value >= 0 && value < 10) {
            ascii((char) ('0' + value));
            return;
        }
        if (MOST_DIGITS > BUFFER_BYTES - used) {
            empty();
        }
        if (value < 0) {
            buffer[used++] = '-';
        }
        // As a negative one, for there is one more of them.
        long rest = value < 0 ? value : -value;
        int end = used + digits(rest);
        int at = end;
        while (rest <= -Integer.MAX_VALUE) {
            long hundredth = rest / 100;
            at = twoDigits((int) (hundredth * 100 - rest), at);
            rest = hundredth;
        }
        int small = (int) -rest;
        while (small >= 10) {
            int hundredth = small / 100;
            at = twoDigits(small - hundredth * 100, at);
            small = hundredth;
        }
        if (at > used) {
            buffer[used] = (byte) ('0' + small);
        }
        used = end;
    }

    /** Writes a number below 100 before a place, and gives the place of its first digit. */
    private int twoDigits(int number, int before) {
        int tens = number / 10;
        buffer[before - 1] = (byte) ('0' + number - tens * 10);
        buffer[before - 2] = (byte) ('0' + tens);
        return before - 2;
    }

    /** @param negative a number that is not above 0 */
    private static int digits(long negative) {
        int digits = 1;
        for (long power = -10; digits < MOST_DIGITS - 1 && negative <= power; power *= 10) {
            digits++;
        }
        return digits;
    }

    @Override
    public void write(int c) throws IOException {
        if (c < 0x80) {
            ascii((char) c);
        } else {
            bytes(encoded(String.valueOf((char) c)));
        }
    }

    @Override
    public void write(String text) throws IOException {
        write(text, 0, text.length());
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        if (length > BUFFER_BYTES - used) {
            empty();
            if (length > BUFFER_BYTES) {
                bytes(encoded(text.substring(from, from + length)));
                return;
            }
        }
        int at = used;
        for (int i = from; i < from + length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                used = at;
                bytes(encoded(text.substring(i, from + length)));
                return;
            }
            buffer[at++] = (byte) c;
        }
        used = at;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        write(new String(text, from, length));
    }

    private void empty() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    /** Passes on what was written so far, and has it passed on. */
    @Override
    public void flush() throws IOException {
        empty();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
