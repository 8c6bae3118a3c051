package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Interned strings in UTF-8, so that the file of a dead process can be read.
 *
 * <pre>
 *   0        4
 *  +--------+---------------------+-----------+
 *  | bytes  | UTF-8, not 0-ended  | to next 8 |
 *  +--------+---------------------+-----------+
 * </pre>
 *
 * <p>A string's number is its place in units of 8 bytes. Number 0 is the empty string. Strings longer than
 * {@value #MAX_BYTES} bytes are cut.
 *
 * <p>Thread-safe, lock-free ({@link InternIndex}).
 */
final class StringTable extends InternIndex<byte[]> {

    static final int MAX_BYTES = 65_532;

    private static final int UNIT = 8;
    private static final int LENGTH_BYTES = Integer.BYTES;

    /** 16 KiB in the first chunk: names of a few hundred classes and methods. */
    private static final int FIRST_CHUNK_LOG2 = 11;

    /** 64 KiB in the others, into which the longest string fits. */
    private static final int CHUNK_LOG2 = 13;

    private final ChunkedRegion units;

    StringTable(Header header, MemorySource source, Patience patience) {
        super(Region.STRING_INDEX, header, source, patience, 1024);
        units = new ChunkedRegion(Region.STRINGS, header, source, UNIT, FIRST_CHUNK_LOG2, CHUNK_LOG2);
        intern("");
    }

    /** The number of a string, or {@link #NONE} if there is no memory for it. */
    int intern(String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            bytes = Arrays.copyOf(bytes, startOfCharacter(bytes, MAX_BYTES));
        }
        return intern(bytes, hash(bytes));
    }

    /** The string of a number that {@link #intern(String)} gave. */
    String get(int number) {
        return new String(bytes(number), StandardCharsets.UTF_8);
    }

    private byte[] bytes(int number) {
        MemorySegment chunk = units.chunk(number);
        long at = units.offset(number);
        byte[] bytes = new byte[Words.getInt(chunk, at)];
        MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, at + LENGTH_BYTES, bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    boolean matches(int number, byte[] key) {
        MemorySegment chunk = units.chunk(number);
        long at = units.offset(number);
        return Words.getInt(chunk, at) == key.length
                && MemorySegment.mismatch(
                                chunk,
                                at + LENGTH_BYTES,
                                at + LENGTH_BYTES + key.length,
                                MemorySegment.ofArray(key),
                                0,
                                key.length)
                        < 0;
    }

    @Override
    int append(byte[] key) {
        int number;
        try {
            number = units.reserve(Math.ceilDiv(LENGTH_BYTES + key.length, UNIT), Long.MAX_VALUE);
        } catch (OutOfMemoryError e) {
            return NONE;
        }
        if (number >= 0) {
            MemorySegment chunk = units.chunk(number);
            long at = units.offset(number);
            MemorySegment.copy(key, 0, chunk, ValueLayout.JAVA_BYTE, at + LENGTH_BYTES, key.length);
            Words.setInt(chunk, at, key.length);
        }
        return number;
    }

    private static int hash(byte[] bytes) {
        long hash = Hashes.start();
        for (byte b : bytes) {
            hash = hash * 31 + b;
        }
        return Hashes.fold(hash);
    }

    /** The start of the character that byte {@code at} belongs to. */
    private static int startOfCharacter(byte[] utf8, int at) {
        int start = at;
        while (start > 0 && (utf8[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }
}
