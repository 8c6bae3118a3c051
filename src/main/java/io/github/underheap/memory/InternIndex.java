package io.github.underheap.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds the number of a record by its content, and adds the record when it is not there: open addressing with linear
 * probing, doubled at 75 %.
 *
 * <pre>
 *  slot:  | hash, 32 | record number + 1, 32 |
 *         the low half is 0 for an empty slot, and -1 (busy), -2 (frozen), -3 (dead) for the states below
 * </pre>
 *
 * <p>A hash never decides alone: {@link #matches} compares the whole content. Slots lie in chunks of 8 KiB that are made when one of
 * their slots is claimed, so that a larger table takes no time to clear; and a slot holds the hash, so that moving it there does not
 * look at the record.
 *
 * <p><b>Adding.</b> A thread claims an empty slot by compare-and-set to <em>busy</em> with its hash, writes the record, and
 * publishes the number by compare-and-set. A thread that meets a busy slot with its own hash waits, since it may be the same
 * record; others probe past it. If there is no room for the record the slot becomes <em>dead</em>, and from then on nothing is
 * added, so that dead slots do not pile up.
 *
 * <p><b>Giving up.</b> A thread whose {@link Patience} ends makes the busy slot dead, since it would wait for ever for an owner that
 * ran out of stack, and goes on as if nothing were there. An owner that does come back finds the slot dead, and looks up again: it
 * takes the number that somebody else has published for the same content, or publishes its own in another slot. So callers never
 * see two numbers of one content; the record that lost is never used.
 *
 * <p><b>Doubling.</b> The thread that wins the claim makes a larger table and makes it reachable as {@code next}, then
 * goes over the old one: empty slots become <em>frozen</em>, records are put into the larger table; last it calls the old one
 * <em>drained</em>. Meanwhile everybody goes on: what is in the old table is found there; who meets a frozen slot on the way
 * goes on in the larger table. A record can be added to only one of the two, because adding it to the old one needs an empty
 * slot on its probe path, and after one thread found that path frozen it stays so. The thread may be stopped in the middle for
 * so long that the larger table is doubled too, by another thread: then it meets frozen slots itself and goes on to the next
 * table, and searches go on starting at the old table until it is drained. Or so many records are added meanwhile that no free
 * slot is left: who finds that waits for the larger table, or makes it. Old tables stay until the profile goes.
 *
 * <p>Thread-safe, no lock; the only waits are for the few stores between busy and published, and for a larger table when the old
 * one is full to the last slot. Both end with the patience.
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
    private static final int AGAIN = -3;

    private static final int NOT_GROWN = 0;
    private static final int GROWING = 1;
    private static final int NO_MEMORY = 2;

    /** How many records were refused when one is tried for the first time. */
    private static final int FIRST_TRY = 1 << 10;

    /** 1,024 slots, 8 KiB. */
    private static final int CHUNK_LOG2 = 10;

    /** Stands for a chunk that nobody had made when its slots were frozen. */
    private static final MemorySegment ALL_FROZEN = MemorySegment.NULL;

    private static final VarHandle CHUNKS = MethodHandles.arrayElementVarHandle(MemorySegment[].class);

    private final Region region;
    private final Header header;
    private final MemorySource source;
    private final Patience patience;
    private final AtomicInteger tables = new AtomicInteger();
    private final AtomicReference<Table> current;
    private volatile boolean full;
    private final AtomicLong refused = new AtomicLong();

    /** @param slots initial number of slots, a power of two */
    InternIndex(Region region, Header header, MemorySource source, Patience patience, int slots) {
        this.region = region;
        this.header = header;
        this.source = source;
        this.patience = patience;
        this.current = new AtomicReference<>(new Table(slots));
    }

    /** Whether the record of this number has this content. */
    abstract boolean matches(int number, K key);

    /**
     * Writes a record. Called at most once per content, or again after it gave {@link #NONE} or while another thread that does the
     * same does not come back.
     *
     * @return its number, or {@link #NONE} if there is no room for it
     */
    abstract int append(K key);

    /**
     * The number of the record with this content, which is added if it is new.
     *
     * @param hash of the content; its low bits pick the slot
     * @return {@link #NONE} if it is new and there is no room for it
     */
    final int intern(K key, int hash) {
        Search<K> search = new Search<>(key, hash);
        Table table = current();
        while (true) {
            int found = internIn(table, search);
            if (found >= 0 || found == NONE) {
                return found;
            }
            Table next = found == AGAIN ? current() : larger(table);
            if (next == null) {
                return NONE;
            }
            table = next;
        }
    }

    /** A number, {@link #NONE}, {@link #ELSEWHERE} if the search goes on in the next table, or {@link #AGAIN} if it starts anew. */
    private int internIn(Table table, Search<K> search) {
        int hash = search.hash;
        int mask = table.capacity - 1;
        int slot = hash & mask;
        long waited = 0;
        for (int probes = 0; probes < table.capacity; ) {
            long value = table.get(slot);
            int low = (int) value;
            if (low == EMPTY) {
                if (full && !isWorthATry()) {
                    return NONE;
                }
                if (!table.ensureChunk(slot)) {
                    full = true;
                    return NONE;
                }
                if (table.compareAndSet(slot, 0, Table.word(hash, BUSY))) {
                    return add(table, slot, search);
                }
                continue;
            }
            if (low == FROZEN) {
                return ELSEWHERE;
            }
            if ((int) (value >>> 32) == hash) {
                if (low == BUSY) {
                    waited = pauseOrGiveUp(table, slot, value, waited);
                    continue;
                }
                if (low != DEAD && matches(low - 1, search.key)) {
                    return low - 1;
                }
            }
            slot = (slot + 1) & mask;
            probes++;
        }
        return ELSEWHERE;
    }

    /** Of threads that were refused at the same time, each has a number of its own. */
    private boolean isWorthATry() {
        long number = refused.incrementAndGet();
        return number >= FIRST_TRY && Long.bitCount(number) == 1;
    }

    private long pauseOrGiveUp(Table table, int slot, long busy, long waited) {
        long now = patience.pause(waited);
        if (now != Patience.GIVEN_UP) {
            return now;
        }
        boolean ignored = table.compareAndSet(slot, busy, (busy & ~0xFFFF_FFFFL) | (DEAD & 0xFFFF_FFFFL));
        return 0;
    }

    /** Fills a slot that the current thread has made busy. */
    private int add(Table table, int slot, Search<K> search) {
        long busy = Table.word(search.hash, BUSY);
        int number = search.number;
        boolean published = false;
        try {
            if (number == NONE) {
                number = append(search.key);
            }
        } finally {
            published = table.compareAndSet(slot, busy, Table.word(search.hash, number == NONE ? DEAD : number + 1));
        }
        if (full != (number == NONE)) {
            full = number == NONE;
        }
        if (table.used.incrementAndGet() > table.capacity / 4 * 3) {
            grow(table);
        }
        search.number = number;
        return published || number == NONE ? number : AGAIN;
    }

    /** The table after one that has no free slot on a probe path, or null if there is no memory for it. */
    private @Nullable Table larger(Table table) {
        grow(table);
        long waited = 0;
        while (table.next == null && table.growing.get() == GROWING && waited != Patience.GIVEN_UP) {
            waited = patience.pause(waited);
        }
        return table.next;
    }

    private void grow(Table table) {
        if (table.capacity > Integer.MAX_VALUE / 4 || !table.growing.compareAndSet(NOT_GROWN, GROWING)) {
            return;
        }
        Table next;
        try {
            next = new Table(table.capacity * 2);
        } catch (OutOfMemoryError e) {
            // Goes on until the table is full; then there is no room for new records, which callers make visible.
            table.growing.set(NO_MEMORY);
            return;
        } catch (StackOverflowError e) {
            table.growing.set(NOT_GROWN);
            throw e;
        }
        table.next = next;
        for (int slot = 0; slot < table.capacity; slot++) {
            long value = freeze(table, slot);
            int low = (int) value;
            if (low > 0 && !put(next, value)) {
                return;
            }
        }
        table.drained = true;
        advance();
    }

    /** Makes an empty slot frozen; waits for one that is being filled. */
    private long freeze(Table table, int slot) {
        for (long waited = 0; ; ) {
            long value = table.get(slot);
            if ((int) value == EMPTY) {
                if (table.freeze(slot)) {
                    return Table.word(0, FROZEN);
                }
            } else if ((int) value == BUSY) {
                waited = pauseOrGiveUp(table, slot, value, waited);
            } else {
                return value;
            }
        }
    }

    /**
     * Puts a published slot value into a table, or into one after it if that has no free slot.
     *
     * @return false if there is no memory for another table; then the old table has to stay the first that is searched
     */
    private boolean put(Table table, long value) {
        Table target = table;
        while (target != null) {
            int put = target.put(value);
            if (put != ELSEWHERE) {
                return put == 0;
            }
            target = larger(target);
        }
        return false;
    }

    /**
     * Lets searches start at the first table that is not drained. A later table may be drained before an earlier one; what has
     * not left the earlier one yet must still be found there.
     */
    private void advance() {
        Table table = current();
        while (table.drained) {
            current.compareAndSet(table, Objects.requireNonNull(table.next));
            table = current();
        }
    }

    private Table current() {
        return Objects.requireNonNull(current.get());
    }

    /** One call of {@link #intern}. */
    private static final class Search<K> {

        private final K key;
        private final int hash;
        /** The record that this call has written, which has lost its slot. */
        private int number = NONE;

        Search(K key, int hash) {
            this.key = key;
            this.hash = hash;
        }
    }

    /** The slots of one size. */
    @SuppressWarnings({"ReferenceEquality", "MemorySegmentReferenceEquality"}) // ALL_FROZEN is itself
    private final class Table {

        private final int ordinal = tables.getAndIncrement();
        private final int capacity;
        private final int chunkLog2;
        private final @Nullable MemorySegment[] chunks;
        private final AtomicInteger used = new AtomicInteger();
        private final AtomicInteger growing = new AtomicInteger();
        private volatile @Nullable Table next;
        private volatile boolean drained;

        Table(int capacity) {
            this.capacity = capacity;
            chunkLog2 = Math.min(CHUNK_LOG2, 31 - Integer.numberOfLeadingZeros(capacity));
            chunks = new @Nullable MemorySegment[capacity >>> chunkLog2];
        }

        long get(int slot) {
            MemorySegment chunk = chunk(slot);
            if (chunk == null) {
                return EMPTY;
            }
            return chunk == ALL_FROZEN ? word(0, FROZEN) : Words.getAcquire(chunk, at(slot));
        }

        /** Of a slot whose chunk is there; false otherwise. */
        boolean compareAndSet(int slot, long expected, long value) {
            MemorySegment chunk = chunk(slot);
            return chunk != null && chunk != ALL_FROZEN && Words.compareAndSet(chunk, at(slot), expected, value);
        }

        /** Freezes an empty slot, together with all others of its chunk if that has not been made; false if it is not empty. */
        boolean freeze(int slot) {
            return chunk(slot) == null
                    ? CHUNKS.compareAndSet(chunks, slot >>> chunkLog2, null, ALL_FROZEN)
                    : compareAndSet(slot, 0, word(0, FROZEN));
        }

        /** False if there is no memory for the chunk of a slot. */
        boolean ensureChunk(int slot) {
            if (chunk(slot) != null) {
                return true;
            }
            try {
                MemorySegment fresh = source.allocate((long) Long.BYTES << chunkLog2);
                header.prepare();
                if (CHUNKS.compareAndSet(chunks, slot >>> chunkLog2, null, fresh)) {
                    header.register(region, ordinal << 20 | slot >>> chunkLog2, fresh);
                }
                return true;
            } catch (OutOfMemoryError e) {
                return false;
            }
        }

        /** Puts a published slot value into a free slot: 0, {@link #ELSEWHERE} if there is none, {@link #NONE} without memory. */
        int put(long value) {
            int slot = (int) (value >>> 32) & (capacity - 1);
            for (int probes = 0; probes < capacity; ) {
                int low = (int) get(slot);
                if (low == FROZEN) {
                    return ELSEWHERE;
                }
                if (low == EMPTY) {
                    if (!ensureChunk(slot)) {
                        return NONE;
                    }
                    if (compareAndSet(slot, 0, value)) {
                        used.incrementAndGet();
                        return 0;
                    }
                } else {
                    slot = (slot + 1) & (capacity - 1);
                    probes++;
                }
            }
            return ELSEWHERE;
        }

        private @Nullable MemorySegment chunk(int slot) {
            return (MemorySegment) CHUNKS.getAcquire(chunks, slot >>> chunkLog2);
        }

        private long at(int slot) {
            return (slot & ((1 << chunkLog2) - 1)) * ValueLayout.JAVA_LONG.byteSize();
        }

        static long word(int hash, int low) {
            return ((long) hash << 32) | (low & 0xFFFF_FFFFL);
        }
    }
}
