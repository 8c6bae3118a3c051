package io.github.underheap.record;

import io.github.underheap.memory.SiteRows;
import io.github.underheap.stack.SiteCapture;
import org.jspecify.annotations.Nullable;

/**
 * A time in which new blocks are counted in the same books: those of one recording, and of the windows that are open.
 *
 * <p>Ledgers enter blocks by era, so that a block's end is booked where its birth was. When a window closes, eras that had it become ones
 * without it ({@link #next}), so that ledgers can join their entries.
 *
 * <p>Thread-safe: immutable but for {@link #next}, which is set once, and for a flag that is only ever set.
 */
public class Era extends BirthsAndDeaths {

    final Recording recording;

    private final SiteCapture capture;

    /** Whether blocks are entered by this era itself, and counted in no window: nearly always. */
    final boolean plain;

    private static final Window[] NONE = {};

    /** None once it has become another era: an old block must not keep a window that has closed. */
    private volatile Window[] windows;

    private boolean used;
    private volatile @Nullable Era next;

    /** An era that blocks are entered by. */
    Era(Recording recording, Window[] windows) {
        this(recording, windows, windows.length == 0);
    }

    Era(Recording recording, Window[] windows, boolean plain) {
        super(recording.rows, recording.counters, recording.start);
        this.recording = recording;
        this.capture = recording.capture();
        this.windows = windows;
        this.plain = plain;
    }

    /** The site of the code that called the library; a capture that fails costs the stack, not the event. */
    final int site() {
        try {
            return capture.site();
        } catch (Throwable e) {
            return SiteRows.NO_STACK;
        }
    }

    /** For {@link Recorder#allocated}, which guards it itself. */
    final SiteCapture capture() {
        return capture;
    }

    /** Eras are the same by identity alone. */
    @SuppressWarnings("ReferenceEquality")
    final boolean is(@Nullable Era other) {
        return this == other;
    }

    /** The windows that blocks of this era are counted in. Some may have closed. */
    final Window[] windows() {
        for (Era era = this; ; ) {
            // In this order: the windows go after the next era is there.
            Window[] mine = era.windows;
            Era later = era.next;
            if (later == null) {
                return mine;
            }
            era = later;
        }
    }

    /** The era that a block of the current thread is entered by. */
    Era here() {
        used = true;
        return this;
    }

    /** Whether a block may have been born in it; a thread that is about to use it may not have said so yet. */
    final boolean isUsed() {
        return used;
    }

    final void use() {
        used = true;
    }

    /** What this era has become because windows closed; null if nothing. */
    final @Nullable Era next() {
        return next;
    }

    /** The last of what this era has become. */
    final Era now() {
        Era era = this;
        for (Era later = era.next; later != null; later = later.next) {
            era = later;
        }
        return era;
    }

    final void become(Era later) {
        next = later;
        windows = NONE;
    }

    final boolean has(Window window) {
        for (Window each : windows()) {
            if (each == window) {
                return true;
            }
        }
        return false;
    }

    final boolean hasAll(Window[] others) {
        for (Window each : others) {
            if (!has(each)) {
                return false;
            }
        }
        return true;
    }
}
