package io.github.underheap.stack;

import io.github.underheap.file.PassingFiles;
import io.github.underheap.file.SystemProperty;
import io.github.underheap.file.TemporaryFolder;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads the helper library out of the jar through a private temporary file, which is gone again afterwards.
 *
 * <p><b>Races.</b> Other users may write in the same folder. They cannot exchange the file between its being written and loaded,
 * because {@link TemporaryFolder} gives only folders in which they cannot rename or delete what is not theirs; and they cannot have
 * made it before, because it is created here or not at all. Other processes of the same user remove what is left over
 * ({@link PassingFiles}), but nothing that a living process made a moment ago.
 *
 * <p><b>Interruption.</b> The thread that opens the walk may be interrupted at any time. It stays so, and the library is loaded
 * nevertheless: nothing here writes through a channel, which an interruption would close.
 */
final class HelperFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private HelperFile() {}

    static void load() throws WalkUnavailableException {
        String platform = platform();
        try {
            byte[] library = read("native/" + platform + "/libunderheap.so");
            if (library == null) {
                throw new WalkUnavailableException("this build of underheap has no helper library for " + platform);
            }
            Path folder = TemporaryFolder.find();
            PassingFiles files = new PassingFiles(folder, ".so");
            files.removeLeftovers();
            load(library, files.newFile());
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new WalkUnavailableException("the helper library cannot be loaded: " + reason(e), e);
        }
    }

    /** A file of the jar, or null if there is none. */
    private static byte @Nullable [] read(String name) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try (InputStream in = HelperFile.class.getResourceAsStream(name)) {
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
     * Through a file that nobody else made or can write. {@link Files#createTempFile} would make one as well, but its random names
     * load the security providers into the application.
     */
    @SuppressWarnings("restricted")
    private static void load(byte[] library, Path file) throws IOException {
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

    /** As in {@code linux-x86_64}. */
    static String platform() throws WalkUnavailableException {
        String os = SystemProperty.get("os.name", "");
        String arch = SystemProperty.get("os.arch", "");
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
    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    /** In one line. What exceptions of files say is often the file alone. */
    private static String reason(Throwable e) {
        String kind = e.getClass().getSimpleName();
        String message = e.getMessage();
        if (message == null) {
            return kind;
        }
        boolean fileAlone = e instanceof FileSystemException failed && failed.getReason() == null;
        return (fileAlone ? kind + " " : "") + message.strip().replace('\n', ' ');
    }
}
