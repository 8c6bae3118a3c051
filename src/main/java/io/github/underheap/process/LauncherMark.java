package io.github.underheap.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Tells the launcher what came of the profile, so that the launcher need not guess. The launcher makes an empty file and names it
 * in a system property; without the property nothing is done here.
 *
 * <p>A mark that cannot be set changes nothing else.
 */
final class LauncherMark {

    /** Not in {@code underheap.}, where each key is an option. */
    private static final String PROPERTY = "io.github.underheap.launcherMark";

    private final @Nullable Path file;

    private LauncherMark(@Nullable Path file) {
        this.file = file;
    }

    /** The mark of this process. */
    static LauncherMark find() {
        try {
            String name = System.getProperty(PROPERTY);
            return new LauncherMark(name == null ? null : Path.of(name));
        } catch (RuntimeException e) {
            return new LauncherMark(null);
        }
    }

    /** Prints one line on why there will be no profile. */
    void sayWhyNot(String message) {
        Messages.say(message);
        said();
    }

    /** The profile was saved, or it was said why not. The file is deleted: that needs no descriptor and no room on the disk. */
    void said() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException | RuntimeException e) {
                // The launcher says too much then.
            }
        }
    }

    /** Recording is off, which only the launcher says. */
    void off() {
        if (file != null) {
            try {
                Files.writeString(file, "off\n", StandardOpenOption.WRITE);
            } catch (IOException | RuntimeException e) {
                // The launcher gives another reason then.
            }
        }
    }
}
