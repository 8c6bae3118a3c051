package io.github.underheap.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads the helper library out of the jar through a private temporary file, which is gone again afterwards. */
final class HelperFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private HelperFile() {}

    @SuppressWarnings("restricted")
    static void load() throws WalkUnavailableException {
        String platform = platform();
        Path file = null;
        try (InputStream library = HelperFile.class.getResourceAsStream("native/" + platform + "/libunderheap.so")) {
            if (library == null) {
                throw new WalkUnavailableException("this build of underheap has no helper library for " + platform);
            }
            file = unpacked(library);
            System.load(file.toString());
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new WalkUnavailableException("the helper library cannot be loaded: " + e.getMessage(), e);
        } finally {
            remove(file);
        }
    }

    /**
     * A file that nobody else made or can write. {@link Files#createTempFile} would do the same, but its random names load
     * the security providers into the application.
     */
    private static Path unpacked(InputStream library) throws IOException {
        String name = "underheap-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".so";
        Path file = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), name);
        try (SeekableByteChannel out = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            library.transferTo(Channels.newOutputStream(out));
        }
        return file;
    }

    /** As in {@code linux-x86_64}. */
    static String platform() throws WalkUnavailableException {
        String os = System.getProperty("os.name", "");
        String arch = System.getProperty("os.arch", "");
        String machine = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "aarch64";
            default -> "";
        };
        if (!os.equals("Linux") || machine.isEmpty()) {
            throw new WalkUnavailableException("no native walk on " + os + " " + arch);
        }
        return os.toLowerCase(Locale.ROOT) + "-" + machine;
    }

    /** The loaded library stays mapped without its file. */
    private static void remove(@Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            Files.delete(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
