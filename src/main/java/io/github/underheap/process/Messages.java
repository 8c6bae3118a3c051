package io.github.underheap.process;

import io.github.underheap.report.PlainText;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
        return print(text, System.err);
    }

    /** Loads what printing needs, and prints nowhere: the standard error stream may be stuck. */
    static void rehearse(String text) {
        for (Charset charset : List.of(StandardCharsets.US_ASCII, StandardCharsets.UTF_8)) {
            boolean ignored = print(text, new PrintStream(OutputStream.nullOutputStream(), false, charset));
        }
    }

    private static boolean print(String text, PrintStream err) {
        try {
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
