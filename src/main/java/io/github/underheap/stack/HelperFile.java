package io.github.underheap.stack;

import io.github.underheap.file.NativeLibrary;
import io.github.underheap.file.PassingFiles;
import io.github.underheap.file.SystemProperty;
import io.github.underheap.file.TemporaryFolder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Loads the helper library out of the jar ({@link NativeLibrary}), and removes what processes that were killed meanwhile have left over.
 */
final class HelperFile {

    private HelperFile() {}

    static void load() throws WalkUnavailableException {
        String platform = platform();
        try {
            byte[] library = NativeLibrary.read(HelperFile.class, "native/" + platform + "/libunderheap.so");
            if (library == null) {
                throw new WalkUnavailableException("this build of underheap has no helper library for " + platform);
            }
            Path folder = TemporaryFolder.find();
            PassingFiles files = new PassingFiles(folder, ".so");
            files.removeLeftovers();
            NativeLibrary.load(library, files.newFile());
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new WalkUnavailableException("the helper library cannot be loaded: " + reason(e), e);
        }
    }

    /** As in {@code linux-x86_64}. */
    static String platform() throws WalkUnavailableException {
        String platform = NativeLibrary.platform();
        if (platform == null) {
            throw new WalkUnavailableException(
                    "no native walk on " + SystemProperty.get("os.name", "") + " " + SystemProperty.get("os.arch", ""));
        }
        return platform;
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
