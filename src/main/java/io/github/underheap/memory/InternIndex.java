package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the number of a record by its content, and adds the record when it is not there: open addressing with linear
 * probing, doubled at 75 %.
 *
 * <pre>
 *  slot:  | tag: high half of the hash, 32 | record number + 1, 32 |
 *         the low half is 0 for an empty slot, and -1 (busy), -2 (frozen), -3 (dead) for the states below
 * </pre>
 *
 * <p>A hash never decides alone: {@link #matches} compares the whole content.
 *
 * <p><b>Adding.</b> A thread claims an empty slot by compare-and-set to <em>busy</em> with its tag, writes the record, and
 * publishes the number with release. A thread that meets a busy slot with its own tag waits, since it may be the same
 * record; others probe past it. If there is no room for the record the slot becomes <em>dead</em>, and from then on nothing is
 * added, so that dead slots do not pile up.
 *
 * <p><b>Doubling.</b> The thread that wins the claim allocates the larger table and makes it reachable as {@code next}, then
 * goes over the old one: empty slots become <em>frozen</em>, records are put into the larger table; last it calls the old one
 * <em>drained</em>. Meanwhile everybody goes on: what is in the old table is found there; who meets a frozen slot on the way
 * goes on in the larger table. A record can be added to only one of the two, because adding it to the old one needs an empty
 * slot on its probe path, and after one thread found that path frozen it stays so. The thread may be stopped in the middle for
 * so long that the larger table is doubled too, by another thread: then it meets frozen slots itself and goes on to the next
 * table, and searches go on starting at the old table until it is drained. Or so many records are added meanwhile that no free
 * slot is left: who finds that waits for the larger table, or makes it. Old tables stay until the profile goes.
 *
 * <p>Thread-safe, no lock; the only waits are for the few stores between busy and published, and for the memory of a larger
 * table when the old one is full to the last slot.
 *
 * @param <K> content of a record
 */
abstract class InternIndex<K> {

    /** There is no room for the record. */
    static final int NONE = -1;

    private static final int EMPTY = 0;
    private static final int BUSY = -1;
    private static final int FROZEN = -2;
    private static final int DEAD = -3;

    private static final int ELSEWHERE = -2;

    private static final int NOT_GROWN = 0;
    private static final int GROWING = 1;
    private static final int NO_MEMORY = 2;

    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(InternIndex.class, "current", Table.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Region region;
    private final Header header;
    private final MemorySource source;
    private final AtomicInteger tables = new AtomicInteger();
    private volatile Table current;
    private volatile boolean full;

    /** @param slots initial number of slots, a power of two */
    InternIndex(Region region, Header header, MemorySource source, int slots) {
        this.region = region;
        this.header = header;
        this.source = source;
        this.current = newTable(slots);
    }

    /** Whether the record of this number has this content. */
    abstract boolean matches(int number, K key);

    /**
     * Writes a record. Called at most once per content, or again after it gave {@link #NONE}.
     *
     * @return its number, or {@link #NONE} if there is no room for it
     */
    abstract int append(K key, long hash);

    /**
     * The number of the record with this content, which is added if it is new.
     *
     * @return {@link #NONE} if it is new and there is no room for it
     */
    final int intern(K key, long hash) {
        Table table = current;
        while (true) {
            int found = internIn(table, key, hash);
            if (found != ELSEWHERE) {
                return found;
            }
            Table next = larger(table);
            if (next == null) {
                return NONE;
            }
            table = next;
        }
    }

    /** A number, {@link #NONE}, or {@link #ELSEWHERE} if the search goes on in the next table. */
    private int internIn(Table table, K key, long hash) {
        int tag = (int) (hash >>> 32);
        int mask = table.capacity - 1;
        int slot = (int) hash & mask;
        long waited = 0;
        for (int probes = 0; probes < table.capacity; ) {
            long value = table.get(slot);
            int low = (int) value;
            if (low == EMPTY) {
                if (full) {
                    return NONE;
                }
                if (table.claim(slot, tag)) {
                    return add(table, slot, tag, key, hash);
                }
                continue;
            }
            if (low == FROZEN) {
                return ELSEWHERE;
            }
            if ((int) (value >>> 32) == tag) {
                if (low == BUSY) {
                    waited = Spin.pause(waited);
                    if (waited == Spin.GIVEN_UP) {
                        table.giveUp(slot, tag);
                        waited = 0;
                    }
                    continue;
                }
                if (low != DEAD && matches(low - 1, key)) {
                    return low - 1;
                }
            }
            slot = (slot + 1) & mask;
            probes++;
        }
        return ELSEWHERE;
    }

    private int add(Table table, int slot, int tag, K key, long hash) {
        int number = NONE;
        try {
            number = append(key, hash);
        } finally {
            table.publish(slot, tag, number == NONE ? DEAD : number + 1);
        }
        if (number == NONE) {
            full = true;
        }
        if (table.used.incrementAndGet() > table.capacity / 4 * 3) {
            grow(table);
        }
        return number;
    }

    /** The table after one that has no free slot on a probe path, or null if there is no memory for it. */
    private @Nullable Table larger(Table table) {
        grow(table);
        long waited = 0;
        while (table.next == null && table.growing.get() == GROWING && waited != Spin.GIVEN_UP) {
            waited = Spin.pause(waited);
        }
        return table.next;
    }

    private void grow(Table table) {
        if (table.capacity > Integer.MAX_VALUE / 4 || !table.growing.compareAndSet(NOT_GROWN, GROWING)) {
            return;
        }
        Table next;
        try {
            next = newTable(table.capacity * 2);
        } catch (OutOfMemoryError e) {
            // Goes on until the table is full; then there is no room for new records, which callers make visible.
            table.growing.set(NO_MEMORY);
            return;
        }
        table.next = next;
        for (int slot = 0; slot < table.capacity; slot++) {
            long value = table.freeze(slot);
            int low = (int) value;
            if (low > 0 && !put(next, value, hashOf(low - 1))) {
                return;
            }
        }
        table.drained = true;
        advance();
    }

    /**
     * Puts a published slot value into a table, or into one after it if that has no free slot.
     *
     * @return false if there is no memory for another table; then the old table has to stay the first that is searched
     */
    private boolean put(Table table, long value, long hash) {
        Table target = table;
        while (target != null && !target.put(value, hash)) {
            target = larger(target);
        }
        return target != null;
    }

    /**
     * Lets searches start at the first table that is not drained. A later table may be drained before an earlier one; what has
     * not left the earlier one yet must still be found there.
     */
    private void advance() {
        Table table = current;
        while (table.drained) {
            CURRENT.compareAndSet(this, table, Objects.requireNonNull(table.next));
            table = current;
        }
    }

    /** The hash that the record was added with. */
    abstract long hashOf(int number);

    private Table newTable(int slots) {
        MemorySegment memory = source.allocate((long) slots * Long.BYTES);
        header.register(region, tables.getAndIncrement(), memory);
        return new Table(memory, slots);
    }

    private static final class Table {

        private final MemorySegment memory;
        private final int capacity;
        private final AtomicInteger used = new AtomicInteger();
        private final AtomicInteger growing = new AtomicInteger();
        private volatile @Nullable Table next;
        private volatile boolean drained;

        Table(MemorySegment memory, int capacity) {
            this.memory = memory;
            this.capacity = capacity;
        }

        long get(int slot) {
            return Words.getAcquire(memory, at(slot));
        }

        boolean claim(int slot, int tag) {
            return Words.compareAndSet(memory, at(slot), 0, word(tag, BUSY));
        }

        void publish(int slot, int tag, int low) {
            Words.setRelease(memory, at(slot), word(tag, low));
        }

        /** Makes a slot dead whose owner will not come back. If it does, there are two records of one content: no harm. */
        void giveUp(int slot, int tag) {
            boolean ignored = Words.compareAndSet(memory, at(slot), word(tag, BUSY), word(tag, DEAD));
        }

        /** Makes an empty slot frozen; waits for one that is being filled. */
        long freeze(int slot) {
            for (long waited = 0; ; ) {
                long value = get(slot);
                if ((int) value == EMPTY) {
                    if (Words.compareAndSet(memory, at(slot), 0, word(0, FROZEN))) {
                        return word(0, FROZEN);
                    }
                } else if ((int) value == BUSY) {
                    waited = Spin.pause(waited);
                    if (waited == Spin.GIVEN_UP) {
                        giveUp(slot, (int) (value >>> 32));
                        waited = 0;
                    }
                } else {
                    return value;
                }
            }
        }

        /** Puts a published slot value into a free slot; false if the search comes to a frozen one, or there is none. */
        boolean put(long value, long hash) {
            int slot = (int) hash & (capacity - 1);
            for (int probes = 0; probes < capacity; ) {
                int low = (int) get(slot);
                if (low == FROZEN) {
                    return false;
                }
                if (low == EMPTY) {
                    if (Words.compareAndSet(memory, at(slot), 0, value)) {
                        used.incrementAndGet();
                        return true;
                    }
                } else {
                    slot = (slot + 1) & (capacity - 1);
                    probes++;
                }
            }
            return false;
        }

        private static long word(int tag, int low) {
            return ((long) tag << 32) | (low & 0xFFFF_FFFFL);
        }

        private static long at(int slot) {
            return slot * ValueLayout.JAVA_LONG.byteSize();
        }
    }
}
