package io.github.underheap.read;

import io.github.underheap.profile.Profile;
import io.github.underheap.report.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads profiles: this library's JSON, and DHAT files of anybody, plain or compressed by gzip.
 *
 * <p>A file that is no profile gives an {@link UnreadableProfileException} of one line. The heap that is needed grows with the sites and frames of a
 * file, of which there may be 2^24 each; a small file cannot need much, even if it is compressed. Thread-safe.
 */
public final class ProfileReader {

    private static final long MEBIBYTE = 1 << 20;

    private ProfileReader() {}

    /**
     * Reads a file. A pipe is read to its end.
     *
     * @throws UnreadableProfileException if it cannot be opened, or is no profile
     * @throws IOException if it cannot be read on
     */
    public static Profile read(Path file) throws IOException {
        String name = PlainText.shown(file.toString());
        if (Files.isDirectory(file)) {
            throw new UnreadableProfileException(name, "is a folder; name a profile in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(name, in);
        } catch (NoSuchFileException e) {
            throw new UnreadableProfileException(name, "no such file");
        } catch (AccessDeniedException e) {
            throw new UnreadableProfileException(name, "permission denied");
        } catch (FileSystemException e) {
            String reason = e.getReason();
            throw new UnreadableProfileException(name, reason == null ? "cannot be opened" : PlainText.shown(reason));
        }
    }

    /**
     * Reads what a stream has, up to its end.
     *
     * @param name as messages call it
     * @throws UnreadableProfileException if it is no profile
     * @throws IOException if it cannot be read on
     */
    public static Profile read(String name, InputStream in) throws IOException {
        try (JsonInput json = new JsonInput(name, ProfileInput.of(name, in))) {
            try {
                return profile(json);
            } catch (IOException e) {
                throw json.explained(e);
            }
        } catch (OutOfMemoryError e) {
            throw new UnreadableProfileException(
                    name,
                    "does not fit into the heap of " + Runtime.getRuntime().maxMemory() / MEBIBYTE
                            + " MiB; give Java more, as with -Xmx2g");
        }
    }

    private static Profile profile(JsonInput json) throws IOException {
        json.beginObject();
        String key = json.nextKey();
        if (key == null) {
            throw json.wrong("this is an empty object, and no profile");
        }
        Profile profile =
                JsonReader.FORMAT_KEY.equals(key) ? new JsonReader(json).read() : new DhatReader(json).read(key);
        json.end();
        return profile;
    }
}
