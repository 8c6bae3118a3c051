package io.github.underheap.record;

import io.github.underheap.memory.Claimed;
import io.github.underheap.memory.Patience;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Origin;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What has to end when an arena does: per site and era the number of its blocks and their bytes. A million blocks of one site are one
 * entry.
 *
 * <p>The times of birth are not kept: the row has already subtracted them ({@link io.github.underheap.memory.SiteRows}).
 *
 * <p><b>Race: an entry against the close.</b> An arena that threads share can be closed while a block that it gave out a moment ago has not
 * been entered here. Closing sets <em>over</em> for good and takes all entries; who finds it set enters nothing and tells its caller, who
 * books the end of the block at once. So each block is ended once. All of it happens under the claim; who waits spins, never parks, and
 * after a second gives up and changes nothing. Entries and index are made before the claim, so that no fault can come in between.
 *
 * <p>The ledger of a confined arena has the further sites of its owner thread, who claims nothing, and a ledger for everybody else
 * ({@link #attached}).
 *
 * <p><b>Race: several closes.</b> Of calls that close an arena at a time one succeeds, and the JDK refuses the others; but a call that fails
 * may also have closed it, if a cleanup action failed. {@link #closers} counts the calls under way: of those that failed the last to
 * leave is the one that closed, unless another has already booked that.
 */
public final class Ledger extends Claimed {

    private static final VarHandle ATTACHED;
    private static final VarHandle CLOSERS;
    private static final VarHandle IS_OVER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ATTACHED = lookup.findVarHandle(Ledger.class, "attached", Ledger.class);
            CLOSERS = lookup.findVarHandle(Ledger.class, "closers", int.class);
            IS_OVER = lookup.findVarHandle(Ledger.class, "over", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Where blocks of a confined arena come from. */
    static final int CONFINED = Origin.of(ArenaKind.CONFINED, AllocationApi.ARENA);

    /** Entries from which on it is looked whether some are no longer needed. */
    private static final int FIRST_PRUNE = 16;

    /** What came of an attempt to enter a block. */
    enum Entered {
        DONE,
        /** The arena has ended, and with it all its blocks. */
        OVER,
        /** Nothing was changed: another thread is stopped in the middle, or there is no such entry. */
        LOST
    }

    /** How the blocks end. */
    enum End {
        /** With the arena's close. */
        CLOSE,
        /** With each close of the arena, which gives its memory back to somebody and may be used again. */
        EACH_CLOSE,
        /** When the collector finds the scope unreachable. */
        COLLECTOR,
        /** Never. */
        NEVER
    }

    /** The ledger of an arena that has ended. */
    static final Ledger OVER = ofEnded();

    final boolean confined;
    private final int origin;
    final boolean ofTheJdk;
    private final End end;
    private final boolean uncloseable;
    private final MemorySegment.@Nullable Scope scope;
    private volatile boolean over;
    private volatile int round;
    private volatile @Nullable Ledger attached;

    @SuppressWarnings("UnusedVariable") // by CLOSERS
    private volatile int closers;

    /** For what a confined arena itself has; made before it is needed, when there may be no heap for it. */
    private final @Nullable ChainedEntry ofOwner;

    private volatile boolean closedByOneThatFailed;
    private volatile boolean delayed;
    private @Nullable ChainedEntry first;
    private @Nullable LedgerIndex index;
    private int entries;
    private int pruneAt = FIRST_PRUNE;

    /**
     * An empty ledger.
     *
     * @param confined whether only the arena's owner thread uses it
     * @param origin where blocks of the arena come from ({@link io.github.underheap.profile.Origin})
     * @param scope tells when somebody else has closed the arena; null if nobody else can, or it does not tell
     */
    Ledger(boolean confined, int origin, End end, MemorySegment.@Nullable Scope scope) {
        this.confined = confined;
        this.origin = origin;
        this.ofTheJdk = !Origin.kinds(origin).contains(ArenaKind.CUSTOM);
        this.end = end;
        this.uncloseable = end == End.COLLECTOR || Origin.hasUncloseable(origin);
        this.scope = scope;
        this.ofOwner = confined ? new ChainedEntry() : null;
    }

    private static Ledger ofEnded() {
        Ledger ledger = new Ledger(false, 0, End.CLOSE, null);
        ledger.over = true;
        return ledger;
    }

    int origin() {
        return origin;
    }

    End end() {
        return end;
    }

    /** Whether it is of an arena that nobody can close. */
    boolean isUncloseable() {
        return uncloseable;
    }

    boolean isConfined() {
        return confined;
    }

    boolean isOver() {
        return over;
    }

    /** Whether {@link #scopeHasEnded} can be true. */
    boolean isWatched() {
        return scope != null;
    }

    /** Whether the arena's scope, which is asked because somebody else may close it, has ended. */
    boolean scopeHasEnded() {
        return scope != null && !scope.isAlive();
    }

    /** Whether a call that closes the arena is under way: it will book the end, and knows when that was. */
    boolean isClosing() {
        return closers > 0;
    }

    void enterClose() {
        int ignored = (int) CLOSERS.getAndAdd(this, 1);
    }

    /** A call that failed has closed the arena: this one, or another that is under way. */
    void closedByOneThatFailed() {
        closedByOneThatFailed = true;
    }

    boolean isClosedByOneThatFailed() {
        return closedByOneThatFailed;
    }

    /** How many other calls are under way. */
    int leaveClose() {
        return (int) CLOSERS.getAndAdd(this, -1) - 1;
    }

    /**
     * The ledger for blocks that any thread may enter and that end with this one.
     *
     * <p><b>Race.</b> The close sets <em>over</em> and then looks for an attached ledger; this puts one there and then looks whether it is over.
     * One of the two sees the other: either the close ends the blocks, or no block ever gets in. The owner of a confined arena does
     * not pay for the fence that this needs; there {@link WatchedArenas} ends what both have missed.
     */
    Ledger attached() {
        if (!confined) {
            return this;
        }
        Ledger known = attached;
        if (known == null) {
            Ledger fresh = new Ledger(false, origin, end, null);
            Ledger other = (Ledger) ATTACHED.compareAndExchange(this, null, fresh);
            known = other == null ? fresh : other;
        }
        return over ? OVER : known;
    }

    boolean hasAttached() {
        return attached != null;
    }

    /** Whether its end could not be booked at once, for the first time. */
    boolean isFirstDelay() {
        boolean first = !delayed;
        delayed = true;
        return first;
    }

    /** How often all its entries were taken while it stayed open: blocks of earlier rounds have ended. */
    int round() {
        return round;
    }

    /**
     * Enters a block.
     *
     * @param born the round in which it was booked; if another one has begun, the block ended with that one
     */
    Entered add(Era era, int row, boolean parts, long bytes, int born, Patience patience) {
        ChainedEntry spare = null;
        LedgerIndex larger = null;
        while (true) {
            boolean wantsIndex;
            int count;
            if (!enter(patience)) {
                return Entered.LOST;
            }
            ChainedEntry entered = null;
            try {
                if (over || born != round) {
                    leave();
                    return Entered.OVER;
                }
                ChainedEntry entry = find(era, row, parts);
                if (entry == null && spare != null) {
                    entry = link(era, spare, larger);
                }
                if (entry != null) {
                    entry.blocks++;
                    entry.bytes += bytes;
                    entered = entry;
                    leave();
                    return Entered.DONE;
                }
                count = entries;
                wantsIndex = index == null ? count + 1 >= LedgerIndex.WORTH_IT : !index.hasRoom();
                leave();
            } catch (Throwable t) {
                // The caller will end the block.
                if (entered != null) {
                    entered.blocks--;
                    entered.bytes -= bytes;
                }
                leave();
                throw t;
            }
            spare = new ChainedEntry(era, row, parts);
            larger = wantsIndex ? new LedgerIndex(count + 1) : null;
        }
    }

    /**
     * Takes a block out that ends before its arena.
     *
     * @param entered the round in which it was entered
     */
    Entered remove(Era era, int row, boolean parts, long bytes, int entered, Patience patience) {
        if (!enter(patience)) {
            return Entered.LOST;
        }
        ChainedEntry removed = null;
        try {
            if (over || entered != round) {
                leave();
                return Entered.OVER;
            }
            ChainedEntry entry = findLive(era, row, parts, bytes);
            if (entry == null) {
                // Blocks of an era that has become another one may lie in the entries of both.
                prune();
                entry = findLive(era, row, parts, bytes);
            }
            if (entry == null) {
                leave();
                return Entered.LOST;
            }
            entry.blocks--;
            entry.bytes -= bytes;
            removed = entry;
            leave();
            return Entered.DONE;
        } catch (Throwable t) {
            // The block ends with the ledger.
            if (removed != null) {
                removed.blocks++;
                removed.bytes += bytes;
            }
            leave();
            throw t;
        }
    }

    /** How many entries there are. */
    int size() {
        return entries;
    }

    /** Ends the ledger of a confined arena, like {@link #endAll}, together with what the arena itself has. */
    @Nullable
    ChainedEntry endWith(BlockOwner owner, Recorder recorder) {
        ChainedEntry chain = endAll(recorder);
        Era born = owner.era;
        ChainedEntry first = ofOwner;
        if (owner.blocks == 0 || born == null || first == null) {
            return chain;
        }
        owner.era = null;
        first.era = born;
        first.row = owner.row;
        first.blocks = owner.blocks;
        first.bytes = owner.bytes;
        owner.blocks = 0;
        first.next = chain;
        return first;
    }

    /**
     * Ends the ledger, and the attached one with it, and gives all that has to end now; null if there is nothing, or it was ended before.
     *
     * @return the first of a chain that nobody else will touch
     */
    @Nullable
    ChainedEntry endAll(Recorder recorder) {
        if (!enter(recorder.patience())) {
            recorder.endLater(this);
            return null;
        }
        ChainedEntry taken;
        try {
            if (over) {
                return null;
            }
            if (confined) {
                // Without a full fence: what another thread attaches at this very moment is found by WatchedArenas.
                IS_OVER.setRelease(this, true);
            } else {
                over = true;
            }
            taken = take();
        } finally {
            leave();
        }
        Ledger others = attached;
        ChainedEntry more = others == null ? null : others.endAll(recorder);
        return joined(taken, more);
    }

    /**
     * Gives all that has to end now and stays open; null if there is nothing. If another thread is stopped in the middle, the next close
     * of the arena ends these blocks too.
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // by who has the claim alone
    @Nullable
    ChainedEntry takeAll(Recorder recorder) {
        if (!enter(recorder.patience())) {
            recorder.recording().lose();
            return null;
        }
        try {
            if (over) {
                return null;
            }
            round = round + 1;
            return take();
        } finally {
            leave();
        }
    }

    /** After a fault in the middle: gives back what the current thread may have left claimed. */
    boolean recoverClaims() {
        boolean recovered = !confined && recover();
        Ledger others = attached;
        return (others != null && others.recover()) || recovered;
    }

    private @Nullable ChainedEntry take() {
        prune();
        ChainedEntry taken = first;
        first = null;
        index = null;
        entries = 0;
        pruneAt = FIRST_PRUNE;
        return taken;
    }

    private static @Nullable ChainedEntry joined(@Nullable ChainedEntry a, @Nullable ChainedEntry b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        ChainedEntry last = a;
        while (last.next != null) {
            last = last.next;
        }
        last.next = b;
        return a;
    }

    private boolean enter(Patience patience) {
        return confined || claim(patience);
    }

    private void leave() {
        if (!confined) {
            release();
        }
    }

    private @Nullable ChainedEntry find(Era era, int row, boolean parts) {
        LedgerIndex known = index;
        if (known != null) {
            return known.find(era, row, parts);
        }
        ChainedEntry entry = first;
        while (entry != null && !entry.is(era, row, parts)) {
            entry = entry.next;
        }
        return entry;
    }

    /** The entry of blocks that are live: that of their era, or of what it has become. */
    private @Nullable ChainedEntry findLive(Era era, int row, boolean parts, long bytes) {
        for (Era each = era; each != null; each = each.next()) {
            ChainedEntry entry = find(each, row, parts);
            if (entry != null && entry.blocks > 0 && entry.bytes >= bytes) {
                return entry;
            }
        }
        return null;
    }

    /** Adds an entry, if there is room for it; null if first a larger index must be made. */
    private @Nullable ChainedEntry link(Era era, ChainedEntry entry, @Nullable LedgerIndex larger) {
        if (entries >= pruneAt) {
            prune();
            pruneAt = Math.max(2 * entries, FIRST_PRUNE);
            ChainedEntry joined = find(era, entry.row, entry.parts);
            if (joined != null) {
                return joined;
            }
        }
        LedgerIndex known = index;
        if (known == null ? entries + 1 >= LedgerIndex.WORTH_IT : !known.hasRoom()) {
            if (larger == null || !larger.hasRoomFor(entries + 1)) {
                return null;
            }
            larger.fill(first);
            index = known = larger;
        }
        entry.next = first;
        first = entry;
        entries++;
        if (known != null) {
            known.put(entry);
        }
        return entry;
    }

    /** Forgets sites that have no blocks here any more, and joins entries whose blocks end in the same books. */
    private void prune() {
        ChainedEntry kept = null;
        int count = 0;
        LedgerIndex known = index;
        if (known != null) {
            known.fill(null);
        }
        for (ChainedEntry entry = first; entry != null; ) {
            ChainedEntry following = entry.next;
            if (entry.blocks != 0 || entry.bytes != 0) {
                Era era = entry.era;
                entry.era = era == null ? null : era.now();
                ChainedEntry same = sameAs(entry, kept, known);
                if (same != null) {
                    same.blocks += entry.blocks;
                    same.bytes += entry.bytes;
                } else {
                    entry.next = kept;
                    kept = entry;
                    count++;
                    if (known != null) {
                        known.put(entry);
                    }
                }
            }
            entry = following;
        }
        first = kept;
        entries = count;
    }

    private static @Nullable ChainedEntry sameAs(
            ChainedEntry entry, @Nullable ChainedEntry kept, @Nullable LedgerIndex known) {
        Era era = entry.era;
        if (era == null) {
            return null;
        }
        if (known != null) {
            return known.find(era, entry.row, entry.parts);
        }
        ChainedEntry each = kept;
        while (each != null && !each.is(era, entry.row, entry.parts)) {
            each = each.next;
        }
        return each;
    }
}
