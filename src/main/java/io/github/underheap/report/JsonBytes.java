package io.github.underheap.report;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes long JSON documents by {@link Utf8Writer}, one piece after another. Names are shown as in all reports, so a viewer shows what is not
 * seen otherwise.
 *
 * <p>Not thread-safe. Holds up to 64 KiB until {@link #flush}.
 */
final class JsonBytes {

    private final Utf8Writer out;

    JsonBytes(OutputStream out) {
        this.out = new Utf8Writer(out);
    }

    /** Text that is JSON already. */
    JsonBytes raw(String text) throws IOException {
        out.write(text);
        return this;
    }

    /** A character that is JSON already, of ASCII. */
    JsonBytes raw(char ascii) throws IOException {
        out.ascii(ascii);
        return this;
    }

    /** An integer with all its digits. */
    JsonBytes number(long value) throws IOException {
        out.number(value);
        return this;
    }

    /** A string: the text as people can see it ({@link PlainText}), with what JSON wants escaped. */
    JsonBytes string(String text) throws IOException {
        out.ascii('"');
        out.write(PlainText.shown(text).replace("\\", "\\\\").replace("\"", "\\\""));
        out.ascii('"');
        return this;
    }

    /** Hands all of it on. */
    void flush() throws IOException {
        out.flush();
    }
}
