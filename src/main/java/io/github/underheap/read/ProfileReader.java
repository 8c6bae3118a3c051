package io.github.underheap.read;

import io.github.underheap.profile.Profile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads profiles: this library's JSON, and DHAT files of anybody, plain or compressed by gzip.
 *
 * <p>A file that is none ends in an {@link UnreadableProfileException} of one line. What a file can make this reader allocate is bounded by what it
 * has of sites and frames, at most 2^24 of each. Thread-safe.
 */
public final class ProfileReader {

    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x8B1F;

    private ProfileReader() {}

    /**
     * Reads a file.
     *
     * @throws UnreadableProfileException if it is not there, or is no profile
     * @throws IOException if it cannot be read on
     */
    public static Profile read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UnreadableProfileException(file.toString(), "is a folder; name a profile in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        } catch (NoSuchFileException e) {
            throw new UnreadableProfileException(file.toString(), "no such file");
        }
    }

    /**
     * Reads what a stream has, up to its end.
     *
     * @param name as messages call it
     */
    public static Profile read(String name, InputStream in) throws IOException {
        try (JsonInput json = new JsonInput(name, plain(name, in))) {
            json.beginObject("a profile");
            String key = json.nextKey();
            json.require(key != null, "this is an empty object, and no profile");
            Profile profile =
                    JsonReader.FORMAT_KEY.equals(key) ? new JsonReader(json).read() : new DhatReader(json).read(key);
            json.end();
            return profile;
        } catch (ZipException e) {
            throw new UnreadableProfileException(name, "is compressed by gzip, and broken: " + e.getMessage());
        } catch (java.io.EOFException e) {
            throw new UnreadableProfileException(name, "is compressed by gzip, and ends in the middle");
        }
    }

    private static InputStream plain(String name, InputStream in) throws IOException {
        InputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(2);
        int magic = buffered.read();
        if (magic < 0) {
            throw new UnreadableProfileException(name, "is empty");
        }
        magic |= buffered.read() << 8;
        buffered.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(buffered, BUFFER) : buffered;
    }
}
