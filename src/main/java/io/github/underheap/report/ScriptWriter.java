package io.github.underheap.report;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Takes JSON and passes it on as an element {@code script} of HTML may have it: nothing in it can end the element or begin a comment, because
 * every {@code <} is escaped. In JSON it is in strings only.
 */
final class ScriptWriter extends FilterWriter {

    private static final String ESCAPED = "\\u003c";

    ScriptWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(int c) throws IOException {
        if (c == '<') {
            out.write(ESCAPED);
        } else {
            out.write(c);
        }
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(chars[i]);
        }
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        int done = from;
        for (int i = text.indexOf('<', from); i >= 0 && i < from + length; i = text.indexOf('<', done)) {
            out.write(text, done, i - done);
            out.write(ESCAPED);
            done = i + 1;
        }
        out.write(text, done, from + length - done);
    }
}
