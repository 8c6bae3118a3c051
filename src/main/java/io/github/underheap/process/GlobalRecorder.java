package io.github.underheap.process;

import io.github.underheap.config.TrackerOptions;
import io.github.underheap.record.Recorder;
import io.github.underheap.record.RecorderSetup;
import io.github.underheap.stack.FirstUse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The recorder of the process, started when it is first asked for.
 *
 * <p>It is started on a thread of the library's own ({@link GlobalStart}), because the application's stack may end here. If that fails,
 * because the heap is full, whoever asked goes on without being recorded, and a later call tries again: after ten times as long as the
 * attempt took, since each may cost the application a collection.
 *
 * <p><b>Race.</b> Of threads that ask at a time one starts the thread; the others wait for the same one, and drop the attempt that they
 * may have made themselves. Nobody waits longer than {@link FirstUse#PATIENCE_NANOS}, and a second more for what is printed; the
 * application's code, which the starting thread may call, does not wait at all. The lock is held to read and write the fields here, and
 * for nothing else: no class is used under it for the first time, since the application's class loader has locks of its own.
 *
 * <p>Thread-safe. No initializer: the first call may come where a stack ends.
 */
public final class GlobalRecorder {

    private static final int BREAK_FACTOR = 10;

    private static volatile @Nullable Recorder recorder;
    /** Under way, guarded by the lock, as the next two. */
    private static @Nullable GlobalStart start;

    private static long nextAttempt;
    private static boolean failedBefore;

    /** What nobody sets is as here, if it is not null; guarded by the lock. */
    private static @Nullable TrackerOptions defaults;

    /** Whether somebody was sent on without a recorder. */
    private static volatile boolean missed;

    private GlobalRecorder() {}

    /** Has the recorder begin with these options, where nobody sets others; of no effect once it begins. */
    public static void setDefaults(TrackerOptions options) {
        synchronized (GlobalRecorder.class) {
            defaults = options;
        }
    }

    private static @Nullable TrackerOptions defaults() {
        synchronized (GlobalRecorder.class) {
            return defaults;
        }
    }

    /** The recorder; null if it cannot be started now. */
    public static @Nullable Recorder get(Supplier<RecorderSetup> setup) {
        Recorder known = recorder;
        if (known != null) {
            return known;
        }
        try {
            GlobalStart mine = start(setup, false);
            known = mine == null ? null : mine.recorder();
        } catch (Throwable t) {
            // There is no stack or heap to start it: the next call tries again.
            known = recorder;
        }
        if (known == null) {
            missed = true;
            tellMissed(recorder);
        }
        return known;
    }

    /**
     * The recorder, for somebody who cannot go on without.
     *
     * @throws OutOfMemoryError if there is no memory for it
     */
    public static Recorder require(Supplier<RecorderSetup> setup) {
        Recorder known = recorder;
        if (known != null) {
            return known;
        }
        GlobalStart mine = start(setup, true);
        known = mine == null ? null : mine.recorder();
        if (known != null) {
            return known;
        }
        Throwable failure = mine == null ? null : mine.failure();
        if (failure instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException("recording has not begun yet", failure);
    }

    /**
     * Joins the attempt that is under way, or begins one.
     *
     * @param now even if the last one failed a moment ago
     * @return null if there is none to wait for
     */
    private static @Nullable GlobalStart start(Supplier<RecorderSetup> setup, boolean now) {
        GlobalStart mine = null;
        synchronized (GlobalRecorder.class) {
            if (start != null) {
                mine = start;
            } else if (failedBefore && !now && System.nanoTime() - nextAttempt < 0) {
                return null;
            }
        }
        if (mine == null) {
            GlobalStart another = new GlobalStart(setup, defaults());
            mine = underWay(another);
            if (mine == another) {
                begin(another);
            }
        }
        if (mine.isMyThread()) {
            return null;
        }
        mine.await();
        return mine;
    }

    /** The attempt that is under way; this one if there is none. */
    private static GlobalStart underWay(GlobalStart another) {
        synchronized (GlobalRecorder.class) {
            GlobalStart known = start;
            if (known == null) {
                known = another;
                start = known;
            }
            return known;
        }
    }

    private static void begin(GlobalStart mine) {
        boolean begun = false;
        try {
            mine.begin();
            begun = true;
        } finally {
            if (!begun) {
                boolean ignored = failed(mine, 0);
            }
        }
    }

    /**
     * It was started. An attempt whose beginner had no stack to see that it began may not be alone.
     *
     * @return the recorder of the process
     */
    static Recorder publish(Recorder made) {
        synchronized (GlobalRecorder.class) {
            Recorder known = recorder;
            if (known != null) {
                return known;
            }
            recorder = made;
        }
        if (missed) {
            tellMissed(made);
        }
        return made;
    }

    private static void tellMissed(@Nullable Recorder made) {
        if (made != null && made.isEnabled()) {
            made.startedLate();
        }
    }

    /** It could not be started, which took some time; whether that is the first time. */
    static boolean failed(GlobalStart attempt, long nanos) {
        synchronized (GlobalRecorder.class) {
            if (start != attempt) {
                return false;
            }
            boolean first = !failedBefore;
            start = null;
            failedBefore = true;
            nextAttempt = System.nanoTime() + BREAK_FACTOR * nanos;
            return first;
        }
    }
}
