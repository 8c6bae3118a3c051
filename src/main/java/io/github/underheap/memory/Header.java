package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

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
 *  136: number of directory entries (8 bytes), then the entries:
 *  +----+----+--------+--------+
 *  |reg.|ord.| place  | bytes  |   region, ordinal of the chunk in it, its place, its size
 *  +----+----+--------+--------+
 * </pre>
 *
 * <p>The <em>place</em> of a chunk is its address in the process that writes.
 *
 * <p><b>Order of stores.</b> The magic is stored last and with release: a reader that finds it finds every other field. A
 * directory entry is filled before the number of entries is raised over it. Entries are claimed by a compare-and-set on
 * {@code claimedEntries} (on the Java heap, since only writers need it); the published number follows in claim order, a
 * writer waits for the few stores of the one before it.
 *
 * <p>Thread-safe.
 */
final class Header {

    /** "UHPROF" and the two bytes 1, 0 that tell a swapped byte order. */
    static final long MAGIC = 0x0001_464F_5250_4855L;

    static final int FORMAT_VERSION = 1;

    private static final int MAX_ENTRIES = 512;

    private static final StructLayout ENTRY = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("region"),
            ValueLayout.JAVA_INT.withName("ordinal"),
            ValueLayout.JAVA_LONG.withName("place"),
            ValueLayout.JAVA_LONG.withName("bytes"));

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
            ValueLayout.JAVA_LONG.withName("entryCount"),
            MemoryLayout.sequenceLayout(MAX_ENTRIES, ENTRY).withName("entries"),
            MemoryLayout.paddingLayout(48));

    private static final long MAGIC_AT = Words.offset(LAYOUT, "magic");
    private static final long COUNTS_AT = Words.offset(LAYOUT, "counts");
    private static final long ENTRY_COUNT = Words.offset(LAYOUT, "entryCount");
    private static final long ENTRIES = Words.offset(LAYOUT, "entries");
    private static final long ENTRY_BYTES = ENTRY.byteSize();

    private final MemorySegment memory;
    private final AtomicInteger claimedEntries = new AtomicInteger();

    Header(MemorySource source) {
        memory = source.allocate(LAYOUT.byteSize());
    }

    /** Writes what is known at the start and publishes the header. */
    void publish(ProfileInfo info, int optionsString, int commandLineString, int hostString) {
        Words.setInt(memory, Words.offset(LAYOUT, "formatVersion"), FORMAT_VERSION);
        Words.setInt(memory, Words.offset(LAYOUT, "headerBytes"), (int) LAYOUT.byteSize());
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

    /** Makes a chunk findable for readers. */
    void register(Region region, int ordinal, MemorySegment chunk) {
        int entry = claimedEntries.getAndIncrement();
        if (entry >= MAX_ENTRIES) {
            throw new IllegalStateException("the profile's directory is full at " + MAX_ENTRIES + " chunks");
        }
        long at = ENTRIES + entry * ENTRY_BYTES;
        Words.setInt(memory, at + Words.offset(ENTRY, "region"), region.ordinal());
        Words.setInt(memory, at + Words.offset(ENTRY, "ordinal"), ordinal);
        Words.set(memory, at + Words.offset(ENTRY, "place"), chunk.address());
        Words.set(memory, at + Words.offset(ENTRY, "bytes"), chunk.byteSize());
        long waited = 0;
        while (!Words.compareAndSet(memory, ENTRY_COUNT, entry, entry + 1L)) {
            waited = Spin.pause(waited);
            if (waited == Spin.GIVEN_UP) {
                // An entry below was never filled; readers pass over entries of no bytes.
                Words.raise(memory, ENTRY_COUNT, entry + 1L);
                return;
            }
        }
    }

    private static long countAt(Region region) {
        return COUNTS_AT + (long) region.ordinal() * Long.BYTES;
    }
}
