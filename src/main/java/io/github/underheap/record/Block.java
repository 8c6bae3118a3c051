package io.github.underheap.record;

import io.github.underheap.memory.Claimed;
import io.github.underheap.memory.SiteRows;
import org.jspecify.annotations.Nullable;

/**
 * A block that is followed by itself, by whoever holds this object.
 *
 * <p><b>Race.</b> Any thread may resize or free the block. The calls exclude each other by a claim; who waits spins, never parks, and after a
 * second gives up and loses the event. The first {@link #freed} ends the block for good, later calls do nothing.
 *
 * <p>Thread-safe.
 */
public final class Block extends Claimed {

    private final Recorder recorder;
    private final int origin;

    private boolean ended;
    /** Null if the block is not counted. */
    private @Nullable Era era;

    private int row = SiteRows.NO_STACK;
    private long bytes;
    private long birth;

    private enum Event {
        ALLOCATED,
        RESIZED,
        FREED
    }

    private Block(Recorder recorder, int origin) {
        this.recorder = recorder;
        this.origin = origin;
    }

    /**
     * Books a new block, at the site of the code that called the library.
     *
     * @param origin where it comes from ({@link io.github.underheap.profile.Origin})
     */
    public static Block allocated(Recorder recorder, long bytes, int origin) {
        Block block = new Block(recorder, origin);
        block.book(Event.ALLOCATED, bytes);
        return block;
    }

    /** Books a new size; a block that is not counted in the current recording is a new one at the caller's site. */
    public void resized(long newBytes) {
        book(Event.RESIZED, newBytes);
    }

    /** Books the end. */
    public void freed() {
        book(Event.FREED, 0);
    }

    private void book(Event event, long newBytes) {
        try {
            // Before the claim: finding a site makes objects, and nothing may be made inside.
            Era here = event == Event.FREED ? null : recorder.here();
            int site = here == null || keepsItsSite(event, here) ? SiteRows.NO_STACK : here.site();
            if (!claim(recorder.patience())) {
                recorder.recording().lose();
                return;
            }
            try {
                if (!ended) {
                    bookClaimed(event, newBytes, here, site);
                }
            } finally {
                release();
            }
        } catch (Throwable t) {
            try {
                boolean ignored = recover();
                Era known = era;
                recorder.fault(t, known == null ? recorder.recording().plain() : known, row, null);
            } catch (Throwable again) {
                recorder.recording.faults.full = true;
            }
        }
    }

    /** A guess, without the claim; if another thread frees the block at this moment, nothing is booked anyway. */
    private boolean keepsItsSite(Event event, Era here) {
        Era known = era;
        return event == Event.RESIZED && known != null && known.recording == here.recording;
    }

    private void bookClaimed(Event event, long newBytes, @Nullable Era here, int site) {
        Era born = era;
        switch (event) {
            case ALLOCATED -> count(newBytes, here, site);
            case RESIZED -> {
                if (born == null || (here != null && here.recording != born.recording)) {
                    end();
                    count(newBytes, here, site);
                } else {
                    resize(born, newBytes);
                }
            }
            case FREED -> {
                ended = true;
                end();
            }
        }
    }

    private void count(long newBytes, @Nullable Era here, int site) {
        if (here == null) {
            return;
        }
        long time = recorder.time();
        row = site;
        if (Recorder.born(here, site, newBytes, time, origin)) {
            era = here;
            bytes = newBytes;
            birth = time;
        }
    }

    private void resize(Era born, long newBytes) {
        long time = recorder.time();
        Era now = recorder.resized(born, row, bytes, newBytes, birth, time, origin);
        if (now != null) {
            era = now;
            bytes = newBytes;
            birth = time;
        }
    }

    private void end() {
        Era born = era;
        if (born != null) {
            era = null;
            Recorder.died(born, row, 1, bytes, recorder.time(), false);
        }
    }
}
