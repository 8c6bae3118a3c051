package io.github.underheap.process;

import io.github.underheap.report.PlainText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Lines on the standard error stream. */
final class Messages {

    private Messages() {}

    /** Prints one line. */
    static void say(String message) {
        boolean ignored = print(line(message));
    }

    /** A message as one line, whatever the user's text in it contains. */
    static String line(String message) {
        return "underheap: " + PlainText.shown(message) + "\n";
    }

    /**
     * Prints text in one piece, so that no line of another thread comes between. A program may have put a stream of its own in
     * the place of the standard error stream; what that throws is not the business of whoever allocates.
     *
     * @return false if there is no memory for it
     */
    @SuppressWarnings({"SystemOut", "CatchAndPrintStackTrace"}) // the one channel that a library in any process has
    static boolean print(String text) {
        try {
            PrintStream err = System.err;
            if (err.charset().equals(StandardCharsets.US_ASCII)) {
                // No locale is set, as in most containers; what reads the output there takes UTF-8.
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                err.write(bytes, 0, bytes.length);
                err.flush();
            } else {
                err.print(text);
            }
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        } catch (Throwable e) {
            // There is nobody left to tell.
            return true;
        }
    }
}
