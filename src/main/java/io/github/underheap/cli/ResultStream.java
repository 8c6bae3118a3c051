package io.github.underheap.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;

/**
 * Standard output of a command, buffered. A reader that goes away ends the command quietly; every other failure, such as a full
 * disk, is reported.
 *
 * <p>Not thread-safe.
 */
final class ResultStream extends OutputStream {

    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private int code;

    ResultStream(OutputStream out) {
        this.out = out;
    }

    /** Whoever read the output has closed it. */
    static final class Closed extends IOException {

        @Serial
        private static final long serialVersionUID = 1;

        Closed(IOException cause) {
            super(cause);
        }
    }

    /** Sets the exit code for the case that the reader goes away before all is written. */
    void found(int code) {
        this.code = code;
    }

    /** See {@link #found}. */
    int code() {
        return code;
    }

    @Override
    public void write(int b) throws IOException {
        if (used == buffer.length) {
            send();
        }
        buffer[used++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length > buffer.length - used) {
            send();
        }
        if (length >= buffer.length) {
            send(bytes, from, length);
        } else {
            System.arraycopy(bytes, from, buffer, used, length);
            used += length;
        }
    }

    @Override
    public void flush() throws IOException {
        send();
    }

    private void send() throws IOException {
        int length = used;
        used = 0;
        send(buffer, 0, length);
    }

    private void send(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return;
        }
        try {
            out.write(bytes, from, length);
            out.flush();
        } catch (IOException e) {
            String reason = Fault.reason(e);
            if (e instanceof Closed || reason.contains("Broken pipe")) {
                throw new Closed(e);
            }
            throw new IOException("cannot write to standard output: " + reason, e);
        }
    }
}
