package io.github.underheap.process;

import io.github.underheap.file.SystemProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Tells the command {@code underheap run} what came of the profile, so that it need not guess. It makes two empty files, one with
 * {@code .idle} at the end of its name, and names the other in a system property; without the property nothing is done here. A third one, with
 * {@code .saved} at the end, gets the name of the profile; it is empty before if the command shows the numbers.
 *
 * <p>Where it can be, a thing is told by deleting a file: that needs no descriptor and no room on the disk. The table of what
 * the command makes of the files is in {@code cli.ProgramMark}.
 *
 * <p>A mark that cannot be set changes nothing else.
 */
final class LauncherMark {

    /** Not in {@code underheap.}, where each key is an option. */
    private static final String PROPERTY = "io.github.underheap.launcherMark";

    private static final String IDLE = ".idle";
    private static final String SAVED = ".saved";

    private final @Nullable Path file;
    private final @Nullable Path idle;
    private final @Nullable Path saved;

    LauncherMark(@Nullable Path file, @Nullable Path idle, @Nullable Path saved) {
        this.file = file;
        this.idle = idle;
        this.saved = saved;
    }

    /** Whether {@code underheap run} has started this process. */
    static boolean isLaunched() {
        return !SystemProperty.get(PROPERTY, "").isEmpty();
    }

    /** The mark of this process. */
    static LauncherMark find() {
        try {
            String name = SystemProperty.get(PROPERTY, "");
            return name.isEmpty()
                    ? new LauncherMark(null, null, null)
                    : new LauncherMark(Path.of(name), Path.of(name + IDLE), Path.of(name + SAVED));
        } catch (RuntimeException e) {
            return new LauncherMark(null, null, null);
        }
    }

    /** Recording has begun, and the profile will be written when the process ends. */
    void recording() {
        delete(idle);
    }

    /** The profile was saved, or it was said why not. */
    void said() {
        delete(file);
    }

    private static void delete(@Nullable Path mark) {
        if (mark != null) {
            try {
                Files.deleteIfExists(mark);
            } catch (IOException | RuntimeException | Error e) {
                // The launcher says too much or too little then.
            }
        }
    }

    /** The profile was saved there. Whether the command that has started this process shows its numbers. */
    boolean savedTo(Path profile) {
        try {
            if (saved != null && Files.exists(saved)) {
                boolean isShown = Files.size(saved) == 0;
                Files.writeString(saved, profile.toAbsolutePath().toString(), StandardOpenOption.WRITE);
                return isShown;
            }
        } catch (IOException | RuntimeException | Error e) {
            // The launcher says that there is nothing to read then.
        }
        return false;
    }

    /** Recording is off, which only the launcher says. */
    void off() {
        if (file != null) {
            try {
                Files.writeString(file, "off\n", StandardOpenOption.WRITE);
            } catch (IOException | RuntimeException | Error e) {
                // The launcher gives another reason then.
            }
        }
    }
}
