package io.github.underheap.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Text in UTF-8 for a stream that stays open. Not thread-safe. */
final class TextOutput extends Writer {

    private final Writer writer;

    TextOutput(OutputStream out) {
        this.writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        writer.write(text, from, length);
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    /** Hands all of it on. */
    @Override
    public void close() throws IOException {
        writer.flush();
    }
}
