package io.github.underheap.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that is written beside the place that it is moved to.
 *
 * <p>Its name is not made from that of the place, which may be as long as names can be.
 */
final class BesideFile {

    private final Path place;
    private final PassingFiles files;
    private final Path path;

    BesideFile(Path place) {
        Path directory = place.getParent();
        this.place = place;
        this.files = new PassingFiles(directory == null ? Path.of("") : directory, ".tmp");
        this.path = files.newFile();
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
        if (!Files.getFileStore(files.folder()).supportsFileAttributeView("posix")) {
            return null;
        }
        if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) && FileOwner.isMine(place)) {
            return Files.getPosixFilePermissions(place, LinkOption.NOFOLLOW_LINKS);
        }
        return PosixFilePermissions.fromString("rw-------");
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
        files.removeLeftovers();
    }
}
