package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * Interned frames.
 *
 * <pre>
 *   0        4        8        12       16       20       24
 *  +--------+--------+--------+--------+--------+--------+
 *  | class  | method | file   | line   | bci    |   -    |   the first three are numbers of strings
 *  +--------+--------+--------+--------+--------+--------+
 * </pre>
 *
 * <p>Thread-safe, lock-free ({@link InternIndex}).
 */
final class FrameTable extends InternIndex<FrameTable.Key> {

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("className"),
            ValueLayout.JAVA_INT.withName("method"),
            ValueLayout.JAVA_INT.withName("file"),
            ValueLayout.JAVA_INT.withName("line"),
            ValueLayout.JAVA_INT.withName("bci"),
            MemoryLayout.paddingLayout(4));

    private static final long CLASS_NAME = Words.offset(LAYOUT, "className");
    private static final long METHOD = Words.offset(LAYOUT, "method");
    private static final long FILE = Words.offset(LAYOUT, "file");
    private static final long LINE = Words.offset(LAYOUT, "line");
    private static final long BCI = Words.offset(LAYOUT, "bci");

    /** 128 frames, 3 KiB, in a chunk. */
    private static final int CHUNK_LOG2 = 7;

    private final ChunkedRegion frames;
    private final StringTable strings;

    FrameTable(Header header, MemorySource source, Patience patience, StringTable strings) {
        super(Region.FRAME_INDEX, header, source, patience, 512);
        this.strings = strings;
        this.frames = new ChunkedRegion(Region.FRAMES, header, source, LAYOUT.byteSize(), CHUNK_LOG2);
    }

    /** The number of a frame, or {@link #NONE} if there is no memory for it. */
    int intern(FrameKey frame) {
        int className = strings.intern(frame.className());
        int method = strings.intern(frame.method());
        int file = strings.intern(frame.file());
        if (className == NONE || method == NONE || file == NONE) {
            return NONE;
        }
        Key key = new Key(className, method, file, frame.line(), frame.bci());
        return intern(key, key.hash());
    }

    /** The frame of a number that {@link #intern(FrameKey)} gave. */
    FrameKey get(int number) {
        Key key = read(number);
        return new FrameKey(
                strings.get(key.className), strings.get(key.method), strings.get(key.file), key.line, key.bci);
    }

    /** Frames recorded so far. */
    int count() {
        return (int) frames.count();
    }

    @Override
    boolean matches(int number, Key key) {
        return read(number).equals(key);
    }

    @Override
    int append(Key key) {
        int number;
        try {
            number = frames.reserve(1, Long.MAX_VALUE);
        } catch (OutOfMemoryError e) {
            return NONE;
        }
        if (number >= 0) {
            MemorySegment chunk = frames.chunk(number);
            long at = frames.offset(number);
            Words.setInt(chunk, at + CLASS_NAME, key.className);
            Words.setInt(chunk, at + METHOD, key.method);
            Words.setInt(chunk, at + FILE, key.file);
            Words.setInt(chunk, at + LINE, key.line);
            Words.setInt(chunk, at + BCI, key.bci);
        }
        return number;
    }

    private Key read(int number) {
        MemorySegment chunk = frames.chunk(number);
        long at = frames.offset(number);
        return new Key(
                Words.getInt(chunk, at + CLASS_NAME),
                Words.getInt(chunk, at + METHOD),
                Words.getInt(chunk, at + FILE),
                Words.getInt(chunk, at + LINE),
                Words.getInt(chunk, at + BCI));
    }

    /** A frame with its strings replaced by their numbers. */
    record Key(int className, int method, int file, int line, int bci) {

        int hash() {
            long hash = Hashes.add(Hashes.start(), ((long) className << 32) | method);
            hash = Hashes.add(hash, ((long) file << 32) | (line & 0xFFFF_FFFFL));
            return Hashes.fold(Hashes.add(hash, bci));
        }
    }
}
