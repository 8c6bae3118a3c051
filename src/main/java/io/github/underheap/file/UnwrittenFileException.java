package io.github.underheap.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file that could not be written: {@link #getFile} says which one, {@link #getReason} why, and the message both, in a line. */
final class UnwrittenFileException extends FileSystemException {

    private static final long serialVersionUID = 1;

    UnwrittenFileException(Path file, String reason, IOException cause) {
        super(file.toString(), null, reason);
        Throwable ignored = initCause(cause);
    }

    @Override
    public String getMessage() {
        return "cannot write " + getFile() + ": " + getReason();
    }
}
