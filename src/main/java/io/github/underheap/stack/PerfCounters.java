package io.github.underheap.stack;

/**
 * Finds counters in the JVM's performance-data memory, which is never unmapped.
 *
 * <pre>
 * PerfMemory::_start -> prologue (entry_offset, num_entries)
 *                       entry | entry | …   each: entry_length, name_offset, data_offset
 * </pre>
 */
final class PerfCounters {
    private final VmStructs structs;

    PerfCounters(VmStructs structs) {
        this.structs = structs;
    }

    /** Address of a 64-bit counter, or 0 when there is none (as with {@code -XX:-UsePerfData}). */
    long find(String counter) throws WalkUnavailableException {
        long start = RawMemory.longAt(structs.address("PerfMemory::_start"));
        if (start == 0) {
            return 0;
        }
        int nameOffset = structs.offset("PerfDataEntry::name_offset");
        int dataOffset = structs.offset("PerfDataEntry::data_offset");
        int lengthOffset = structs.offset("PerfDataEntry::entry_length");
        int entries = RawMemory.intAt(start + structs.offset("PerfDataPrologue::num_entries"));
        long end = RawMemory.longAt(structs.address("PerfMemory::_end"));
        long at = start + RawMemory.intAt(start + structs.offset("PerfDataPrologue::entry_offset"));
        for (int i = 0; i < entries && at < end; i++) {
            if (RawMemory.stringAt(at + RawMemory.intAt(at + nameOffset)).equals(counter)) {
                return at + RawMemory.intAt(at + dataOffset);
            }
            at += RawMemory.intAt(at + lengthOffset);
        }
        return 0;
    }
}
