package io.github.underheap.jmh;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that more than one of JMH's JVMs write. They run one after another, so each finds the file free, and the last profile takes the place of
 * all others.
 *
 * <p>Thread-safe. One for the process: JMH makes a profiler for each benchmark.
 */
final class SharedOutput {

    /** Guarded by this. */
    private final Set<String> begun = new HashSet<>();

    /** Guarded by this. */
    private final Set<String> told = new HashSet<>();

    /**
     * Before a JVM is started that writes its profile there.
     *
     * @param template the option {@code output}
     * @param jvms how many the benchmark has
     * @return what would be right in its place, the first time that several write to one file; null otherwise
     */
    synchronized @Nullable String before(String template, int jvms) {
        boolean isFirst = begun.add(template);
        return isShared(template) && (!isFirst || jvms > 1) && told.add(template) ? numbered(template) : null;
    }

    private static boolean isShared(String template) {
        String name = template.replace("%%", "");
        return !name.contains("%p") && !name.contains("%t") && isFile(template);
    }

    /** What goes to a pipe or to a device takes nothing's place. */
    private static boolean isFile(String name) {
        try {
            Path path = Path.of(name).toAbsolutePath();
            return !path.startsWith("/dev")
                    && !path.startsWith("/proc")
                    && (!Files.exists(path) || Files.isRegularFile(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Before the ending of the name, by which viewers know the file. */
    private static String numbered(String template) {
        int name = template.lastIndexOf('/') + 1;
        int dot = template.lastIndexOf('.');
        int end = dot <= name ? template.length() : dot;
        return template.substring(0, end) + "-%p" + template.substring(end);
    }
}
