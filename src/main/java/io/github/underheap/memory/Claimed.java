package io.github.underheap.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Ownership of the state of a heap object by one thread at a time: what {@link RowClaim} is for off-heap records.
 *
 * <p><b>Race.</b> A thread owns the state while {@code owner} holds its token, its thread number. It puts the token there by
 * compare-and-set from 0, and 0 there with release. Others spin for that long and never park. Nothing may be allocated on
 * the heap, and nothing called that can wait, in between.
 *
 * <p><b>Giving up.</b> Nobody takes a claim away from its owner. A thread whose {@link Patience} ends marks the token as stuck, so that
 * later ones do not wait again, and goes on without: it changes nothing and counts its event as lost. The owner's release
 * clears the mark.
 *
 * <p><b>Faults.</b> A thread that runs out of stack in between and cannot release gives the claim up further out ({@link #recover}), or
 * finds its own token with its next claim and goes on as the owner ({@link #interrupted}).
 */
public abstract class Claimed {

    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Claimed.class, "owner", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long FREE = 0;
    private static final long STUCK = Long.MIN_VALUE;

    private volatile long owner;

    protected Claimed() {}

    /**
     * Waits for the ownership.
     *
     * @return false if the patience has ended; the caller changes nothing then. Never true without ownership
     */
    protected final boolean claim(Patience patience) {
        return OWNER.compareAndSet(this, FREE, token()) || await(patience);
    }

    private boolean await(Patience patience) {
        long mine = token();
        long waited = 0;
        while (true) {
            long seen = owner;
            if (seen == FREE) {
                if (OWNER.compareAndSet(this, FREE, mine)) {
                    return true;
                }
            } else if ((seen & ~STUCK) == mine) {
                interrupted();
                return true;
            } else if (seen < 0) {
                return false;
            } else {
                waited = patience.pause(waited);
                if (waited == Patience.GIVEN_UP && OWNER.compareAndSet(this, seen, seen | STUCK)) {
                    return false;
                }
            }
        }
    }

    /** Gives the ownership up. Does nothing if the current thread does not have it. */
    protected final void release() {
        if (isMine()) {
            OWNER.setRelease(this, FREE);
        }
    }

    /**
     * Gives up what the current thread left claimed because something failed in between.
     *
     * @return false if it did not; nothing was done then
     */
    protected final boolean recover() {
        boolean mine = isMine();
        release();
        return mine;
    }

    /** Called, by the owner, when a thread finds that an earlier claim of its own was interrupted. */
    protected void interrupted() {}

    /** A plain load will do: no other thread ever puts this thread's token there, or takes it away. */
    private boolean isMine() {
        return ((long) OWNER.get(this) & ~STUCK) == token();
    }

    private static long token() {
        return Thread.currentThread().threadId();
    }
}
