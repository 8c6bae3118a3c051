package io.github.underheap.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads native code out of the jar through a private temporary file, which is gone again afterwards.
 *
 * <p><b>Races.</b> Other users may write in the same folder. They cannot exchange the file between its being written and loaded,
 * because {@link TemporaryFolder} gives only folders in which they cannot rename or delete what is not theirs; and they cannot have
 * made it before, because it is created here or not at all. Other processes of the same user remove what is left over
 * ({@link PassingFiles}), but nothing that a living process made a moment ago.
 *
 * <p><b>Interruption.</b> The thread that loads may be interrupted at any time. It stays so, and the library is loaded
 * nevertheless: nothing here writes through a channel, which an interruption would close.
 */
public final class NativeLibrary {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private NativeLibrary() {}

    /** What this process runs on, as in {@code linux-x86_64}; null where the library has no native code. */
    public static @Nullable String platform() {
        String machine = switch (SystemProperty.get("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "aarch64";
            default -> "";
        };
        return SystemProperty.get("os.name", "").equals("Linux") && !machine.isEmpty() ? "linux-" + machine : null;
    }

    /**
     * A file of the jar.
     *
     * @param name starts from the folder of the class
     * @return null if there is none
     */
    public static byte @Nullable [] read(Class<?> beside, String name) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try (InputStream in = beside.getResourceAsStream(name)) {
                    return in == null ? null : in.readAllBytes();
                } catch (ClosedByInterruptException e) {
                    // Class loaders of some kinds read through a channel.
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Loads it, by a file of that name that nobody else made or can write. {@link Files#createTempFile} would make one as well, but its random names
     * load the security providers into the application.
     *
     * @throws UnsatisfiedLinkError if it is none for this platform
     */
    @SuppressWarnings("restricted")
    public static void load(byte[] library, Path file) throws IOException {
        Files.createFile(file, OWNER_ONLY);
        try {
            try (OutputStream out = new FileOutputStream(file.toFile())) {
                out.write(library);
            }
            System.load(file.toString());
        } finally {
            remove(file);
        }
    }

    /** The loaded library stays mapped without its file. */
    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
