package io.github.underheap.stack;

/** Why this JVM cannot be walked natively, in one line. */
final class WalkUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    WalkUnavailableException(String reason) {
        super(reason);
    }

    WalkUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** The message, which this class always has. */
    String reason() {
        String message = getMessage();
        return message == null ? "unknown" : message;
    }
}
