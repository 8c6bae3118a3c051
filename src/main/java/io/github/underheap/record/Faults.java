package io.github.underheap.record;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong inside the library while it recorded.
 *
 * <p>A fault in a recording may concern any window that is open then, so open windows are told of those since the last time they were told.
 *
 * <p>Thread-safe.
 */
final class Faults {

    private static final String PAUSED =
            "the tracker was paused or closed for a while; blocks that were allocated meanwhile are not counted";

    /** Set without a call by those who have no stack for one; windows have not been told yet. */
    volatile boolean full;

    /** Whether arenas were opened before recording began. */
    volatile boolean startedLate;

    /** Whether nothing was counted for a while, because the program asked for that. */
    volatile boolean paused;

    /** Whether these are of a window, whose opener need not know what the rest of the program asks for. */
    private final boolean ofWindow;

    private volatile @Nullable String unexpected;
    private volatile boolean wasFull;
    private volatile @Nullable String wasUnexpected;
    private volatile boolean stopped;

    /** @param ofWindow whether these are of a window, for which a pause is one of them */
    Faults(boolean ofWindow) {
        this.ofWindow = ofWindow;
    }

    /**
     * Notes a fault; of several unexpected ones the last is kept, by its class alone, so that nothing hangs on it. For a full stack or heap
     * this is a plain store.
     */
    void add(Throwable fault) {
        if (fault instanceof StackOverflowError || fault instanceof OutOfMemoryError) {
            full = true;
        } else {
            unexpected = fault.getClass().getName();
        }
    }

    /** Whether there is something that windows have not been told. */
    boolean hasNews() {
        return full || unexpected != null;
    }

    /** Tells windows what came in since the last time. Guarded by the recorder, who alone calls it. */
    void tell(List<Window> windows) {
        boolean isFull = full;
        String name = unexpected;
        if (isFull) {
            wasFull = true;
            full = false;
        }
        if (name != null) {
            wasUnexpected = name;
            unexpected = null;
        }
        if (isFull || name != null) {
            for (Window window : windows) {
                window.note(isFull, name);
            }
        }
    }

    /** Notes what another one has noted. */
    void add(boolean isFull, @Nullable String name) {
        if (isFull) {
            full = true;
        }
        if (name != null) {
            unexpected = name;
        }
    }

    /** Notes that somebody was not waited for any longer. */
    void addStopped() {
        stopped = true;
    }

    /** Whether anything went wrong. */
    boolean any() {
        return startedLate || !flaws().isEmpty();
    }

    /** For {@link io.github.underheap.profile.Profile#remarks()}: what is no fault, but has to be known. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (startedLate) {
            remarks.add("arenas that were opened before recording could begin are not counted");
        }
        if (paused && !ofWindow) {
            remarks.add(PAUSED);
        }
        return remarks;
    }

    /** For {@link io.github.underheap.profile.Profile#flaws()}. */
    List<String> flaws() {
        List<String> flaws = new ArrayList<>();
        if (full || wasFull) {
            flaws.add("a thread's stack or the heap was full while an event was recorded; sums may differ from totals");
        }
        String name = unexpected == null ? wasUnexpected : unexpected;
        if (name != null) {
            flaws.add("a fault of underheap came in between while an event was recorded (" + name
                    + "; please report it); sums may differ from totals");
        }
        if (paused && ofWindow) {
            flaws.add(PAUSED);
        }
        if (stopped) {
            flaws.add("a thread is stopped while it books an event in the window, which may be missing");
        }
        return flaws;
    }
}
