package io.github.underheap.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file that is written beside the place that it is moved to.
 *
 * <p>Its name is not made from that of the place, which may be as long as names can be.
 */
final class BesideFile {

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

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

    /** Makes it, empty and for its owner alone. */
    void create() throws IOException {
        create(path);
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        } catch (UnsupportedOperationException e) {
            // There are no such permissions here.
            Files.createFile(file);
        }
    }

    /**
     * Gives it the permissions of the file in whose place it comes, if that belongs to this user. They may forbid to write, so this comes after
     * the content. Where it cannot be done, the file stays for its owner alone.
     */
    void takePermissions() {
        try {
            if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) && FileOwner.isMine(place)) {
                takePermissions(Files.getPosixFilePermissions(place, LinkOption.NOFOLLOW_LINKS), path);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A file system may have none, or refuse to set them.
            return;
        }
    }

    private static void takePermissions(Set<PosixFilePermission> permissions, Path file) throws IOException {
        if (!permissions.equals(OWNER_ALONE)) {
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    /** Loads what writing needs: goes the same way to a file that cannot be. */
    void rehearse() {
        try {
            takePermissions(Set.of(), nowhere());
        } catch (IOException | UnsupportedOperationException e) {
            // As it has to be.
        }
        try {
            create(nowhere());
        } catch (IOException e) {
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
