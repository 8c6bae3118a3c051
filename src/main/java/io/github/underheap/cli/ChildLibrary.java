package io.github.underheap.cli;

import io.github.underheap.file.PassingFiles;
import io.github.underheap.file.SystemProperty;
import io.github.underheap.file.TemporaryFolder;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The part that is written in C, {@code bindings/child.c}: it says what the functions do. */
final class ChildLibrary {

    /** Where the launcher has it as a file, which spares the start a tenth of its time. */
    private static final String UNPACKED = "io.github.underheap.childLibrary";

    private ChildLibrary() {}

    static native long run(long arguments, long environment, long blocked, long ignored, int flags);

    static native void closeInChild(int descriptor);

    /** Loads it; false where there is none for this platform, or it cannot be loaded. */
    @SuppressWarnings("restricted")
    static boolean load() {
        String unpacked = SystemProperty.get(UNPACKED, "");
        try {
            if (!unpacked.isEmpty() && Files.isRegularFile(Path.of(unpacked))) {
                System.load(unpacked);
                return true;
            }
            byte[] library = read();
            if (library == null) {
                return false;
            }
            load(library);
            return true;
        } catch (IOException | UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** What the jar has for this platform; null if nothing. */
    static byte @Nullable [] read() throws IOException {
        String machine = switch (SystemProperty.get("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "aarch64";
            default -> "";
        };
        if (!SystemProperty.get("os.name", "").equals("Linux") || machine.isEmpty()) {
            return null;
        }
        try (InputStream in =
                ChildLibrary.class.getResourceAsStream("native/linux-" + machine + "/libunderheap-run.so")) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /** Through a private file. What is left of one if this process is killed meanwhile, the native walk of the next program removes. */
    @SuppressWarnings("restricted")
    private static void load(byte[] library) throws IOException {
        Path file = new PassingFiles(TemporaryFolder.find(), ".so").newFile();
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            try (OutputStream out = new FileOutputStream(file.toFile())) {
                out.write(library);
            }
            System.load(file.toString());
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
