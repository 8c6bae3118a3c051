package io.github.underheap.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whose a file is, and what others may do in a directory. A symbolic link is looked at itself. */
public final class FileOwner {
    private static final int OTHERS_WRITE = 0022;
    private static final int ALL_WRITE = 0002;
    private static final int STICKY = 01000;

    private static final Path SELF = Path.of("/proc/self/task");

    private FileOwner() {}

    /** The owner's number. */
    static int number(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether it belongs to the user of this process. */
    public static boolean isMine(Path file) throws IOException {
        return Files.exists(SELF)
                ? number(file) == number(SELF)
                : Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(SystemProperty.get("user.name", ""));
    }

    /** Whether others may write in a directory, and so rename and delete what is not theirs. */
    static boolean letsOthersExchange(Path directory) throws IOException {
        int mode = mode(directory);
        return (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
    }

    /** Whether everybody may write in a directory, and delete only what is his own, as in {@code /tmp}. */
    static boolean isForAll(Path directory) throws IOException {
        int mode = mode(directory);
        return (mode & ALL_WRITE) != 0 && (mode & STICKY) != 0;
    }

    /** Where there are no such permissions, nobody else counts as one who may write. */
    private static int mode(Path file) throws IOException {
        try {
            return (Integer) Files.getAttribute(file, "unix:mode");
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 0;
        }
    }
}
