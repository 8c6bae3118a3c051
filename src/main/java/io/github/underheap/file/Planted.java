package io.github.underheap.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * What somebody else may have put where a file is to be written.
 *
 * <p>As the kernel does with {@code fs.protected_symlinks}: in a directory where everybody may write but delete only what is his own, such
 * as {@code /tmp}, a symbolic link is followed if it belongs to this user or to the owner of the directory. The same holds for pipes and
 * devices there.
 */
final class Planted {

    private Planted() {}

    /**
     * Looks at a link, a pipe or a device before it is followed or written to.
     *
     * @throws IOException if somebody else may have put it there
     */
    static void check(Path entry) throws IOException {
        Path directory = entry.toAbsolutePath().getParent();
        if (directory == null || !FileOwner.isForAll(directory)) {
            return;
        }
        UserPrincipal owner = Files.getOwner(entry, LinkOption.NOFOLLOW_LINKS);
        if (!FileOwner.isMine(entry) && !owner.equals(Files.getOwner(directory))) {
            throw new IOException(entry + " belongs to another user (" + owner.getName()
                    + "), in a directory where everybody may write; it is not followed");
        }
    }
}
