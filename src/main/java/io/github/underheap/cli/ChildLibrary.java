package io.github.underheap.cli;

import io.github.underheap.file.NativeLibrary;
import io.github.underheap.file.PassingFiles;
import io.github.underheap.file.SystemProperty;
import io.github.underheap.file.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads and calls the part in C; {@code bindings/child.c} says what its functions do. */
final class ChildLibrary {

    /** Names the file that the launcher has of it; to unpack one would make the start a tenth longer. */
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
            // If this process is killed meanwhile, the native walk of the next program removes what is left of
            // the file.
            NativeLibrary.load(library, new PassingFiles(TemporaryFolder.find(), ".so").newFile());
            return true;
        } catch (IOException | UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** What the jar has for this platform; null if nothing. */
    static byte @Nullable [] read() throws IOException {
        String platform = NativeLibrary.platform();
        return platform == null
                ? null
                : NativeLibrary.read(ChildLibrary.class, "native/" + platform + "/libunderheap-run.so");
    }
}
