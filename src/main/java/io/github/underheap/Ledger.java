package io.github.underheap;

import io.github.underheap.memory.Spin;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What an arena has to give back when it closes: per site and generation the number of its blocks and their bytes. A million
 * blocks of one site are one entry, and the first entry lies in the ledger itself.
 *
 * <p>The times of birth are not kept: the row has already subtracted them ({@link io.github.underheap.memory.SiteRows}).
 *
 * <p><b>Race: a record against a close.</b> An arena that threads share can be closed while a block that it gave out a moment
 * ago has not been recorded here. Closing sets CLOSED for good and only then reads the entries; a record that finds CLOSED
 * adds nothing and tells its caller, who books the allocation and the end of the block at once. So each block is ended once.
 * Records and the close exclude each other by the claim bit of {@code state}; who waits spins and never parks.
 *
 * <p>A confined ledger is used by the owner thread of a confined arena alone, whose delegate has already refused every other
 * thread, and claims nothing.
 */
final class Ledger extends LedgerEntry {

    private static final VarHandle STATE;
    private static final VarHandle ATTACHED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Ledger.class, "state", int.class);
            ATTACHED = lookup.findVarHandle(Ledger.class, "attached", Ledger.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int OPEN = 0;
    private static final int CLAIMED = 1;
    private static final int CLOSED = 2;

    private final boolean confined;
    private final MemorySegment.@Nullable Scope scope;
    private final int kinds;
    private volatile int state;
    private @Nullable LedgerIndex index;
    private volatile @Nullable Ledger attached;
    private int entries = 1;
    private int pruneAt = 2 * LedgerIndex.WORTH_IT;

    /** The ledger of an arena of the JDK's that nobody else can close. */
    Ledger(ArenaKind kind) {
        this(kind, null);
    }

    /** @param scope tells when somebody else has closed the arena; null if nobody else can, or it does not tell */
    Ledger(ArenaKind kind, MemorySegment.@Nullable Scope scope) {
        this(kind == ArenaKind.CONFINED && scope == null, scope, kind.bit() | AllocationApi.ARENA.bit());
    }

    /** @param confined whether only one thread will ever use it */
    private Ledger(boolean confined, MemorySegment.@Nullable Scope scope, int kinds) {
        this.confined = confined;
        this.scope = scope;
        this.kinds = kinds;
    }

    /** What {@link #attached} gives after the close. */
    private static final Ledger CLOSED_LEDGER = closedLedger();

    private static Ledger closedLedger() {
        Ledger ledger = new Ledger(false, null, 0);
        ledger.state = CLOSED;
        return ledger;
    }

    /**
     * The ledger of the blocks that allocators tied to this arena's life; any thread may add to it. It is closed with this one.
     *
     * <p><b>Race.</b> The close sets CLOSED and then looks for an attached ledger; this puts one there and then looks for CLOSED.
     * One of the two sees the other: either the close ends the blocks, or no block ever gets in. The owner of a confined arena does
     * not pay for the fence that this needs; there {@link OpenArenas} ends what both have missed.
     */
    Ledger attached() {
        Ledger known = attached;
        if (known == null) {
            Ledger fresh = new Ledger(false, null, 0);
            Ledger other = (Ledger) ATTACHED.compareAndExchange(this, null, fresh);
            known = other == null ? fresh : other;
        }
        return isClosed() ? CLOSED_LEDGER : known;
    }

    boolean hasAttached() {
        return attached != null;
    }

    /**
     * Adds a block.
     *
     * @return false if the arena is closed; the block is not in the ledger then
     * @throws OutOfMemoryError if there is no heap for another entry; the block is not in the ledger then
     */
    boolean add(Generation owner, int site, long size) {
        if (!claim()) {
            return false;
        }
        try {
            if (entries > pruneAt) {
                prune();
            }
            LedgerEntry entry = entry(owner, site);
            entry.blocks++;
            entry.bytes += size;
            return true;
        } finally {
            release();
        }
    }

    /** Takes a block out that ends before its arena; false if the arena has closed and ended it. */
    boolean remove(Generation owner, int site, long size) {
        if (!claim()) {
            return false;
        }
        try {
            LedgerEntry entry = entry(owner, site);
            entry.blocks--;
            entry.bytes -= size;
            return true;
        } finally {
            release();
        }
    }

    /** Changes the size of a block; false if the arena has closed and ended it. */
    boolean resize(Generation owner, int site, long difference) {
        if (!claim()) {
            return false;
        }
        try {
            entry(owner, site).bytes += difference;
            return true;
        } finally {
            release();
        }
    }

    /** Entries, that is sites of the arena. */
    int size() {
        int size = 0;
        for (LedgerEntry entry = this; entry != null; entry = entry.next) {
            size += entry.generation == null ? 0 : 1;
        }
        return size;
    }

    boolean isConfined() {
        return confined;
    }

    /** Whether the arena's scope, which is asked here because somebody else may close it, has ended. */
    boolean hasEnded() {
        return scope != null && !scope.isAlive();
    }

    /** Whether {@link #hasEnded} can be true. */
    boolean isWatched() {
        return scope != null;
    }

    /** The kind of arena, and that blocks come from an arena. */
    int kinds() {
        return kinds;
    }

    boolean isClosed() {
        return state == CLOSED;
    }

    /**
     * Closes the ledger and the attached one and books the end of all their blocks: the live bytes of a generation fall in
     * one step. Does nothing if it was closed before.
     *
     * @param late whether the blocks may have ended before now
     */
    void close(Windows windows, boolean late) {
        if (!claim()) {
            return;
        }
        if (confined) {
            // Without a full fence: what another thread attaches at this very moment is found by OpenArenas.
            STATE.setRelease(this, CLOSED);
        } else {
            state = CLOSED;
        }
        Ledger other = attached;
        if (other != null && other.claim()) {
            other.state = CLOSED;
            LedgerEntry last = this;
            while (last.next != null) {
                last = last.next;
            }
            last.next = other;
        }
        LedgerDrain.drain(this, windows, late);
    }

    private LedgerEntry entry(Generation owner, int site) {
        if (is(owner, site)) {
            return this;
        }
        if (generation == null) {
            generation = owner;
            row = site;
            return this;
        }
        LedgerIndex known = index;
        if (known != null) {
            return known.entry(this, owner, site);
        }
        int length = 1;
        for (LedgerEntry entry = next; entry != null; entry = entry.next) {
            if (entry.is(owner, site)) {
                return entry;
            }
            length++;
        }
        if (length >= LedgerIndex.WORTH_IT) {
            index = known = new LedgerIndex(this, entries);
            return known.entry(this, owner, site);
        }
        return prepend(owner, site);
    }

    /** Forgets sites that have no blocks here any more, so that they do not keep old generations. */
    private void prune() {
        LedgerEntry kept = null;
        entries = 1;
        for (LedgerEntry entry = next; entry != null; ) {
            LedgerEntry following = entry.next;
            if (entry.blocks != 0) {
                entry.next = kept;
                kept = entry;
                entries++;
            }
            entry = following;
        }
        next = kept;
        if (blocks == 0) {
            generation = null;
        }
        pruneAt = Math.max(2 * entries, 2 * LedgerIndex.WORTH_IT);
        index = entries > LedgerIndex.WORTH_IT ? new LedgerIndex(this, entries) : null;
    }

    /** Puts a new entry behind the first. */
    LedgerEntry prepend(Generation owner, int site) {
        LedgerEntry entry = new LedgerEntry();
        entries++;
        entry.generation = owner;
        entry.row = site;
        entry.next = next;
        next = entry;
        return entry;
    }

    private boolean claim() {
        if (confined) {
            return state == OPEN;
        }
        for (long waited = 0; ; waited = Spin.pause(waited)) {
            int seen = state;
            if (seen == CLOSED) {
                return false;
            }
            if (seen == OPEN && STATE.compareAndSet(this, OPEN, CLAIMED)) {
                return true;
            }
            if (waited == Spin.GIVEN_UP) {
                return true;
            }
        }
    }

    /** By compare-and-set: a thread that was held up for so long that another took over must not reopen a closed ledger. */
    private void release() {
        if (!confined) {
            boolean ignored = STATE.compareAndSet(this, CLAIMED, OPEN);
        }
    }
}
