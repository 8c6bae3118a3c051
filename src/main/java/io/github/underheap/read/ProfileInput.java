package io.github.underheap.read;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a profile, unpacked if they are compressed by gzip. What cannot be JSON in UTF-8 is refused before anybody looks at it, and so is
 * what is compressed as no profile ever is: a small file that unpacks to a very large one is meant to fill the heap.
 *
 * <p>Not thread-safe.
 */
final class ProfileInput extends FilterInputStream {

    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x8B1F;

    /** Profiles of a million sites are compressed some seven times. */
    private static final int MOST_COMPRESSED = 100;

    /** Up to here a file may be compressed as much as it likes. */
    private static final long FREE = 1 << 24;

    private final String name;
    private final Counted packed;
    private long unpacked;

    private ProfileInput(String name, Counted packed) throws IOException {
        super(new GZIPInputStream(packed, BUFFER));
        this.name = name;
        this.packed = packed;
    }

    /**
     * What a stream has to say.
     *
     * @param name as messages call it
     * @throws UnreadableProfileException if it is empty, or can be no JSON
     */
    static InputStream of(String name, InputStream in) throws IOException {
        InputStream raw = new BufferedInputStream(in, BUFFER);
        byte[] first = first(raw);
        if (first.length < 2 || ((first[0] & 0xFF) | ((first[1] & 0xFF) << 8)) != GZIP_MAGIC) {
            return text(name, first, raw);
        }
        try {
            InputStream unpacked = new BufferedInputStream(new ProfileInput(name, new Counted(raw)), BUFFER);
            return text(name, first(unpacked), unpacked);
        } catch (IOException e) {
            throw explained(name, e);
        }
    }

    private static byte[] first(InputStream in) throws IOException {
        in.mark(4);
        byte[] first = in.readNBytes(4);
        in.reset();
        return first;
    }

    /** The parser would also take other encodings, and count columns in another way then. */
    private static InputStream text(String name, byte[] first, InputStream in) throws IOException {
        if (first.length == 0) {
            throw new UnreadableProfileException(name, "is empty");
        }
        boolean isUtf16 = first.length > 1 && (first[0] & first[1] & 0xFE) == 0xFE && first[0] != first[1];
        for (byte each : first) {
            isUtf16 |= each == 0;
        }
        if (isUtf16) {
            throw new UnreadableProfileException(name, "is no text in UTF-8; profiles are JSON in UTF-8");
        }
        return in;
    }

    private static IOException explained(String name, IOException e) {
        if (e instanceof ZipException) {
            return new UnreadableProfileException(name, "is compressed by gzip, and broken: " + e.getMessage());
        }
        if (e instanceof EOFException) {
            return new UnreadableProfileException(
                    name, "is compressed by gzip, and ends in the middle; it may have been cut off");
        }
        return e;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int count = super.read(into, offset, length);
            unpacked += Math.max(count, 0);
            if (unpacked > FREE && unpacked / MOST_COMPRESSED > packed.count) {
                throw new UnreadableProfileException(
                        name, "is compressed more than " + MOST_COMPRESSED + " times, as no profile is");
            }
            return count;
        } catch (IOException e) {
            throw explained(name, e);
        }
    }

    /** Counts what is read through it. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
