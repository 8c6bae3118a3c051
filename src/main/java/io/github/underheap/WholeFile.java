package io.github.underheap;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file that appears whole or not at all: beside its place first, then moved into it. */
final class WholeFile {

    private WholeFile() {}

    /** Writes the content. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file. What is no regular file (a pipe, a terminal) is written to directly.
     *
     * @throws IOException if that fails; its message says what failed, and an older file is as it was
     */
    static void write(Path file, Content content) throws IOException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                    content.writeTo(out);
                }
            } else {
                writeBeside(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), content);
            }
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + reason(e), e);
        }
    }

    private static void writeBeside(Path file, Content content) throws IOException {
        Path beside = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + "." + System.nanoTime() + ".tmp");
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("it is a directory");
            }
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW), 1 << 16)) {
                content.writeTo(out);
            }
            try {
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such directory";
            case AccessDeniedException denied -> "permission denied";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
