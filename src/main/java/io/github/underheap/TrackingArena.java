package io.github.underheap;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.record.Era;
import io.github.underheap.record.Ledger;
import io.github.underheap.record.Recorder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

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
public final class TrackingArena extends CountingAllocator implements Arena {

    // No field: one of these is made for each arena, and with what it inherits it takes 48 bytes.

    /**
     * Wraps an arena.
     *
     * @param ledger where its blocks are entered; null for a confined arena that nobody else can close, or if nothing is ever recorded
     */
    TrackingArena(Recorder recorder, Arena delegate, @Nullable Ledger ledger) {
        super(recorder, delegate, ledger, null);
    }

    /**
     * Wraps a confined arena that nobody else can close.
     *
     * @param guess the era that its first block will probably be born in
     */
    TrackingArena(Recorder recorder, Arena delegate, @Nullable Era guess) {
        super(recorder, delegate, null, guess);
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
        Recorder recorder = recorder();
        if (!recorder.isEnabled()) {
            delegate.close();
            return;
        }
        if (!Recorder.isConfined(this)) {
            recorder.close(this, delegate);
            return;
        }
        // Asked before: the counter takes its time, which then passes while the delegate closes.
        long time = Recorder.UNKNOWN_TIME;
        try {
            time = recorder.time();
        } catch (Throwable t) {
            // It is asked again where a fault is booked.
        }
        try {
            delegate.close();
        } catch (RuntimeException | Error e) {
            try {
                recorder.closeFailed(this, delegate, e);
            } catch (StackOverflowError again) {
                recorder.outOfStack = true;
            }
            throw e;
        }
        try {
            recorder.closed(this, time);
        } catch (StackOverflowError e) {
            recorder.outOfStack = true;
        }
    }

    @Override
    public String toString() {
        return "TrackingArena[" + target + "]";
    }

    @Override
    MemorySegment counted(MemorySegment segment, long requested) {
        if (segment != null && recorder().isEnabled()) {
            recorder().allocated(this, requested, isExact() ? 0 : segment.byteSize() - requested);
        }
        return segment;
    }

    @Override
    void look() {
        recorder().look(this);
    }

    @Override
    boolean isExact() {
        return givesWhatIsRequested();
    }
}
