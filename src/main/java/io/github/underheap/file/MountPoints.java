package io.github.underheap.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where something is mounted, as Linux tells this process. Elsewhere nothing is known, and nothing is a mount point. */
final class MountPoints {

    private static final Path TABLE = Path.of("/proc/self/mountinfo");

    /** Which word of a line is the place. */
    private static final int PLACE = 4;

    private MountPoints() {}

    /** Whether a regular file is one: a container may have a single file of its host. */
    static boolean has(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        String place = escaped(file.toString());
        try {
            String table = new String(Files.readAllBytes(TABLE), StandardCharsets.UTF_8);
            for (String line : table.split("\n", -1)) {
                String[] words = line.split(" ", PLACE + 2);
                if (words.length > PLACE && words[PLACE].equals(place)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // It is not known.
        }
        return false;
    }

    /** As the kernel writes it. */
    private static String escaped(String place) {
        return place.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
