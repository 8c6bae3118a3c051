package io.github.underheap.record;

import io.github.underheap.memory.Patience;
import io.github.underheap.memory.PooledMemory;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.WindowMemory;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The books of a window: one for each recording that its blocks were counted in, which is one unless the recorder was reset meanwhile. All
 * have the same totals, and each the row numbers of its recording.
 *
 * <p>Thread-safe. Whoever uses it has entered the window, so that its memory is not given back meanwhile.
 */
final class WindowBooks {

    private static final VarHandle PARTS;

    static {
        try {
            PARTS = MethodHandles.lookup().findVarHandle(WindowBooks.class, "parts", Part[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Threads that have counters of their own while there are no sites. */
    private static final int COUNTING_THREADS = 64;

    private final PooledMemory source = new PooledMemory();
    private final WindowMemory memory;
    private final long start;
    private final long startEpochMillis = System.currentTimeMillis();
    private final Faults faults = new Faults(true);
    /** Replaced as a whole, by compare-and-set, by whoever adds one. */
    private volatile Part[] parts;

    /** What is counted of one recording. */
    static final class Part extends Books {

        private final Recording recording;

        Part(Recording recording, WindowMemory memory, SiteRows rows, long start) {
            super(memory.totals(), memory.counters() == null ? rows : null, memory.counters(), start);
            this.recording = recording;
        }

        @Override
        Recording recording() {
            return recording;
        }
    }

    WindowBooks(Recording recording, Patience patience) {
        boolean timed = recording.facts().timed();
        memory = new WindowMemory(source, timed ? 0 : COUNTING_THREADS, Recording.TALLIES, patience);
        start = recording.facts().clock().now();
        parts = new Part[] {new Part(recording, memory, memory.rows(), start)};
    }

    /** The books of blocks of a recording. */
    Part of(Recording recording) {
        for (Part part : parts) {
            if (part.recording == recording) {
                return part;
            }
        }
        return add(recording);
    }

    /** The recorder was reset while the window is open. An event may be the first to notice, so nobody waits here. */
    private Part add(Recording recording) {
        Part fresh = new Part(recording, memory, memory.moreRows(), start);
        while (true) {
            Part[] known = parts;
            for (Part part : known) {
                if (part.recording == recording) {
                    return part;
                }
            }
            Part[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = fresh;
            if (PARTS.compareAndSet(this, known, more)) {
                return fresh;
            }
        }
    }

    List<Recording> recordings() {
        List<Recording> recordings = new ArrayList<>();
        for (Part part : parts) {
            recordings.add(part.recording);
        }
        return recordings;
    }

    /** What has to be read to see everything: counters are the same in all parts. */
    private List<Part> read() {
        Part[] known = parts;
        return memory.counters() == null ? List.of(known) : List.of(known[0]);
    }

    AllocStats stats() {
        return Reading.stats(read(), memory.totals().read());
    }

    Profile profile() {
        return Reading.profile(read(), memory.totals().read(), faults, startEpochMillis);
    }

    void fault(Throwable t, Recording recording, int row) {
        faults.add(t);
        try {
            Part part = of(recording);
            part.recover(row);
            part.lose();
        } catch (Throwable again) {
            faults.full = true;
        }
    }

    Faults faults() {
        return faults;
    }

    /** Somebody is stopped in the middle of an event. */
    void stopped() {
        faults.addStopped();
    }

    /** Gives the memory back at once; nobody uses it any more. */
    void release() {
        source.release();
    }
}
