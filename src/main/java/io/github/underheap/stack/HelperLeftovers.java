package io.github.underheap.stack;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/**
 * Files that stayed because a process died while it loaded the helper. Their names are {@code underheap-<process id>-<nanoTime>.so}.
 *
 * <p><b>Race.</b> The file of a living process must stay, which needs it for some milliseconds. One whose process is not to be seen
 * here may belong to another container or machine that shares the folder: it counts as left over when it is an hour old.
 */
final class HelperLeftovers {
    private static final String PREFIX = "underheap-";
    private static final String SUFFIX = ".so";

    /** Files that are looked at, of however many there are in the folder. A thousand take a millisecond. */
    private static final int MOST_FILES = 1_000;

    private static final Duration LEAST_AGE = Duration.ofHours(1);

    private HelperLeftovers() {}

    /** A file that is not there yet. */
    static Path newName(Path folder) {
        return folder.resolve(PREFIX + ProcessHandle.current().pid() + "-" + System.nanoTime() + SUFFIX);
    }

    /** Removes those of this user. What cannot be removed stays. */
    static void remove(Path folder) {
        Instant now = Instant.now();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            Iterator<Path> it = files.iterator();
            for (int i = 0; i < MOST_FILES && it.hasNext(); i++) {
                Path file = it.next();
                long process = processOf(folder.relativize(file).toString());
                if (process >= 0) {
                    removeIfLeft(file, process, now);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A folder that cannot be listed keeps what is in it.
            return;
        }
    }

    /** The process that made a file of this name; -1 if it is no name of ours. */
    private static long processOf(String name) {
        int dash = name.lastIndexOf('-');
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX) || dash < PREFIX.length()) {
            return -1;
        }
        try {
            long ignored = Long.parseUnsignedLong(name, dash + 1, name.length() - SUFFIX.length(), 10);
            return Long.parseUnsignedLong(name, PREFIX.length(), dash, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void removeIfLeft(Path file, long process, Instant now) {
        try {
            Instant written =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && TemporaryFolder.owner(file) == TemporaryFolder.owner(Path.of("/proc/self"))
                    && written.isBefore(now.minus(LEAST_AGE))
                    && !livedAt(process, written)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // Somebody else may have removed it a moment ago.
            return;
        }
    }

    /** Whether the process that has this number now could have written a file then. */
    private static boolean livedAt(long process, Instant written) {
        Optional<ProcessHandle> alive = ProcessHandle.of(process);
        if (alive.isEmpty()) {
            return false;
        }
        Optional<Instant> began = alive.get().info().startInstant();
        return began.isEmpty() || !began.get().isAfter(written);
    }
}
