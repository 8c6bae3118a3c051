package io.github.underheap.stack;

import org.jspecify.annotations.Nullable;

/**
 * What comes of something that another thread does. Whoever waits for it waits for a limited time, and is not interrupted meanwhile.
 *
 * <p>Thread-safe.
 */
public final class Outcome<T> {

    private boolean known;
    private @Nullable T value;
    private @Nullable Throwable failure;

    public Outcome() {}

    /** It was done, and this was made. */
    public synchronized void done(T result) {
        value = result;
        known = true;
        notifyAll();
    }

    /** It was not done. */
    public synchronized void failed(Throwable thrown) {
        failure = thrown;
        known = true;
        notifyAll();
    }

    /**
     * Waits until it is known what came of it.
     *
     * @return false if the time has passed before
     */
    public boolean await(long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            synchronized (this) {
                while (!known) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    try {
                        wait(left / 1_000_000 + 1);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                return true;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What was made, or null if that is not known or failed. */
    public synchronized @Nullable T value() {
        return value;
    }

    /** What was thrown, or null. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }
}
