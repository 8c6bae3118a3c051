package io.github.underheap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An arena that records what is allocated in it: to be passed wherever an {@link Arena} is wanted.
 *
 * <p>Everything is forwarded to a delegate, whose scope, thread rules and exceptions stay as they are. An allocation that
 * fails records nothing. A {@link #close()} that fails (a segment is still acquired, another thread owns the arena) records
 * nothing but the attempt, and its exception is passed on.
 *
 * <p>Segments of an automatic arena are counted as freed when its scope is no longer reachable, which is what its segments
 * hold; the wrapper may go earlier. If somebody else closes the delegate of {@link #wrap}, that is noticed at the next
 * allocation or snapshot; the lifetimes of its blocks are then upper bounds, and the site says how many
 * ({@link CallSite#lateBlocks()}).
 *
 * <p>As thread-safe as the delegate.
 */
public final class TrackingArena extends CountingAllocator implements Arena {

    private final Tracker tracker;
    private final Arena delegate;
    private final @Nullable Ledger ledger;
    private final int kinds;
    private final boolean watched;

    /**
     * Wraps an arena.
     *
     * @param ledger null if nothing is recorded
     * @param watched whether somebody else may close the delegate
     */
    TrackingArena(Tracker tracker, Arena delegate, ArenaKind kind, @Nullable Ledger ledger, boolean watched) {
        super(delegate);
        this.tracker = tracker;
        this.delegate = delegate;
        this.ledger = ledger;
        this.kinds = kind.bit() | AllocationApi.ARENA.bit();
        this.watched = watched;
    }

    /** A confined arena of {@link Tracker#global()}. */
    public static TrackingArena ofConfined() {
        return Tracker.global().ofConfined();
    }

    /** A shared arena of {@link Tracker#global()}. */
    public static TrackingArena ofShared() {
        return Tracker.global().ofShared();
    }

    /** An automatic arena of {@link Tracker#global()}. */
    public static TrackingArena ofAuto() {
        return Tracker.global().ofAuto();
    }

    /** The global arena, recorded by {@link Tracker#global()}; it cannot be closed. */
    public static TrackingArena global() {
        return Tracker.global().ofGlobal();
    }

    /** Wraps any arena for {@link Tracker#global()}. */
    public static TrackingArena wrap(Arena delegate) {
        return Tracker.global().arena(delegate);
    }

    /** The scope of the delegate. */
    @Override
    public MemorySegment.Scope scope() {
        return delegate.scope();
    }

    /**
     * Closes the delegate and books all blocks of this arena as freed, in one step.
     *
     * @throws IllegalStateException as the delegate does: if it is closed already, or a segment is acquired
     * @throws WrongThreadException as the delegate does: if another thread owns it
     * @throws UnsupportedOperationException as the delegate does: if it cannot be closed
     */
    @Override
    public void close() {
        if (ledger == null) {
            delegate.close();
            return;
        }
        boolean wasAlive = !watched || delegate.scope().isAlive();
        try {
            delegate.close();
        } catch (RuntimeException | Error e) {
            if (wasAlive && !ledger.isClosed() && !delegate.scope().isAlive()) {
                // Closed, and then a cleanup action of one of its segments failed.
                tracker.closed(ledger, false);
            } else {
                tracker.closeFailed();
                look();
            }
            throw e;
        }
        // An arena of somebody's own may count its users, or not close at all.
        if (!watched || !delegate.scope().isAlive()) {
            tracker.closed(ledger, false);
        }
    }

    @Override
    public String toString() {
        return "TrackingArena[" + delegate + "]";
    }

    @Override
    MemorySegment counted(MemorySegment segment) {
        if (ledger != null && segment != null) {
            tracker.allocated(ledger, segment.byteSize(), kinds);
        }
        return segment;
    }

    @Override
    void look() {
        if (watched && ledger != null && !delegate.scope().isAlive()) {
            tracker.closed(ledger, true);
        }
    }

    boolean belongsTo(Tracker other) {
        return tracker == other;
    }

    /** Where blocks are put down that end with this arena; null if nothing is recorded. */
    @Nullable
    Ledger ledger() {
        return ledger;
    }

    /** The kind of arena, as {@link ArenaKind#bit()}. */
    int kindBit() {
        return kinds & ~AllocationApi.ARENA.bit();
    }
}
