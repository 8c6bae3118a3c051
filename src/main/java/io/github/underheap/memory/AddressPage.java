package io.github.underheap.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Entries of an {@link AddressTable}: open addressing with linear probing in a block of fixed size.
 *
 * <pre>
 *   0           8        16       24     28    32
 *  +-----------+--------+--------+------+-----+
 *  | address   | size   | birth  | row  | era |    era + 1, so that 0 marks a free entry
 *  +-----------+--------+--------+------+-----+
 * </pre>
 *
 * <p>Not thread-safe: used while its shard is claimed.
 */
final class AddressPage implements AddressTree {

    /** Entries of a shard's first page, 512 bytes: most allocators have few live blocks. */
    static final int FEW = 16;

    /** Entries of every other page, 4 KiB. */
    static final int MANY = 128;

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("address"),
            ValueLayout.JAVA_LONG.withName("size"),
            ValueLayout.JAVA_LONG.withName("birth"),
            ValueLayout.JAVA_INT.withName("row"),
            ValueLayout.JAVA_INT.withName("era"));

    private static final long ADDRESS = Words.offset(LAYOUT, "address");
    private static final long SIZE = Words.offset(LAYOUT, "size");
    private static final long BIRTH = Words.offset(LAYOUT, "birth");
    private static final long ROW = Words.offset(LAYOUT, "row");
    private static final long ERA = Words.offset(LAYOUT, "era");
    private static final long ENTRY_BYTES = LAYOUT.byteSize();

    /** The bits that pick an entry are not those that lead to the page. */
    private static final int HOME_SHIFT = 50;

    final int capacity;
    private final MemorySegment memory;
    private int used;

    /** How many bits of the hash all entries of this page have in common. */
    int depth;

    /** More blocks of no bytes at one address, whose hash is {@link #tailHash}; in a spare page the next one. */
    @Nullable
    AddressPage tail;

    long tailHash;

    /** @throws OutOfMemoryError if there is no memory for it */
    AddressPage(MemorySource source, int capacity) {
        this.capacity = capacity;
        memory = source.allocate(capacity * ENTRY_BYTES);
    }

    /** Probing gets long in a page that is full to the last entry. */
    boolean isFull() {
        return used >= capacity - capacity / 8;
    }

    boolean isEmpty() {
        return used == 0;
    }

    /** Whether there are entries, and all of this hash, that is of its address. */
    boolean holdsNothingBut(long hash) {
        for (int i = 0; i < capacity; i++) {
            if (isUsed(i) && hash(i) != hash) {
                return false;
            }
        }
        return used > 0;
    }

    /** The entry of a block of this address and size, or -1. */
    int find(long hash, long address, long size) {
        for (int i = home(hash), probes = 0; probes < capacity && isUsed(i); i = (i + 1) & (capacity - 1), probes++) {
            if (address(i) == address && size(i) == size) {
                return i;
            }
        }
        return -1;
    }

    /** The entry of the block of this address that is not empty, or -1. */
    int findNotEmpty(long hash, long address) {
        for (int i = home(hash), probes = 0; probes < capacity && isUsed(i); i = (i + 1) & (capacity - 1), probes++) {
            if (address(i) == address && size(i) != 0) {
                return i;
            }
        }
        return -1;
    }

    /** Adds an entry to a page that has room. The era comes last: it makes the entry used. */
    void add(long hash, long address, long size, long birth, int row, int era) {
        int i = home(hash);
        while (isUsed(i)) {
            i = (i + 1) & (capacity - 1);
        }
        set(i, address, size, birth, row, era);
        used++;
    }

    void set(int entry, long address, long size, long birth, int row, int era) {
        long at = entry * ENTRY_BYTES;
        Words.set(memory, at + ADDRESS, address);
        Words.set(memory, at + SIZE, size);
        Words.set(memory, at + BIRTH, birth);
        Words.setInt(memory, at + ROW, row);
        Words.setInt(memory, at + ERA, era + 1);
    }

    void read(int entry, AddressTable.Block into) {
        long at = entry * ENTRY_BYTES;
        into.size = size(entry);
        into.birth = Words.get(memory, at + BIRTH);
        into.row = Words.getInt(memory, at + ROW);
        into.era = Words.getInt(memory, at + ERA) - 1;
    }

    /** Removes an entry and moves later ones of its run back, so that no search stops early at the gap. */
    void remove(int entry) {
        int gap = entry;
        int i = (entry + 1) & (capacity - 1);
        for (int probes = 1; probes < capacity && isUsed(i); i = (i + 1) & (capacity - 1), probes++) {
            int fromHome = (i - home(hash(i))) & (capacity - 1);
            int fromGap = (i - gap) & (capacity - 1);
            if (fromHome >= fromGap) {
                copy(i, gap);
                gap = i;
            }
        }
        Words.setInt(memory, gap * ENTRY_BYTES + ERA, 0);
        used--;
    }

    /** Copies the entries that have this bit of the hash to another page. */
    void copyThose(int bit, AddressPage to) {
        for (int i = 0; i < capacity; i++) {
            if (isUsed(i) && isSet(hash(i), bit)) {
                copyTo(i, to);
            }
        }
    }

    /**
     * Removes the entries that have this bit of the hash. Another entry that comes to lie in the gap is looked at next; what moves to
     * places that were passed, because a run goes on at the start of the page, comes from such places.
     */
    void removeThose(int bit) {
        for (int i = 0; i < capacity; ) {
            if (isUsed(i) && isSet(hash(i), bit)) {
                remove(i);
            } else {
                i++;
            }
        }
    }

    void copyAll(AddressPage to) {
        for (int i = 0; i < capacity; i++) {
            if (isUsed(i)) {
                copyTo(i, to);
            }
        }
    }

    static boolean isSet(long hash, int bit) {
        return (hash >>> bit & 1) != 0;
    }

    void copyTo(int entry, AddressPage to) {
        long at = entry * ENTRY_BYTES;
        to.add(
                hash(entry),
                address(entry),
                size(entry),
                Words.get(memory, at + BIRTH),
                Words.getInt(memory, at + ROW),
                Words.getInt(memory, at + ERA) - 1);
    }

    private void copy(int from, int to) {
        for (long field = 0; field < ENTRY_BYTES; field += Long.BYTES) {
            Words.set(memory, to * ENTRY_BYTES + field, Words.get(memory, from * ENTRY_BYTES + field));
        }
    }

    private boolean isUsed(int entry) {
        return Words.getInt(memory, entry * ENTRY_BYTES + ERA) != 0;
    }

    private long address(int entry) {
        return Words.get(memory, entry * ENTRY_BYTES + ADDRESS);
    }

    private long size(int entry) {
        return Words.get(memory, entry * ENTRY_BYTES + SIZE);
    }

    private long hash(int entry) {
        return Hashes.mix(address(entry));
    }

    private int home(long hash) {
        return (int) (hash >>> HOME_SHIFT) & (capacity - 1);
    }
}
