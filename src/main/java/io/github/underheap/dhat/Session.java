package io.github.underheap.dhat;

import org.jspecify.annotations.Nullable;

/**
 * The one profiler of the process, and its phase: there is none, it runs, or one of its assertions has failed.
 *
 * <p><b>Race.</b> The phase changes under the lock, which is held for nothing else: a profiler is entered before it opens its window and
 * left after it is finished, so that of threads that start one at a time all but one are refused. Which profiler there is, an event finds
 * without the lock, whatever else the phase is. Who has found the profiler uses it without the lock; an event of another thread that comes
 * while it is finished may be missed.
 *
 * <p>Thread-safe.
 */
final class Session {

    static final Object LOCK = new Object();

    /** Written under the lock. */
    private static volatile @Nullable Profiler profiler;

    private static boolean asserted;

    private Session() {}

    /**
     * Makes it the profiler of the process.
     *
     * @throws IllegalStateException if there is one
     */
    static void enter(Profiler mine) {
        synchronized (LOCK) {
            if (profiler != null) {
                throw misuse("creating a profiler while a profiler is already running");
            }
            profiler = mine;
            asserted = false;
        }
    }

    /** There is no profiler any more, if it was this one. */
    static void leave(Profiler mine) {
        synchronized (LOCK) {
            if (mine.is(profiler)) {
                profiler = null;
            }
        }
    }

    /**
     * As {@link #leave}, unless an assertion has failed, which saves the profile.
     *
     * @return whether no assertion can fail any more
     */
    static boolean leaveUnlessAsserted(Profiler mine) {
        synchronized (LOCK) {
            if (asserted && mine.is(profiler)) {
                return false;
            }
            leave(mine);
            return true;
        }
    }

    /** The profiler, also if it has asserted; null if there is none. Waits for nobody. */
    static @Nullable Profiler profiler() {
        return profiler;
    }

    /**
     * What the profiler measures.
     *
     * @param doing what somebody does, for the message
     * @throws IllegalStateException if none runs
     */
    static Measure measure(String doing) {
        synchronized (LOCK) {
            return running(doing).measure();
        }
    }

    /**
     * That an assertion may be made.
     *
     * @throws IllegalStateException if no profiler runs in testing mode
     */
    static void checkTesting() {
        synchronized (LOCK) {
            testing();
        }
    }

    /**
     * An assertion has failed: nothing else can be asked of the profiler any more.
     *
     * @return the profiler, which has to be finished
     * @throws IllegalStateException if another one was first
     */
    static Profiler fail() {
        synchronized (LOCK) {
            Profiler failed = testing();
            asserted = true;
            return failed;
        }
    }

    private static Profiler testing() {
        Profiler known = running("asserting");
        if (!known.isTesting()) {
            throw misuse("asserting while not in testing mode");
        }
        if (!known.measure().records()) {
            // Else whatever says that nothing is left would hold.
            throw misuse("asserting while nothing is recorded (enabled=false)");
        }
        return known;
    }

    private static Profiler running(String doing) {
        Profiler known = profiler;
        if (known == null || known.measureOrNone() == null) {
            throw misuse(doing + " when no profiler is running");
        }
        if (asserted) {
            throw misuse(doing + " after the profiler has asserted");
        }
        return known;
    }

    static IllegalStateException misuse(String what) {
        return new IllegalStateException("dhat: " + what);
    }
}
