package io.github.underheap.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Files that the program has written itself, whose place the profile at the end of the process must not take.
 *
 * <p>Thread-safe: the array never changes, and a longer one takes its place.
 */
public final class KeptFiles {

    private static volatile Path[] kept = {};

    private KeptFiles() {}

    /** From now on this file stays. */
    public static synchronized void add(Path file) {
        Path place = place(file);
        if (!Arrays.asList(kept).contains(place)) {
            Path[] more = Arrays.copyOf(kept, kept.length + 1);
            more[kept.length] = place;
            kept = more;
        }
    }

    /** How many there are. */
    static int count() {
        return kept.length;
    }

    private static Path place(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            // A folder on the way, which the rest of the way leaves again, is not there.
            return file.toAbsolutePath().normalize();
        }
    }

    /** Whether this is one of them, by whatever name. */
    static boolean has(Path file) {
        for (Path each : kept) {
            if (isSame(each, file)) {
                return true;
            }
        }
        return false;
    }

    /** Loads what a look takes. */
    static void rehearse(Path file) {
        boolean ignored = has(file) || isSame(file.toAbsolutePath().resolveSibling("."), Path.of(""));
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException | RuntimeException e) {
            // One of them is not there.
            return false;
        }
    }
}
