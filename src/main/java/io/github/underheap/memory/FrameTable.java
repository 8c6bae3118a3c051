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
 *  +--------+--------+--------+--------+-----------------+
 *  | class  | method | bci    | state  | file   | line   |   class, method and file are numbers of strings
 *  +--------+--------+--------+--------+-----------------+
 * </pre>
 *
 * <p><b>Lost lines.</b> When a class is redefined, be it by the same code, the JVM forgets file and line of the frames of it that are on a
 * stack. Such a frame is the same place as one with the same class, method and index of the bytecode whose file and line are known. So the
 * <em>first</em> record of a place is found by these three alone: whatever of file and line is known first is written into it, and what is
 * less known has its number. Only where lines contradict each other, because the class was redefined by other code, or because overloads call
 * something at the same index, is there a <em>further</em> record, found by everything; what is less known is none of them for certain then,
 * and has a further record too. A descriptor would tell overloads apart, but asking the JVM for it can load classes through the
 * application's loaders.
 *
 * <p><b>Race.</b> Class, method and bci never change. File and line are one word, which only becomes better known, by compare-and-set. A frame
 * without a line that comes at the same time as the first contradiction may have the number of either.
 *
 * <p>Thread-safe, lock-free ({@link InternIndex}).
 */
final class FrameTable extends InternIndex<FrameTable.Key> {

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("className"),
            ValueLayout.JAVA_INT.withName("method"),
            ValueLayout.JAVA_INT.withName("bci"),
            ValueLayout.JAVA_INT.withName("state"),
            ValueLayout.JAVA_LONG.withName("place"));

    private static final long CLASS_NAME = Words.offset(LAYOUT, "className");
    private static final long METHOD = Words.offset(LAYOUT, "method");
    private static final long BCI = Words.offset(LAYOUT, "bci");
    private static final long STATE = Words.offset(LAYOUT, "state");
    /** File and line, as {@link #place}. */
    private static final long PLACE = Words.offset(LAYOUT, "place");

    /** What {@code state} is. */
    private static final int FIRST = 0;

    /** The first of several with the same class, method and bci. */
    private static final int FIRST_OF_SEVERAL = 1;

    private static final int FURTHER = 2;

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
        Key first = new Key(className, method, frame.bci(), place(file, frame.line()), false);
        int number = intern(first, first.hash());
        if (number == NONE || isPlaceOf(number, first.place)) {
            return number;
        }
        Key further = new Key(className, method, frame.bci(), first.place, true);
        return intern(further, further.hash());
    }

    /** Whether a first record is that of a place too, which is written into it if it is better known. */
    private boolean isPlaceOf(int number, long place) {
        MemorySegment chunk = frames.chunk(number);
        long at = frames.offset(number);
        while (true) {
            long known = Words.getVolatile(chunk, at + PLACE);
            if (place == known) {
                return true;
            }
            boolean several = Words.getIntAcquire(chunk, at + STATE) == FIRST_OF_SEVERAL;
            if (isLessKnown(place, known)) {
                return !several;
            }
            if (several || !isLessKnown(known, place)) {
                Words.setIntRelease(chunk, at + STATE, FIRST_OF_SEVERAL);
                return false;
            }
            if (Words.compareAndSet(chunk, at + PLACE, known, place)) {
                return true;
            }
        }
    }

    /**
     * Whether a number that frames without a line were given is not for certain theirs any more: then it may be the place of another
     * method of the same name.
     */
    boolean isOfSeveral(int number) {
        return Words.getIntAcquire(frames.chunk(number), frames.offset(number) + STATE) == FIRST_OF_SEVERAL;
    }

    /** Whether two frames are calls in the same place, whatever is known of file and line. */
    boolean isSamePlace(int number, int other) {
        Key a = read(number);
        Key b = read(other);
        return a.className == b.className && a.method == b.method && a.bci == b.bci;
    }

    /** The frame of a number that {@link #intern(FrameKey)} gave. */
    FrameKey get(int number) {
        Key key = read(number);
        return new FrameKey(
                strings.get(key.className),
                strings.get(key.method),
                strings.get(fileOf(key.place)),
                lineOf(key.place),
                key.bci);
    }

    /** Frames recorded so far. */
    int count() {
        return (int) frames.count();
    }

    @Override
    boolean matches(int number, Key key) {
        Key known = read(number);
        return known.className == key.className
                && known.method == key.method
                && known.bci == key.bci
                && known.further == key.further
                && (!known.further || known.place == key.place);
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
            Words.setInt(chunk, at + BCI, key.bci);
            Words.setInt(chunk, at + STATE, key.further ? FURTHER : FIRST);
            Words.set(chunk, at + PLACE, key.place);
        }
        return number;
    }

    private Key read(int number) {
        MemorySegment chunk = frames.chunk(number);
        long at = frames.offset(number);
        return new Key(
                Words.getInt(chunk, at + CLASS_NAME),
                Words.getInt(chunk, at + METHOD),
                Words.getInt(chunk, at + BCI),
                Words.getAcquire(chunk, at + PLACE),
                Words.getIntAcquire(chunk, at + STATE) == FURTHER);
    }

    /** Number 0 is the empty name, and line 0 or less but for a native method's is none: both 0 are no place at all. */
    private static long place(int file, int line) {
        int known = line == FrameKey.NATIVE_LINE ? line : Math.max(line, 0);
        return ((long) file << 32) | (known & 0xFFFF_FFFFL);
    }

    private static int fileOf(long place) {
        return (int) (place >>> 32);
    }

    private static int lineOf(long place) {
        return (int) place;
    }

    /** Whether a place is another one of which file, line or both are not known. */
    private static boolean isLessKnown(long place, long other) {
        return place != other
                && (fileOf(place) == 0 || fileOf(place) == fileOf(other))
                && (lineOf(place) == 0 || lineOf(place) == lineOf(other));
    }

    /**
     * A frame with its strings replaced by their numbers.
     *
     * @param place file and line
     * @param further whether there is another record with the same class, method and bci before it
     */
    record Key(int className, int method, int bci, long place, boolean further) {

        int hash() {
            long hash = Hashes.add(Hashes.start(), ((long) className << 32) | method);
            hash = Hashes.add(hash, bci);
            return Hashes.fold(further ? Hashes.add(hash, place) : hash);
        }
    }
}
