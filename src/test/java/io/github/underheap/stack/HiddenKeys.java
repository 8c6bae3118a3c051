package io.github.underheap.stack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of captures, taken out of their tables until they are shown again: a walk finds nothing without a key, so what is recognised
 * meanwhile is recognised by a path. Only one thread may use the captures.
 */
public final class HiddenKeys {
    /** Where a {@code uh_cache} has the addresses of its tables; the number of places less one lies beside each. */
    private static final long FIRST_PLACES = 0;

    private static final long SECOND_PLACES = 16;
    private static final long SLOTS = 40;

    private final List<MemorySegment> tables = new ArrayList<>();
    private final List<byte[]> keys = new ArrayList<>();

    /** Hides the keys of these captures. */
    public HiddenKeys(SiteCapture... captures) {
        for (SiteCapture capture : captures) {
            MemorySegment slots = table(capture, SLOTS, SLOTS - Long.BYTES, 1);
            tables.add(slots);
            keys.add(slots.toArray(ValueLayout.JAVA_BYTE));
            slots.fill((byte) 0);
        }
    }

    /** The keys of before are back; what was learned meanwhile is not there. */
    public void show() {
        for (int i = 0; i < tables.size(); i++) {
            tables.get(i).copyFrom(MemorySegment.ofArray(keys.get(i)));
        }
    }

    /** Makes a capture forget where its paths are. */
    static void forgetPaths(SiteCapture capture) {
        table(capture, FIRST_PLACES, FIRST_PLACES + Long.BYTES, 4).fill((byte) 0);
        table(capture, SECOND_PLACES, SECOND_PLACES + Long.BYTES, 1).fill((byte) 0);
    }

    private static MemorySegment table(SiteCapture capture, long at, long maskAt, long words) {
        long cache = ((NativeWalkCapture) capture).cache().address;
        long places = RawMemory.longAt(cache + maskAt) + 1;
        if (Long.bitCount(places) != 1) {
            throw new AssertionError("no table has " + places + " places");
        }
        return RawMemory.slice(RawMemory.longAt(cache + at), places * words * Long.BYTES);
    }
}
