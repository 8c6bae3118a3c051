package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The first record of a profile: what it is, and where its other records lie.
 *
 * <pre>
 *   0        8        16       24       32       40       48   52   56   60   64
 *  +--------+----+----+--------+--------+--------+--------+----+----+----+----+
 *  | magic  |ver.|size| pid    | start, | start, | clock  |opt.|cmd |host| -  |
 *  |        |    |    |        | epoch  | mono-  | ticks  | string numbers    |
 *  |        |    |    |        | ms     | tonic  | per s  |    |    |    |    |
 *  +--------+----+----+--------+--------+--------+--------+----+----+----+----+
 *  64: records per region (9 x 8 bytes)
 *  136: place of the first block of the {@link Directory} (8 bytes)
 * </pre>
 *
 * <p><b>Order of stores.</b> The magic is stored last and with release: a reader that finds it finds every other field.
 *
 * <p>Thread-safe.
 */
final class Header {

    /** "UHPROF" and the two bytes 1, 0 that tell a swapped byte order. */
    static final long MAGIC = 0x0001_464F_5250_4855L;

    static final int FORMAT_VERSION = 2;

    private static final SequenceLayout COUNTS =
            MemoryLayout.sequenceLayout(Region.values().length, ValueLayout.JAVA_LONG);

    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("magic"),
            ValueLayout.JAVA_INT.withName("formatVersion"),
            ValueLayout.JAVA_INT.withName("headerBytes"),
            ValueLayout.JAVA_LONG.withName("pid"),
            ValueLayout.JAVA_LONG.withName("startEpochMillis"),
            ValueLayout.JAVA_LONG.withName("startTicks"),
            ValueLayout.JAVA_LONG.withName("ticksPerSecond"),
            ValueLayout.JAVA_INT.withName("options"),
            ValueLayout.JAVA_INT.withName("commandLine"),
            ValueLayout.JAVA_INT.withName("host"),
            MemoryLayout.paddingLayout(4),
            COUNTS.withName("counts"),
            ValueLayout.JAVA_LONG.withName("directory"),
            MemoryLayout.paddingLayout(48));

    private static final long MAGIC_AT = Words.offset(LAYOUT, "magic");
    private static final long COUNTS_AT = Words.offset(LAYOUT, "counts");

    private final MemorySegment memory;
    private final Directory directory;

    Header(MemorySource source) {
        memory = source.allocate(LAYOUT.byteSize());
        directory = new Directory(source);
        Words.setInt(memory, Words.offset(LAYOUT, "formatVersion"), FORMAT_VERSION);
        Words.setInt(memory, Words.offset(LAYOUT, "headerBytes"), (int) LAYOUT.byteSize());
        Words.set(memory, Words.offset(LAYOUT, "directory"), directory.place());
    }

    /** Makes the profile readable. */
    void publish(MemoryInfo info, int optionsString, int commandLineString, int hostString) {
        Words.set(memory, Words.offset(LAYOUT, "pid"), info.pid());
        Words.set(memory, Words.offset(LAYOUT, "startEpochMillis"), info.startEpochMillis());
        Words.set(memory, Words.offset(LAYOUT, "startTicks"), info.startTicks());
        Words.set(memory, Words.offset(LAYOUT, "ticksPerSecond"), info.ticksPerSecond());
        Words.setInt(memory, Words.offset(LAYOUT, "options"), optionsString);
        Words.setInt(memory, Words.offset(LAYOUT, "commandLine"), commandLineString);
        Words.setInt(memory, Words.offset(LAYOUT, "host"), hostString);
        Words.setRelease(memory, MAGIC_AT, MAGIC);
    }

    /** The number of records of a region that were handed out. */
    long count(Region region) {
        return Words.getAcquire(memory, countAt(region));
    }

    boolean advanceCount(Region region, long expected, long value) {
        return Words.compareAndSet(memory, countAt(region), expected, value);
    }

    /**
     * Makes sure that {@link #register} will find room, unless many threads call it at the same time.
     *
     * @throws OutOfMemoryError if there is none
     */
    void prepare() {
        directory.prepare();
    }

    /** Makes a chunk findable for readers. */
    void register(Region region, int ordinal, MemorySegment chunk) {
        directory.add(region, ordinal, chunk);
    }

    private static long countAt(Region region) {
        return COUNTS_AT + (long) region.ordinal() * Long.BYTES;
    }
}
