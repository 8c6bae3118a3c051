package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Interned strings in UTF-8, so that the file of a dead process can be read. Halves of surrogate pairs, which names in class files may have, are
 * kept as {@link Wtf8} has them.
 *
 * <pre>
 *   0        4
 *  +--------+---------------------+-----------+
 *  | bytes  | UTF-8, not 0-ended  | to next 8 |
 *  +--------+---------------------+-----------+
 *
 *  a string that does not fit into a chunk: the number of the string that follows takes the place of the last bytes
 *  +--------+------------------------------------------+--------+
 *  | -bytes | UTF-8                                    | number |
 *  +--------+------------------------------------------+--------+
 * </pre>
 *
 * <p>A string's number is its place in units of 8 bytes. Number 0 is the empty string. Strings longer than
 * {@value #MAX_BYTES} bytes, which is as long as a name in a class file can be, are cut.
 *
 * <p>Thread-safe, lock-free ({@link InternIndex}).
 */
final class StringTable extends InternIndex<StringTable.Content> {

    static final int MAX_BYTES = 65_535;

    /** What fits into a chunk beside its length. */
    private static final int RECORD_BYTES = 65_532;

    private static final int NUMBER_BYTES = Integer.BYTES;

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
        byte[] bytes = Wtf8.encode(string);
        int length = bytes.length > MAX_BYTES ? Wtf8.startOfCharacter(bytes, MAX_BYTES) : bytes.length;
        if (length <= RECORD_BYTES) {
            return intern(new Content(length < bytes.length ? Arrays.copyOf(bytes, length) : bytes, false));
        }
        int part = RECORD_BYTES - NUMBER_BYTES;
        int rest = intern(new Content(Arrays.copyOfRange(bytes, part, length), false));
        if (rest == NONE) {
            return NONE;
        }
        byte[] content = Arrays.copyOf(bytes, RECORD_BYTES);
        MemorySegment.ofArray(content).set(ValueLayout.JAVA_INT_UNALIGNED, part, rest);
        return intern(new Content(content, true));
    }

    private int intern(Content content) {
        return intern(content, content.hash());
    }

    /** The string of a number that {@link #intern(String)} gave. */
    String get(int number) {
        return Wtf8.decode(bytes(number));
    }

    private byte[] bytes(int number) {
        MemorySegment chunk = units.chunk(number);
        long at = units.offset(number);
        int word = Words.getInt(chunk, at);
        byte[] bytes = new byte[Math.abs(word)];
        MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, at + LENGTH_BYTES, bytes, 0, bytes.length);
        if (word >= 0) {
            return bytes;
        }
        int part = bytes.length - NUMBER_BYTES;
        byte[] rest = bytes(MemorySegment.ofArray(bytes).get(ValueLayout.JAVA_INT_UNALIGNED, part));
        byte[] whole = Arrays.copyOf(bytes, part + rest.length);
        System.arraycopy(rest, 0, whole, part, rest.length);
        return whole;
    }

    @Override
    boolean matches(int number, Content key) {
        MemorySegment chunk = units.chunk(number);
        long at = units.offset(number);
        return Words.getInt(chunk, at) == key.word()
                && MemorySegment.mismatch(
                                chunk,
                                at + LENGTH_BYTES,
                                at + LENGTH_BYTES + key.bytes.length,
                                MemorySegment.ofArray(key.bytes),
                                0,
                                key.bytes.length)
                        < 0;
    }

    @Override
    int append(Content key) {
        int number;
        try {
            number = units.reserve(Math.ceilDiv(LENGTH_BYTES + key.bytes.length, UNIT), Long.MAX_VALUE);
        } catch (OutOfMemoryError e) {
            return NONE;
        }
        if (number >= 0) {
            MemorySegment chunk = units.chunk(number);
            long at = units.offset(number);
            MemorySegment.copy(key.bytes, 0, chunk, ValueLayout.JAVA_BYTE, at + LENGTH_BYTES, key.bytes.length);
            Words.setInt(chunk, at, key.word());
        }
        return number;
    }

    /** The bytes of a record; those of a string that is continued end with the number of what follows. */
    static final class Content {

        private final byte[] bytes;
        private final boolean isContinued;

        Content(byte[] bytes, boolean isContinued) {
            this.bytes = bytes;
            this.isContinued = isContinued;
        }

        /** The first word of the record. */
        private int word() {
            return isContinued ? -bytes.length : bytes.length;
        }

        int hash() {
            long hash = Hashes.start();
            for (byte b : bytes) {
                hash = hash * 31 + b;
            }
            return Hashes.fold(hash);
        }
    }
}
