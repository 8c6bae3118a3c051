package io.github.underheap.junit;

import io.github.underheap.Profiles;
import io.github.underheap.profile.Profile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the profiles of tests that fail, for DHAT's viewer and as a page. A later run writes over them.
 *
 * <p>Thread-safe.
 */
final class ProfileFiles {

    private static final List<String> BUILD_FOLDERS = List.of("target", "build");

    private static final String NOT_WRITTEN = "the profile could not be written: ";

    private ProfileFiles() {}

    /** In the folder for temporary files, for everybody who has no folder of a build; made when it is needed. */
    private static final class Temporary {

        private static @Nullable Path made;

        /** With a name that nobody can know before: the place is open to all users of the machine. */
        static synchronized Path folder() throws IOException {
            Path known = made;
            if (known == null) {
                known = Files.createTempDirectory("underheap-");
                made = known;
            }
            return known;
        }
    }

    /**
     * Writes a profile.
     *
     * @param configured the folder; null for {@code underheap} in the folder of the build, or one for temporary files
     * @param name without what tells the format
     * @return in one line, where it is, or why it could not be written
     */
    static String write(Profile profile, @Nullable Path configured, String name) {
        try {
            Path folder = (configured == null ? usual() : configured).toAbsolutePath();
            Path file = fileAt(folder);
            if (file != null) {
                return NOT_WRITTEN + file + " is a file; expected the name of a folder as " + Settings.OUTPUT;
            }
            Files.createDirectories(folder);
            return writeInto(folder, profile, name);
        } catch (FileSystemException e) {
            return NOT_WRITTEN + "cannot make the folder " + e.getFile() + reason(e);
        } catch (IOException e) {
            return NOT_WRITTEN + e.getMessage();
        }
    }

    private static String writeInto(Path folder, Profile profile, String name) {
        Path dhat = folder.resolve(name + ".json");
        Path page = folder.resolve(name + ".html");
        try {
            Profiles.write(profile, "dhat", dhat);
            Profiles.write(profile, "html", page);
        } catch (IOException e) {
            return NOT_WRITTEN + e.getMessage();
        }
        return "profile: " + dhat + " and " + page;
    }

    private static String reason(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return ": permission denied";
        }
        return e.getReason() == null ? "" : ": " + e.getReason();
    }

    /** What is in the way of a folder, itself or above it; null if nothing is. */
    private static @Nullable Path fileAt(Path folder) {
        Path at = folder;
        while (at != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return at == null || Files.isDirectory(at) ? null : at;
    }

    private static Path usual() throws IOException {
        for (String build : BUILD_FOLDERS) {
            if (Files.isDirectory(Path.of(build))) {
                return Path.of(build, "underheap");
            }
        }
        return Temporary.folder();
    }
}
