package io.github.underheap;

import io.github.underheap.memory.ProfileInfo;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.ReclaimedMemory;
import io.github.underheap.memory.RowNumbers;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.ThreadCounters;
import io.github.underheap.memory.Totals;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.SiteCapture;
import io.github.underheap.stack.TickClock;
import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fresh counters and rows: what a tracker records into until it is reset or closed.
 *
 * <p>Blocks are freed into the generation that counted them. The memory goes when nothing refers to this object any more, that
 * is with the last arena that was counted in it.
 *
 * <p>This class is the one place where a block's events are booked: per event one compare-and-set on the totals' word and one
 * claim of the site's row. Without sites there are counters instead of rows, and for most threads no claim.
 *
 * <p>Thread-safe. No method waits for another thread longer than for the few stores of a claimed row.
 */
final class Generation {

    /** Threads that have counters of their own while there are no sites; they take 64 KiB. */
    private static final int COUNTING_THREADS = 512;

    /** What two clocks that nobody disturbs may move apart: the error of a comparison … */
    private static final long TOLERATED_NANOS = 1_000_000;

    /** … and a thousandth of the time, since a kernel may slew its own by half of that. */
    private static final long TOLERATED_SHARE = 1_000;

    private final ProfileInfo info;
    private final ReclaimedMemory source;
    private final ProfileMemory memory;
    private final Totals totals;
    private final SiteRows rows;
    /** What takes the place of the rows while there are no sites. */
    private final @Nullable ThreadCounters counters;

    private final NativeWalk walk;
    private final SiteCapture capture;
    private final Clock clock;
    /** What {@link #clock} is, if it is the native walk's. */
    private final @Nullable TickClock ticks;

    private final long start;
    private final long apartAtStart;
    private final boolean timed;
    /** Filled by whoever catches a fault. */
    final Faults faults = new Faults();

    /**
     * Lays out fresh tables.
     *
     * @param walk how stacks that were seen before are recognised
     * @throws OutOfMemoryError if there is no memory for the tables
     */
    Generation(TrackerOptions options, NativeWalk walk) {
        this(options, walk, true);
    }

    /** Of a tracker that records nothing: no more than what readers need. */
    static Generation ofNothing(TrackerOptions options, NativeWalk walk) {
        return new Generation(options, walk, false);
    }

    private Generation(TrackerOptions options, NativeWalk walk, boolean records) {
        this.walk = walk;
        TickClock cheap = options.clock() == null ? walk.clock() : null;
        ticks = cheap;
        clock = Objects.requireNonNullElse(options.clock(), cheap == null ? System::nanoTime : cheap::nanoTime);
        start = clock.nanoTime();
        apartAtStart = ticks == null ? 0 : ticks.apartNanos();
        timed = options.capture() != Capture.NONE;
        info = new ProfileInfo(
                ProcessHandle.current().pid(),
                System.currentTimeMillis(),
                start,
                1_000_000_000,
                options.toString(),
                CommandLine.current(),
                HostName.current());
        source = new ReclaimedMemory();
        memory = new ProfileMemory(
                source,
                records ? options.buckets() : TrackerOptions.MIN_BUCKETS,
                options.maxSites(),
                timed ? 0 : records ? COUNTING_THREADS : 1,
                info);
        totals = memory.totals();
        rows = memory.rows();
        counters = memory.counters();
        capture = timed && records
                ? walk.capture(new SiteRecorder(memory), options.depth(), OwnClasses::contains)
                : () -> SiteRows.NO_STACK;
    }

    /** The site of the code that called the library; a capture that fails costs the stack, not the event. */
    int site() {
        try {
            return capture.site();
        } catch (Throwable e) {
            return SiteRows.NO_STACK;
        }
    }

    /** After a fault: gives a row up that the current thread may still hold. */
    void recover(int row) {
        try {
            if (counters == null) {
                rows.recover(row);
            } else {
                counters.recover();
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** ns since this generation began; 0 if it measures no time. */
    long nanos() {
        return timed ? clock.nanoTime() - start : 0;
    }

    /** Books a block that is born now; false if the counters cannot hold it. */
    boolean allocated(int row, long bytes, long now, int kinds) {
        return book(Event.BIRTH, row, kinds, 1, bytes, 0, now) != Totals.REFUSED;
    }

    /** Books blocks of one site that die now, all at once. */
    void freed(int row, long blocks, long bytes, boolean late) {
        long ignored = book(late ? Event.LATE_DEATH : Event.DEATH, row, 0, blocks, bytes, 0, nanos());
    }

    /** Takes bytes off the live ones in one step; the epoch goes to {@link #freedRow} for each site that they belong to. */
    long stepDown(long bytes) {
        return book(Event.STEP_DOWN, 0, 0, 0, bytes, 0, 0);
    }

    /** Books a site's share of a step. */
    void freedRow(int row, long blocks, long bytes, long epoch, long now, boolean late) {
        long ignored = book(late ? Event.LATE_SHARE : Event.SHARE, row, 0, blocks, bytes, epoch, now);
    }

    /** Books a new size of a block; false if the counters cannot hold it. */
    boolean resized(int row, long oldBytes, long newBytes, long birth, long now) {
        try {
            long epoch = newBytes >= oldBytes ? totals.add(newBytes - oldBytes) : totals.remove(oldBytes - newBytes);
            if (epoch == Totals.REFUSED) {
                totals.drop();
                return false;
            }
            if (counters == null) {
                rows.resized(row, oldBytes, newBytes, epoch, birth, now);
            } else {
                counters.resized(newBytes);
            }
            return true;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    void logicalAllocated(int row, long bytes, int kinds) {
        long ignored = book(Event.PART_BIRTH, row, kinds, 1, bytes, 0, 0);
    }

    void logicalFreed(int row, long blocks, long bytes) {
        long ignored = book(Event.PART_DEATH, row, 0, blocks, bytes, 0, 0);
    }

    void closeFailed() {
        try {
            if (counters == null) {
                rows.closeFailed(site());
            } else {
                counters.closeFailed();
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Numbers of what can happen; an enum would cost a load and a check each. */
    private static final class Event {

        static final int BIRTH = 0;
        static final int DEATH = 1;
        static final int LATE_DEATH = 2;
        static final int STEP_DOWN = 3;
        static final int SHARE = 4;
        static final int LATE_SHARE = 5;
        static final int PART_BIRTH = 6;
        static final int PART_DEATH = 7;
    }

    /**
     * Books one event.
     *
     * <p>This is one long method on purpose. HotSpot does not compile a method of more than 325 bytes of bytecode into its callers
     * ({@code FreqInlineSize}), so this one is compiled by itself. Otherwise the accesses to off-heap memory, each of which is a
     * dozen small methods of the JDK deep, come to lie more than 15 calls deep in the application's method
     * ({@code MaxInlineLevel}), and the innermost of them stay calls: that is slower by half, and depends on the application.
     *
     * @return the epoch, or {@link Totals#REFUSED}
     */
    private long book(int event, int row, int kinds, long blocks, long bytes, long step, long now) {
        try {
            long epoch = step;
            switch (event) {
                case Event.BIRTH -> {
                    epoch = totals.add(bytes);
                    if (epoch == Totals.REFUSED) {
                        totals.drop();
                    } else if (counters == null) {
                        rows.allocated(row, bytes, epoch, now, kinds);
                    } else {
                        counters.allocated(bytes, epoch, kinds);
                    }
                }
                case Event.DEATH, Event.LATE_DEATH -> {
                    epoch = totals.remove(bytes);
                    if (counters == null) {
                        rows.freed(row, blocks, bytes, epoch, now, event == Event.LATE_DEATH);
                    } else {
                        counters.freed(blocks, epoch, event == Event.LATE_DEATH);
                    }
                }
                case Event.STEP_DOWN -> epoch = totals.remove(bytes);
                case Event.SHARE, Event.LATE_SHARE -> {
                    if (counters == null) {
                        rows.freed(row, blocks, bytes, epoch, now, event == Event.LATE_SHARE);
                    } else {
                        counters.freed(blocks, epoch, event == Event.LATE_SHARE);
                    }
                }
                case Event.PART_BIRTH -> {
                    if (counters == null) {
                        rows.logicalAllocated(row, bytes, kinds);
                    } else {
                        counters.logicalAllocated(bytes, kinds);
                    }
                }
                case Event.PART_DEATH -> {
                    if (counters == null) {
                        rows.logicalFreed(row, blocks, bytes);
                    } else {
                        counters.logicalFreed(blocks, bytes);
                    }
                }
                default -> throw new IllegalArgumentException("event: " + event);
            }
            return epoch;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Counts an event that was lost through a fault of the library. */
    void drop() {
        try {
            totals.drop();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Off-heap bytes that this generation itself takes. */
    long ownBytes() {
        return source.bytes();
    }

    AllocStats stats() {
        try {
            Totals.State state = totals.read();
            RowNumbers sum = counters == null ? rows.sum(state) : counters.read(state);
            return new AllocStats(
                    sum.totalBlocks,
                    sum.totalBytes,
                    state.live(),
                    sum.liveBlocks,
                    state.peak(),
                    sum.atPeakBlocks,
                    sum.totalBlocks - sum.liveBlocks);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    Profile profile() {
        return new Profile(memory, info, clock, timed, faults.remarks(), walk.mismatches(), clockDoubtNanos());
    }

    /** By how much lifetimes may be wrong because the clock was disturbed since the start; {@link TickClock#SET_BACK}: by any time. */
    private long clockDoubtNanos() {
        long apart = ticks == null ? apartAtStart : ticks.apartNanos();
        if (apart == apartAtStart || apart == TickClock.SET_BACK) {
            return apart == apartAtStart ? 0 : TickClock.SET_BACK;
        }
        long moved = Math.abs(apart - apartAtStart);
        return moved <= TOLERATED_NANOS + (clock.nanoTime() - start) / TOLERATED_SHARE ? 0 : moved;
    }
}
