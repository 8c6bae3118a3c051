package io.github.underheap.record;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.memory.PooledMemory;
import io.github.underheap.memory.ProfileMemory;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.Tallies;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.SiteCapture;
import io.github.underheap.stack.TickClock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fresh counters and rows: what a recorder counts in until it is reset or closed.
 *
 * <p>Blocks end in the recording that counted them. Its memory goes back to the pool when nothing refers to this object any more, that is
 * with the last arena that was counted in it.
 *
 * <p>Thread-safe.
 */
final class Recording extends Books {

    /** Threads that have counters of their own while there are no sites; they take 64 KiB. */
    private static final int COUNTING_THREADS = 512;

    /** What rows count beside their blocks. */
    static final Tallies TALLIES = new Tallies(SiteNumber.TALLIES, SiteNumber.LATE_BLOCKS.tallyIndex());

    private final PooledMemory source;
    private final ProfileMemory memory;
    private final SiteCapture capture;
    private final RecordingFacts facts;
    /** A field, for those who have no stack for a call. */
    final Faults faults = new Faults(false);

    private final Eras eras;

    private Recording(PooledMemory source, ProfileMemory memory, SiteCapture capture, RecordingFacts facts) {
        super(memory.totals(), memory.counters() == null ? memory.rows() : null, memory.counters(), facts.start());
        this.source = source;
        this.memory = memory;
        this.capture = capture;
        this.facts = facts;
        this.eras = new Eras(this);
    }

    /**
     * Lays out fresh tables.
     *
     * @param walk how stacks that were seen before are recognised
     * @param ticks what {@code clock} is, if it counts the processor's ticks
     * @param records false for a recorder that counts nothing: no more than what readers need
     * @throws OutOfMemoryError if there is no memory for the tables
     */
    static Recording of(
            TrackerOptions options,
            RecorderSetup setup,
            NativeWalk walk,
            Clock clock,
            @Nullable TickClock ticks,
            boolean records) {
        boolean timed = options.capture() != Capture.NONE;
        RecordingFacts facts = new RecordingFacts(options, setup.process(), walk, clock, ticks, timed);
        PooledMemory source = new PooledMemory();
        ProfileMemory memory = new ProfileMemory(
                source,
                new ProfileMemory.Layout(
                        records ? options.buckets() : TrackerOptions.MIN_BUCKETS,
                        options.maxSites(),
                        timed ? 0 : records ? COUNTING_THREADS : 1,
                        TALLIES),
                setup.patience(),
                facts.forTables());
        SiteCapture capture = timed && records
                ? walk.capture(new SiteRecorder(memory, ticks), options.depth(), new OwnClasses(setup.callers()))
                : new NoSites();
        return new Recording(source, memory, capture, facts);
    }

    private static final class NoSites implements SiteCapture {

        @Override
        public int site() {
            return SiteRows.NO_STACK;
        }
    }

    @Override
    Recording recording() {
        return this;
    }

    SiteCapture capture() {
        return capture;
    }

    /** Guarded by the recorder. */
    Eras eras() {
        return eras;
    }

    /** The era without windows. */
    Era plain() {
        return eras.plain();
    }

    Faults faults() {
        return faults;
    }

    RecordingFacts facts() {
        return facts;
    }

    ProfileMemory memory() {
        return memory;
    }

    /** Off-heap bytes that its tables take. */
    long ownBytes() {
        return source.bytes();
    }

    AllocStats stats() {
        return Reading.stats(List.of(this), totals().read());
    }

    Profile profile() {
        return Reading.profile(List.of(this), totals().read(), faults, facts.startEpochMillis());
    }
}
