package io.github.underheap;

import io.github.underheap.profile.AllocationSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An arena that records what is allocated in it: to be passed wherever an {@link Arena} is wanted.
 *
 * <p>Everything is forwarded to a delegate, whose scope, thread rules and exceptions stay as they are. An allocation that
 * fails records nothing. A {@link #close()} that fails (a segment is still acquired, another thread owns the arena, somebody else has closed
 * it) records nothing but the attempt, and its exception is passed on.
 *
 * <p>Segments of an automatic arena are counted as freed when its scope is no longer reachable, which is what its segments
 * hold; the wrapper may go earlier. If somebody else closes the delegate of {@link #wrap}, that is noticed at the next
 * allocation or snapshot; the lifetimes of its blocks are then upper bounds, and the site says how many
 * ({@link AllocationSite#lateBlocks()}).
 *
 * <p>As thread-safe as the delegate.
 */
public sealed interface TrackingArena extends Arena permits RecordingArena, UnrecordedArena {

    // Two kinds, since an arena of a tracker that is off shall not pay for the ledger that it does not have.

    /** A confined arena of {@link Tracker#global()}. */
    static TrackingArena ofConfined() {
        return Tracker.global().ofConfined();
    }

    /** A shared arena of {@link Tracker#global()}. */
    static TrackingArena ofShared() {
        return Tracker.global().ofShared();
    }

    /** An automatic arena of {@link Tracker#global()}. */
    static TrackingArena ofAuto() {
        return Tracker.global().ofAuto();
    }

    /** The global arena, recorded by {@link Tracker#global()}; it cannot be closed. */
    static TrackingArena global() {
        return Tracker.global().ofGlobal();
    }

    /** Wraps any arena for {@link Tracker#global()}. */
    static TrackingArena wrap(Arena delegate) {
        return Tracker.global().arena(delegate);
    }

    /** The scope of the delegate. */
    @Override
    MemorySegment.Scope scope();

    /**
     * Closes the delegate and books all blocks of this arena as freed, in one step.
     *
     * @throws IllegalStateException as the delegate does: if it is closed already, or a segment is acquired
     * @throws WrongThreadException as the delegate does: if another thread owns it
     * @throws UnsupportedOperationException as the delegate does: if it cannot be closed
     */
    @Override
    void close();
}
