package io.github.underheap.record;

import io.github.underheap.memory.Patience;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was born while it was open, and ended since: counted as if a recorder had been started when it was opened, in books of its own.
 *
 * <p>The books of a window that has closed go back to the pool at once, and its last numbers are kept.
 *
 * <p><b>Race.</b> A thread may book in a window that is being closed. Who books enters {@link #users} before and leaves after; closing sets a
 * bit there, which nobody enters past, and then waits until all have left. It never waits longer than others wait for a claim: if somebody is
 * stopped in the middle, the books stay until nobody refers to them, and the profile says so.
 *
 * <p>Thread-safe.
 */
public final class Window {

    private static final long CLOSED = 1L << 62;

    private static final VarHandle USERS;

    static {
        try {
            USERS = MethodHandles.lookup().findVarHandle(Window.class, "users", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Recorder recorder;

    /** Whether blocks are counted of the threads that are not named. */
    private final boolean countsOthers;

    /** Threads that are counted while others are not, or the other way round; changed under the recorder's lock. */
    private volatile Set<Thread> named;

    private final Object closing = new Object();

    @SuppressWarnings("UnusedVariable") // by USERS
    private volatile long users;

    /** Null once it has closed. */
    private volatile @Nullable WindowBooks books;

    private volatile @Nullable Result result;

    /** What a window came to. */
    private record Result(AllocStats stats, Profile profile) {}

    /**
     * Opens a window; its recorder has to learn of it.
     *
     * @throws OutOfMemoryError if there is no memory for its books
     */
    Window(Recorder recorder, @Nullable Thread thread) {
        this.recorder = recorder;
        this.countsOthers = thread == null;
        this.named = thread == null ? Set.of() : Set.of(thread);
        this.books = new WindowBooks(recorder.recording(), recorder.patience());
    }

    /** The threads that are treated otherwise than all the others. */
    Set<Thread> named() {
        return named;
    }

    /** Whether new blocks of this thread are counted; null stands for any that is not {@link #named}. */
    boolean counts(@Nullable Thread thread) {
        return countsOthers != (thread != null && named.contains(thread));
    }

    /** Counts new blocks of this thread from now on, or no longer; of no effect once it has closed. */
    public void count(Thread thread, boolean counted) {
        recorder.change(this, thread, counted);
    }

    /** For the recorder, which holds its lock. */
    void name(Set<Thread> threads) {
        named = threads;
    }

    /** The threads that would have to be named. */
    Set<Thread> namedWith(Thread thread, boolean counted) {
        Set<Thread> threads = new LinkedHashSet<>(named);
        boolean ignored = counted == countsOthers ? threads.remove(thread) : threads.add(thread);
        return Set.copyOf(threads);
    }

    boolean isClosed() {
        return (users & CLOSED) != 0;
    }

    /** The recordings that blocks of this window were counted in. */
    List<Recording> recordings() {
        WindowBooks known = books;
        return known == null ? List.of() : known.recordings();
    }

    /** The counters since it was opened, or of all of it once it has closed. */
    public AllocStats stats() {
        recorder.noticeEnds();
        WindowBooks open = enter();
        if (open != null) {
            try {
                return open.stats();
            } finally {
                leave();
            }
        }
        return result().stats();
    }

    /** Everything since it was opened, or of all of it once it has closed. */
    public Profile profile() {
        recorder.noticeEnds();
        WindowBooks open = enter();
        if (open != null) {
            try {
                return open.profile();
            } finally {
                leave();
            }
        }
        return result().profile();
    }

    /** Ends it; of no effect if it has ended. If that fails because the heap is full, it may be called again. */
    public void close() {
        synchronized (closing) {
            WindowBooks open = books;
            if (open == null) {
                return;
            }
            recorder.noticeEnds();
            recorder.remove(this);
            long ignored = (long) USERS.getAndBitwiseOr(this, CLOSED);
            boolean quiet = awaitUsers();
            if (!quiet) {
                open.stopped();
            }
            Profile profile = open.profile().asFinal();
            result = new Result(profile.stats(), profile);
            books = null;
            if (quiet) {
                open.release();
            }
        }
    }

    /** Waits for a close that is under way in another thread, and ends one that has failed. */
    private Result result() {
        synchronized (closing) {
            close();
            return Objects.requireNonNull(result);
        }
    }

    private boolean awaitUsers() {
        for (long waited = 0;
                (users & ~CLOSED) != 0;
                waited = recorder.patience().pause(waited)) {
            if (waited == Patience.GIVEN_UP) {
                return false;
            }
        }
        return true;
    }

    /** The books, for a caller who leaves afterwards; null if the window has closed. */
    private @Nullable WindowBooks enter() {
        if (((long) USERS.getAndAdd(this, 1L) & CLOSED) == 0) {
            return books;
        }
        leave();
        return null;
    }

    private void leave() {
        long ignored = (long) USERS.getAndAdd(this, -1L);
    }

    /** Notes faults in events that may be missing here. */
    void note(boolean full, @Nullable String unexpected) {
        WindowBooks known = books;
        if (known != null) {
            known.faults().add(full, unexpected);
        }
    }

    /** Notes that blocks are not counted for a while. */
    void notePause() {
        WindowBooks known = books;
        if (known != null) {
            known.faults().paused = true;
        }
    }

    void born(Recording recording, int row, long bytes, long time, int origin) {
        WindowBooks open = enter();
        if (open != null) {
            try {
                boolean ignored = open.of(recording).born(row, bytes, time, origin);
            } catch (Throwable t) {
                open.fault(t, recording, row);
            } finally {
                leave();
            }
        }
    }

    /** Counts an event that was lost. */
    void lose(Recording recording) {
        WindowBooks open = enter();
        if (open != null) {
            try {
                open.of(recording).lose();
            } finally {
                leave();
            }
        }
    }

    void died(Recording recording, int row, long blocks, long bytes, long time, boolean late) {
        WindowBooks open = enter();
        if (open != null) {
            try {
                boolean ignored = open.of(recording).died(row, blocks, bytes, time, late);
            } catch (Throwable t) {
                open.fault(t, recording, row);
            } finally {
                leave();
            }
        }
    }

    void resized(Recording recording, int row, long oldBytes, long newBytes, long birth, long time) {
        WindowBooks open = enter();
        if (open != null) {
            try {
                boolean ignored = open.of(recording).resized(row, oldBytes, newBytes, birth, time);
            } catch (Throwable t) {
                open.fault(t, recording, row);
            } finally {
                leave();
            }
        }
    }

    void tally(Recording recording, int row, SiteNumber number, long amount, int origin) {
        tally(recording, row, number, amount, number, 0, origin);
    }

    void tally(
            Recording recording,
            int row,
            SiteNumber number,
            long amount,
            SiteNumber other,
            long otherAmount,
            int origin) {
        WindowBooks open = enter();
        if (open != null) {
            try {
                open.of(recording).tally(row, number, amount, other, otherAmount, origin);
            } catch (Throwable t) {
                open.fault(t, recording, row);
            } finally {
                leave();
            }
        }
    }
}
