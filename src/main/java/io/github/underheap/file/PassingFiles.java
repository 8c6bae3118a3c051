package io.github.underheap.file;

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
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files that a process needs for a moment, and that stay if it dies meanwhile: {@code .underheap-SPACE-PID-RANDOM} and an ending.
 *
 * <p>Process numbers are told apart by their space: the host's start and its process namespace, since several containers may share a
 * folder.
 *
 * <p><b>Race.</b> What a living process needs must stay. Of a process of this space it is known whether it lives; a file of another space
 * counts as left over when it is an hour old, and so does one of any other process where the space is not known. A process that has
 * the number of a dead one is told from it by its start, up to an hour: that and the times of files are of different clocks.
 */
public final class PassingFiles {
    private static final String PREFIX = ".underheap-";
    private static final int HEX = 16;

    /** Files that are looked at, of however many there are in the folder. A thousand take a millisecond. */
    private static final int MOST_FILES = 1_000;

    private static final Duration LEAST_AGE = Duration.ofHours(1);

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    private final Path folder;
    private final String ending;
    private final Space space;

    /**
     * Those in a folder.
     *
     * @param ending of their names, which says what they are for
     */
    public PassingFiles(Path folder, String ending) {
        this(folder, ending, BOOT, NAMESPACE);
    }

    /** Those of a space that is told by other files. */
    PassingFiles(Path folder, String ending, Path boot, Path namespace) {
        this.folder = folder;
        this.ending = ending;
        this.space = Space.find(boot, namespace);
    }

    /** Where process numbers are told apart. */
    private record Space(String word, boolean isKnown) {

        static Space find(Path boot, Path namespace) {
            String text = "";
            boolean isKnown = false;
            try {
                text += Files.readString(boot);
                text += Files.readSymbolicLink(namespace);
                isKnown = true;
            } catch (IOException | RuntimeException e) {
                // Not on this system.
            }
            return new Space(Integer.toHexString(text.hashCode()), isKnown);
        }
    }

    Path folder() {
        return folder;
    }

    /** A file that is not there yet. */
    public Path newFile() {
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
        return folder.resolve(
                PREFIX + space.word + "-" + ProcessHandle.current().pid() + "-" + random + ending);
    }

    /** Removes those of this user that are left over. What cannot be removed stays, also where there is no heap or class loader for it. */
    public void removeLeftovers() {
        Instant now = Instant.now();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            Iterator<Path> it = files.iterator();
            for (int i = 0; i < MOST_FILES && it.hasNext(); i++) {
                Path file = it.next();
                long process = processOf(String.valueOf(file.getFileName()));
                if (process >= 0) {
                    removeIfLeft(file, process, now);
                }
            }
        } catch (IOException | DirectoryIteratorException | LinkageError | OutOfMemoryError e) {
            // A folder that cannot be listed keeps what is in it.
            return;
        }
    }

    /** The other process of this space that made a file of this name; 0 if another space did or may have, -1 if it is no such name. */
    private long processOf(String name) {
        int second = name.lastIndexOf('-');
        int first = name.lastIndexOf('-', second - 1);
        if (!name.startsWith(PREFIX) || !name.endsWith(ending) || first < PREFIX.length()) {
            return -1;
        }
        try {
            // What are no numbers is no such name.
            long ignored = Integer.parseUnsignedInt(name, PREFIX.length(), first, HEX)
                    ^ Long.parseUnsignedLong(name, second + 1, name.length() - ending.length(), HEX);
            long process = Long.parseUnsignedLong(name, first + 1, second, 10);
            boolean isOfThisSpace = name.startsWith(space.word + "-", PREFIX.length());
            if (isOfThisSpace && process == ProcessHandle.current().pid()) {
                return -1;
            }
            return isOfThisSpace && space.isKnown ? process : 0;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return -1;
        }
    }

    /**
     * Removes a file that nobody needs.
     *
     * @param process of this space; 0 if it may have been made in another
     */
    private static void removeIfLeft(Path file, long process, Instant now) {
        try {
            Instant written =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            boolean left = process > 0 ? !livedAt(process, written) : written.isBefore(now.minus(LEAST_AGE));
            if (left && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && FileOwner.isMine(file)) {
                Files.delete(file);
            }
        } catch (IOException | UnsupportedOperationException e) {
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
        return began.isEmpty() || !began.get().minus(LEAST_AGE).isAfter(written);
    }
}
