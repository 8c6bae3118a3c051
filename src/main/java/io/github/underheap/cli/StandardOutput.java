package io.github.underheap.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output of this process. Where it is a pipe, all that can go wrong is that its reader has gone away. The system says
 * so in the user's language, so its words are not compared.
 *
 * <p>Unlike {@link System#out} it throws. Not buffered.
 */
final class StandardOutput extends OutputStream {

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw Terminal.isOutPipe() ? new ResultStream.Closed(e) : e;
        }
    }
}
