package io.github.underheap.process;

import io.github.underheap.profile.ProfileFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The file of the profile and what may have to be said of it, made while there is memory for it.
 *
 * @param saved that it was written
 * @param savedBytes the same
 * @param kept that something else is there, which stays
 * @param noMemory that there was no memory to write it
 * @param tooLate that it was not written in time
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ExitFile(Path file, String saved, byte[] savedBytes, String kept, byte[] noMemory, byte[] tooLate) {

    static ExitFile of(Path file) {
        String saved = Messages.line("The data has been saved to " + file + ", and " + ProfileFormat.IS_VIEWABLE
                + " or the Firefox Profiler (https://profiler.firefox.com)");
        return new ExitFile(
                file,
                saved,
                saved.getBytes(StandardCharsets.UTF_8),
                Messages.line(file + " stays as the program wrote it; the profile of the whole process goes beside it"),
                bytes("error: cannot write " + file + ": " + OutOfMemoryError.class.getName()),
                bytes("error: " + file + " could not be written in time; the process ends without it"));
    }

    private static byte[] bytes(String message) {
        return Messages.line(message).getBytes(StandardCharsets.UTF_8);
    }
}
