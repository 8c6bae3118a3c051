package io.github.underheap;

import io.github.underheap.memory.Spin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A block of an allocator that a tracker knows nothing of, as long as it is live.
 *
 * <p><b>Race.</b> Any thread may resize or free the block. The calls exclude each other by a claim; who waits spins and never
 * parks. The first {@link #freed()} ends the block for good, later calls do nothing.
 *
 * <p>Thread-safe.
 */
public final class BlockHandle {

    private static final VarHandle CLAIMED;

    static {
        try {
            CLAIMED = MethodHandles.lookup().findVarHandle(BlockHandle.class, "claimed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Tracker tracker;

    @SuppressWarnings("UnusedVariable") // by CLAIMED
    private volatile boolean claimed;

    private boolean ended;
    /** Null if the block is not counted. */
    private @Nullable Generation generation;

    private int row;
    private long bytes;
    private long birth;

    private BlockHandle(Tracker tracker) {
        this.tracker = tracker;
    }

    static BlockHandle allocate(Tracker tracker, long bytes) {
        requireSize(bytes);
        BlockHandle handle = new BlockHandle(tracker);
        handle.guarded(Event.ALLOCATED, bytes);
        return handle;
    }

    /**
     * Records a new size of the block. As in dhat that is one more block of the full new size at the site of the old one, whose
     * life starts again. If the block was recorded before the last {@link Tracker#reset()}, or not at all, it is a new block at
     * the caller's site. Does nothing after {@link #freed()}.
     *
     * @param newBytes requested size
     * @throws IllegalArgumentException if negative
     */
    public void resized(long newBytes) {
        requireSize(newBytes);
        guarded(Event.RESIZED, newBytes);
    }

    /** Records that the block was given back. */
    public void freed() {
        guarded(Event.FREED, 0);
    }

    private enum Event {
        ALLOCATED,
        RESIZED,
        FREED
    }

    /** A fault inside does not reach the caller. */
    private void guarded(Event event, long newBytes) {
        Generation current = tracker.generation();
        try {
            claim();
            try {
                if (!ended) {
                    book(event, newBytes);
                }
            } finally {
                release();
            }
        } catch (StackOverflowError | OutOfMemoryError e) {
            current.faults.full = true;
            recover();
        } catch (Throwable e) {
            current.faults.add(e);
            recover();
        }
    }

    private void recover() {
        Generation counting = generation;
        if (counting != null) {
            counting.recover(row);
        }
    }

    private void book(Event event, long newBytes) {
        switch (event) {
            case ALLOCATED -> count(newBytes);
            case RESIZED -> resize(newBytes);
            case FREED -> {
                ended = true;
                endCounted();
            }
        }
    }

    private void resize(long newBytes) {
        Generation counting = generation;
        Generation current = tracker.recording();
        if (counting == null || (current != null && current != counting)) {
            endCounted();
            count(newBytes);
            return;
        }
        long now = counting.nanos();
        if (counting.resized(row, bytes, newBytes, birth, now)) {
            tracker.windows().resized(bytes, newBytes);
            bytes = newBytes;
            birth = now;
        }
    }

    private void count(long newBytes) {
        Generation current = tracker.recording();
        if (current == null) {
            return;
        }
        int site = current.site();
        long now = current.nanos();
        if (current.allocated(site, newBytes, now, AllocationApi.HANDLE.bit())) {
            tracker.windows().allocated(newBytes);
            generation = current;
            row = site;
            bytes = newBytes;
            birth = now;
        }
    }

    private void endCounted() {
        Generation counting = generation;
        if (counting != null) {
            generation = null;
            counting.freed(row, 1, bytes, false);
            tracker.windows().freed(1, bytes);
        }
    }

    private void claim() {
        long waited = 0;
        while (!CLAIMED.compareAndSet(this, false, true) && waited != Spin.GIVEN_UP) {
            waited = Spin.pause(waited);
        }
    }

    private void release() {
        CLAIMED.setRelease(this, false);
    }

    private static void requireSize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " is not valid; expected 0 or more");
        }
    }
}
