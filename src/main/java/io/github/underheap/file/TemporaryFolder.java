package io.github.underheap.file;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The folder for temporary files, if a file in it can be exchanged by nobody but this user and the superuser.
 *
 * <p>Who may write in a folder may rename and delete all that is in it, also folders of others. With the sticky bit, as
 * {@code /tmp} has it, only the owner of a file or of the folder may. So each folder from the root on must belong to this user or to
 * the superuser, and must have the sticky bit if others may write there.
 */
public final class TemporaryFolder {
    private static final int SUPERUSER = 0;

    private TemporaryFolder() {}

    /** Its real path: no part of it can be made to lead elsewhere. */
    public static Path find() throws IOException {
        String name = SystemProperty.get("java.io.tmpdir", "/tmp");
        Path folder;
        try {
            folder = Path.of(name).toRealPath();
        } catch (NoSuchFileException e) {
            throw new IOException("java.io.tmpdir=" + name + ": there is no such folder", e);
        }
        for (Path each = folder; each != null; each = each.getParent()) {
            check(each);
        }
        return folder;
    }

    private static void check(Path folder) throws IOException {
        if (FileOwner.letsOthersExchange(folder)) {
            throw noPlace(folder, "other users may rename files there (no sticky bit)");
        }
        int owner = FileOwner.number(folder);
        if (owner != SUPERUSER && !FileOwner.isMine(folder)) {
            throw noPlace(folder, "it belongs to another user (number " + owner + ")");
        }
    }

    private static IOException noPlace(Path folder, String why) {
        return new IOException(folder + " is no place for it: " + why + "; -Djava.io.tmpdir names another folder");
    }
}
