package io.github.underheap.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Files by which the library tells what came of the profile; it knows of them by a system property. Their date is that of the start.
 *
 * <pre>
 *   mark        mark.idle   what happened
 *   gone                    the library said what came of the profile
 *   not empty               recording is off
 *   empty       there       the program ended before its global tracker had started: it used none, was never compiled or
 *                           loaded, or was stopped before
 *   empty       gone        the program was recorded and ended without its exit report: it was halted, killed or crashed
 * </pre>
 *
 * <p>In {@code mark.saved} the library writes where it saved the profile. If that is empty before, this command shows the numbers, and otherwise the
 * library does.
 *
 * @param file absolute
 */
record ProgramMark(Path file) {

    private static final String PROPERTY = "-Dio.github.underheap.launcherMark=";
    private static final String NOT_YET = "-";
    private static final int MOST_ATTEMPTS = 100;

    /**
     * Makes the files; null where none can be made.
     *
     * @param folder the one for temporary files
     * @param isReported whether this command shows the numbers of the profile afterwards
     */
    static @Nullable ProgramMark create(Path folder, boolean isReported) {
        String random = ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            ProgramMark mark =
                    new ProgramMark(folder.resolve("underheap." + random + i).toAbsolutePath());
            try {
                create(mark.file);
                create(mark.idle());
                create(mark.saved());
                if (!isReported) {
                    Files.writeString(mark.saved(), NOT_YET);
                }
                return mark;
            } catch (FileAlreadyExistsException e) {
                // Another name then.
            } catch (IOException | RuntimeException e) {
                mark.remove();
                return null;
            }
        }
        return null;
    }

    private static void create(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The option of java that tells the library of it, as raw text; null if Java cannot spell the name. */
    @Nullable
    String option() {
        String raw = RawText.of(file.toString());
        return file.equals(RawText.path(raw)) ? PROPERTY + raw : null;
    }

    private Path idle() {
        return beside(".idle");
    }

    private Path saved() {
        return beside(".saved");
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** What the table in the class comment tells. */
    enum Tells {
        SAID,
        OFF,
        NEVER_STARTED,
        NO_REPORT
    }

    Tells tells() {
        try {
            if (Files.notExists(file)) {
                return Tells.SAID;
            }
            if (Files.size(file) > 0) {
                return Tells.OFF;
            }
        } catch (IOException e) {
            return Tells.SAID;
        }
        return Files.exists(idle()) ? Tells.NEVER_STARTED : Tells.NO_REPORT;
    }

    /** Whether a file was written since the start. */
    boolean isOlderThan(Path other) {
        try {
            FileTime start = Files.getLastModifiedTime(Files.exists(idle()) ? idle() : file);
            return Files.getLastModifiedTime(other).compareTo(start) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the library saved the profile; null if it did not. */
    @Nullable
    Path savedTo() {
        try {
            String name = Files.readString(saved(), StandardCharsets.UTF_8);
            return name.isEmpty() || name.equals(NOT_YET) ? null : Path.of(name);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Removes the files that are still there. */
    void remove() {
        delete(file);
        delete(idle());
        delete(saved());
    }

    private static void delete(Path mark) {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            // The folder has gone, or is not ours any more.
            return;
        }
    }
}
