package io.github.underheap.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes long JSON documents as bytes: numbers digit by digit, without an object for each.
 *
 * <p>Not thread-safe. Holds up to 64 KiB until {@link #flush}.
 */
final class JsonBytes {

    private static final int BUFFER = 1 << 16;

    /** Of -2^63. */
    private static final int MOST_DIGITS = 20;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int used;

    JsonBytes(OutputStream out) {
        this.out = out;
    }

    /** Text that is JSON already, of ASCII alone. */
    JsonBytes raw(String ascii) throws IOException {
        for (int i = 0; i < ascii.length(); i++) {
            raw(ascii.charAt(i));
        }
        return this;
    }

    /** A character that is JSON already, of ASCII. */
    JsonBytes raw(char ascii) throws IOException {
        if (used == BUFFER) {
            send();
        }
        buffer[used++] = (byte) ascii;
        return this;
    }

    /** An integer with all its digits. */
    JsonBytes number(long value) throws IOException {
        if (used > BUFFER - MOST_DIGITS) {
            send();
        }
        // Negative numbers go further down than positive ones go up.
        long rest = value < 0 ? value : -value;
        if (value < 0) {
            buffer[used++] = '-';
        }
        int digits = digits(rest);
        for (int at = used + digits - 1; at >= used; at--) {
            buffer[at] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        used += digits;
        return this;
    }

    /** A string: the text as people can see it ({@link PlainText}), with what JSON wants escaped. */
    JsonBytes string(String text) throws IOException {
        raw('"');
        for (byte b : PlainText.shown(text).getBytes(StandardCharsets.UTF_8)) {
            if (b == '"' || b == '\\') {
                raw('\\');
            }
            raw((char) b);
        }
        return raw('"');
    }

    /** Hands all of it on. */
    void flush() throws IOException {
        send();
        out.flush();
    }

    private void send() throws IOException {
        int length = used;
        used = 0;
        out.write(buffer, 0, length);
    }

    /** How many digits a number has that is not positive. */
    private static int digits(long number) {
        int digits = 1;
        for (long limit = -10; number <= limit; limit *= 10) {
            digits++;
            if (digits == MOST_DIGITS - 1) {
                break;
            }
        }
        return digits;
    }
}
