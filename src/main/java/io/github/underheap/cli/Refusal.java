package io.github.underheap.cli;

import java.io.Serial;

/** Ends a command with one line for the user: what is wrong, where, and what would be right. */
final class Refusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Exit code of a command line that is wrong, and of input that cannot be read. */
    static final int USAGE = 2;

    Refusal(String message) {
        super(message);
    }

    Refusal(String message, Throwable cause) {
        super(message, cause);
    }

    /** The line. */
    String line() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
