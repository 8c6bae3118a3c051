package io.github.underheap.process;

import io.github.underheap.stack.FirstUse;
import io.github.underheap.stack.Outcome;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A line that a shutdown hook says when it waits no longer. It is printed by a thread that waits for it from the beginning, because the
 * error stream may be stuck, and no thread can perhaps be started when the process ends.
 *
 * <p>Thread-safe.
 */
final class LastWord implements Runnable {

    private static final long SAY_NANOS = 1_000_000_000;

    /** Past whatever the program has put in the place of the error stream. Never closed: the descriptor is that of the process. */
    private final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);

    private final Outcome<byte[]> line = new Outcome<>();
    private final Outcome<Boolean> printed = new Outcome<>();
    private volatile boolean isWaiting;

    /** Starts the thread, once; nothing happens if that cannot be. */
    void getReady() {
        if (!isWaiting) {
            try {
                FirstUse.thread(this, "underheap-last-line").start();
                isWaiting = true;
            } catch (OutOfMemoryError e) {
                // It is tried again when there is something to say.
            }
        }
    }

    /** Says it, and waits for a moment. Where there is no thread, or the error stream is stuck, nothing can be said. */
    void say(byte[] text) {
        getReady();
        line.done(text);
        if (isWaiting) {
            boolean ignored = printed.await(SAY_NANOS);
        }
    }

    @Override
    public void run() {
        while (!line.await(Long.MAX_VALUE >> 1)) {
            // Not yet.
        }
        print(line.value());
        printed.done(true);
    }

    /** Prints in this thread. */
    void print(byte @Nullable [] text) {
        try {
            if (text != null) {
                stderr.write(text);
            }
        } catch (IOException e) {
            // There is nobody left to tell.
        }
    }
}
