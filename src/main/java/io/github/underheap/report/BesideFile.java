package io.github.underheap.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file that is written beside the place that it is moved to, {@code .underheap-SPACE-PID-RANDOM.tmp}.
 *
 * <p>Process numbers are told apart by their space: the host and its process namespace, since several containers may share a folder. What
 * processes of this space have left there that are no longer alive is removed.
 *
 * <p>The name is not made from that of the place, which may be as long as names can be.
 */
final class BesideFile {

    private static final String PREFIX = ".underheap-";
    private static final String SUFFIX = ".tmp";

    private final Path place;
    private final Path path;
    private final String ofSpace;

    private BesideFile(Path place, Path path, String ofSpace) {
        this.place = place;
        this.path = path;
        this.ofSpace = ofSpace;
    }

    static BesideFile of(Path place) {
        String ofSpace = PREFIX + space() + "-";
        String name = ofSpace
                + ProcessHandle.current().pid()
                + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong())
                + SUFFIX;
        return new BesideFile(place, place.resolveSibling(name), ofSpace);
    }

    /** Where process numbers are told apart, as a short word. */
    private static String space() {
        String text = readable("/proc/sys/kernel/random/boot_id");
        try {
            text += Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | RuntimeException e) {
            // It is not known on this system.
        }
        return Integer.toHexString(text.hashCode());
    }

    private static String readable(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    Path path() {
        return path;
    }

    /** Makes it, empty. */
    void create() throws IOException {
        Set<PosixFilePermission> permissions = permissions();
        if (permissions == null) {
            Files.createFile(path);
        } else {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    /** Those of the file in whose place it comes, if that belongs to this user, else those of a secret; null if there are none here. */
    private @Nullable Set<PosixFilePermission> permissions() throws IOException {
        if (!Files.getFileStore(directory()).supportsFileAttributeView("posix")) {
            return null;
        }
        if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            PosixFileAttributes old = Files.readAttributes(place, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (Planted.isMe(old.owner())) {
                return old.permissions();
            }
        }
        return PosixFilePermissions.fromString("rw-------");
    }

    private Path directory() {
        Path directory = path.getParent();
        return directory == null ? Path.of("") : directory;
    }

    /** Loads what {@link #create} needs: goes the same way to a file that cannot be. */
    void rehearse() throws IOException {
        Set<PosixFilePermission> permissions = permissions();
        Path nowhere = nowhere();
        try {
            Files.setPosixFilePermissions(nowhere, permissions == null ? Set.of() : permissions);
        } catch (IOException | UnsupportedOperationException e) {
            // As it has to be.
        }
        try {
            Files.createFile(
                    nowhere, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException | UnsupportedOperationException e) {
            // As it has to be.
        }
    }

    /** In a directory that is not there. */
    Path nowhere() {
        return path.resolve("nowhere");
    }

    /** Removes what dead processes have left in the directory; what cannot be removed stays. */
    void removeLeftovers() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory())) {
            for (Path entry : entries) {
                long pid = pid(String.valueOf(entry.getFileName()));
                if (pid > 0
                        && ProcessHandle.of(pid).isEmpty()
                        && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Somebody else may remove them.
        }
    }

    /** Of the process that has made a file of this kind; 0 if it is none, or of another space. */
    private long pid(String name) {
        int end = name.lastIndexOf('-');
        if (!name.startsWith(ofSpace) || !name.endsWith(SUFFIX) || end < ofSpace.length()) {
            return 0;
        }
        try {
            return Long.parseLong(name.substring(ofSpace.length(), end));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
