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

    // No more fields: one of these is made for each arena, and what is recorded of it needs the ledger anyway.
    private final Tracker tracker;
    private final @Nullable Ledger ledger;

    /**
     * Wraps an arena.
     *
     * @param ledger null if nothing is recorded
     */
    TrackingArena(Tracker tracker, Arena delegate, @Nullable Ledger ledger) {
        super(delegate);
        this.tracker = tracker;
        this.ledger = ledger;
    }

    private Arena delegate() {
        return (Arena) target;
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
        return delegate().scope();
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
        Arena delegate = delegate();
        if (ledger == null) {
            delegate.close();
            return;
        }
        boolean wasAlive = !ledger.hasEnded();
        try {
            delegate.close();
        } catch (RuntimeException | Error e) {
            if (wasAlive && !ledger.isClosed() && isOver(ledger)) {
                // Closed, and then a cleanup action of one of its segments failed.
                tracker.closed(ledger, false);
            } else {
                tracker.closeFailed();
                look();
            }
            throw e;
        }
        // An arena of somebody's own may count its users, or not close at all.
        if (!ledger.isWatched() || ledger.hasEnded()) {
            tracker.closed(ledger, false);
        }
    }

    /** After a close that failed. */
    private boolean isOver(Ledger known) {
        // The scope of an arena of the JDK's can be asked without fear; with another one it is known here or not at
        // all.
        return known.hasEnded() || (!known.isWatched() && kindBit() != ArenaKind.CUSTOM.bit() && !scope().isAlive());
    }

    @Override
    public String toString() {
        return "TrackingArena[" + target + "]";
    }

    @Override
    MemorySegment counted(MemorySegment segment) {
        if (ledger != null && segment != null) {
            tracker.allocated(ledger, segment.byteSize(), ledger.kinds());
        }
        return segment;
    }

    @Override
    void look() {
        if (ledger != null && ledger.hasEnded()) {
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

    /** The kind of arena, as {@link ArenaKind#bit()}; 0 if nothing is recorded. */
    int kindBit() {
        return ledger == null ? 0 : ledger.kinds() & ~AllocationApi.ARENA.bit();
    }
}
