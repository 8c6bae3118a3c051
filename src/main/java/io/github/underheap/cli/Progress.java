package io.github.underheap.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/**
 * Says how far long work is, on standard error: on a terminal in one line that is written over, after two seconds; elsewhere in a line every ten
 * seconds, so that a log shows that the work goes on. Work that is done sooner says nothing.
 *
 * <p>Not thread-safe.
 */
final class Progress implements AutoCloseable {

    private static final long SECOND = 1_000_000_000;
    private static final long FIRST_ON_TERMINAL = 2 * SECOND;
    private static final long NEXT_ON_TERMINAL = SECOND / 5;
    private static final long ELSEWHERE = 10 * SECOND;

    private static final String CLEAR_LINE = "\r\033[K";

    private final Surroundings around;
    private final String what;
    private final long all;
    private final LongSupplier clock;
    private final long start;
    private long next;
    private long done;
    private boolean shown;

    /**
     * Work that begins now.
     *
     * @param what it is, such as {@code reading heap.json}
     * @param all bytes that there are to do; 0 if that is not known
     */
    Progress(Surroundings around, String what, long all) {
        this(around, what, all, System::nanoTime);
    }

    Progress(Surroundings around, String what, long all, LongSupplier clock) {
        this.around = around;
        this.what = what;
        this.all = all;
        this.clock = clock;
        this.start = clock.getAsLong();
        this.next = around.errIsTerminal() ? FIRST_ON_TERMINAL : ELSEWHERE;
    }

    /** So many bytes more are done. */
    void add(long bytes) {
        done += bytes;
        long elapsed = clock.getAsLong() - start;
        if (elapsed < next) {
            return;
        }
        String text = what + ": " + share() + " after " + elapsed / SECOND + " s";
        if (around.errIsTerminal()) {
            around.print(CLEAR_LINE + "underheap: " + text);
            next = elapsed + NEXT_ON_TERMINAL;
            shown = true;
        } else {
            around.say(text);
            next = elapsed - elapsed % ELSEWHERE + ELSEWHERE;
        }
    }

    private String share() {
        return all > 0 && done <= all ? done * 100 / all + " %" : (done >> 20) + " MiB";
    }

    /** The work is done; removes the line from the terminal. */
    @Override
    public void close() {
        if (shown) {
            around.print(CLEAR_LINE);
            shown = false;
        }
    }

    /**
     * A stream whose bytes are the work. Closing it closes nothing: where standard input was closed from the start, a file of the JVM
     * has its descriptor, and the JVM needs that file.
     */
    InputStream counting(InputStream in) {
        return new Counting(in);
    }

    private final class Counting extends InputStream {

        private final InputStream in;

        Counting(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            add(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = in.read(bytes, from, length);
            add(Math.max(0, count));
            return count;
        }
    }
}
