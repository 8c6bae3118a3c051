package io.github.underheap.read;

import java.io.IOException;
import java.io.Serial;

/** A file is no profile, or a broken one. The message is one line: the file, where in it, what is wrong there and what would be right. */
public final class UnreadableProfileException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    /**
     * What cannot be read.
     *
     * @param where {@code file:line:column}, or the file alone
     * @param reason what is wrong, and what would be right
     */
    public UnreadableProfileException(String where, String reason) {
        super(where + ": " + reason);
    }
}
