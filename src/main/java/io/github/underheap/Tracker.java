package io.github.underheap;

import io.github.underheap.config.TrackerOptions;
import io.github.underheap.file.WholeFile;
import io.github.underheap.process.GlobalRecorder;
import io.github.underheap.process.ProcessFacts;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Profile;
import io.github.underheap.record.ArenaKinds;
import io.github.underheap.record.Era;
import io.github.underheap.record.Ledger;
import io.github.underheap.record.Recorder;
import io.github.underheap.record.RecorderSetup;
import io.github.underheap.report.ProfileFormats;
import io.github.underheap.stack.FirstUse;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One measuring session: counters, a table of call sites, and a clock.
 *
 * <p>A tracker gives out arenas ({@link #ofConfined()} and its siblings), wraps those of others ({@link #arena(Arena)}), wraps
 * allocators ({@link #allocator}), and records blocks of allocators that it knows nothing of ({@link #recordAlloc(long)}).
 * {@link #global()} is the one behind the static methods of {@link TrackingArena}.
 *
 * <p>Bytes are requested bytes. When no allocation is under way the counters, the sums over the sites, and the sums over the
 * sites at the peak agree exactly, whatever number of threads there were.
 *
 * <p><b>Automatic arenas</b> end when the garbage collector finds them unreachable, which may be long after the program let go of them. Ends that
 * the collector has made known are booked before the next block of the tracker and before each snapshot; the lifetimes of their blocks, and
 * live bytes and peaks as far as they contain them, are upper bounds.
 *
 * <p><b>Reset and close</b> begin a new recording: fresh counters and rows. A block is freed in the recording that counted it, so
 * no number becomes negative; the arenas of a closed tracker go on working and record nothing. An old recording goes with its
 * last arena.
 *
 * <p><b>Memory.</b> The tables lie in a pool of off-heap memory that belongs to the process. It is never given back to the system, and holds as
 * much as was in use at one time. What windows had is used again once they are closed; what trackers and large profiles had, once the
 * garbage collector has found them.
 *
 * <p>Thread-safe. Nothing that an arena or an allocator of it does waits for a lock, calls code of the application, or throws an
 * exception of its own.
 */
public final class Tracker implements AutoCloseable {

    // No initializer, here and in whatever an arena is opened through: see FirstUse.

    /** Null until somebody asks for it. */
    private static volatile @Nullable Tracker global;

    /** Null as long as the global recorder could not be started. */
    private volatile @Nullable Recorder recorder;

    private Tracker(@Nullable Recorder recorder) {
        this.recorder = recorder;
    }

    /**
     * A tracker with the default options.
     *
     * @throws OutOfMemoryError if there is no memory for its tables
     * @throws IllegalStateException if the library cannot get ready in ten seconds, because another thread holds what it needs, such as
     *     the lock of a class loader, and perhaps waits for this; or if this is the class loader's code, called while it gets ready. A
     *     later call tries again.
     */
    public static Tracker create() {
        return make(new Maker(null));
    }

    /**
     * A tracker with these options.
     *
     * @throws OutOfMemoryError if there is no memory for its tables
     * @throws IllegalStateException if the library cannot get ready in ten seconds, because another thread holds what it needs, such as
     *     the lock of a class loader, and perhaps waits for this; or if this is the class loader's code, called while it gets ready. A
     *     later call tries again.
     */
    public static Tracker create(TrackerOptions options) {
        return make(new Maker(Objects.requireNonNull(options, "options")));
    }

    private static Tracker make(Maker maker) {
        return new Tracker(FirstUse.call(maker.kind(), maker));
    }

    /** A tracker whose clock or patience is somebody else's. */
    static Tracker create(TrackerOptions options, RecorderSetup setup) {
        return new Tracker(new Recorder(options, setup));
    }

    /** What the trackers of this process are given. */
    static RecorderSetup setup() {
        return new Setup().get();
    }

    /** No lambda: linking one takes milliseconds while the application starts up. */
    private static final class Setup implements Supplier<RecorderSetup> {

        /** With the classes whose frames are not the application's. */
        @Override
        public RecorderSetup get() {
            return RecorderSetup.of(
                    ProcessFacts.current(),
                    Set.of(
                            BlockHandle.class,
                            CountingAllocator.class,
                            RecordingArena.class,
                            Tracker.class,
                            TrackingAllocator.class,
                            TrackingArena.class));
        }
    }

    /** @param options null for the usual ones */
    private record Maker(@Nullable TrackerOptions options) implements Supplier<Recorder> {

        /** No fewer than there are constants of {@link io.github.underheap.config.Walk}. */
        private static final int WALKS = 4;

        @Override
        public Recorder get() {
            return new Recorder(options == null ? TrackerOptions.builder().build() : options, setup());
        }

        /** Of recorders of one kind, the first one uses all classes that it takes to make one. */
        int kind() {
            if (options == null) {
                return 0;
            }
            return options.enabled()
                    ? 2 + options.capture().ordinal() * WALKS + options.walk().ordinal()
                    : 1;
        }
    }

    /**
     * The process-wide tracker, with the options of {@link TrackerOptions#fromEnvironment()}. For each that is not valid, one line
     * on the standard error stream says why and what is used instead; the others hold. If {@code output} is set, its profile is
     * written when the process ends.
     *
     * <p>It begins to record when it is first used. If there is no room for that on the heap, arenas work all the same and are not
     * counted; the next use tries again, and the profile says so.
     */
    public static Tracker global() {
        Tracker known = global;
        return known == null ? Global.make() : known;
    }

    /**
     * As {@link #global()}, for a program that wants other options than the usual: what neither system properties nor the environment set is
     * as here. If the tracker has begun to record, it stays as it is.
     *
     * @throws OutOfMemoryError if there is no memory for its tables
     */
    public static Tracker global(TrackerOptions defaults) {
        GlobalRecorder.setDefaults(Objects.requireNonNull(defaults, "defaults"));
        Tracker tracker = global();
        Recorder ignored = tracker.recorder();
        return tracker;
    }

    /** The options in force. */
    public TrackerOptions options() {
        return recorder().options();
    }

    /** A class of its own for its lock, which no application can hold. */
    private static final class Global {

        static synchronized Tracker make() {
            Tracker known = global;
            if (known == null) {
                known = new Tracker(null);
                global = known;
            }
            return known;
        }
    }

    /** The recorder, for whoever has to know what was recorded. */
    Recorder recorder() {
        Recorder known = recorder;
        if (known == null) {
            known = GlobalRecorder.require(new Setup());
            recorder = known;
        }
        return known;
    }

    /** The recorder, or one that records nothing as long as recording cannot begin. */
    private Recorder recorderOrNone() {
        Recorder known = recorder;
        return known == null ? firstRecorder() : known;
    }

    private Recorder firstRecorder() {
        Recorder made = GlobalRecorder.get(new Setup());
        if (made == null) {
            return Recorder.ofNothing();
        }
        recorder = made;
        return made;
    }

    /** A new confined arena. */
    public TrackingArena ofConfined() {
        // In this order: the stores to a new object are free only if nothing was allocated since.
        Recorder recorder = recorderOrNone();
        if (!recorder.isEnabled()) {
            Arena delegate = Arena.ofConfined();
            return new UnrecordedArena(recorder, delegate);
        }
        Era guess = recorder.guess();
        Arena delegate = Arena.ofConfined();
        return new RecordingArena(recorder, delegate, guess);
    }

    /** A new shared arena. */
    public TrackingArena ofShared() {
        Recorder recorder = recorderOrNone();
        Arena arena = Arena.ofShared();
        return recorder.isEnabled()
                ? new RecordingArena(recorder, arena, recorder.ledger(ArenaKind.SHARED))
                : new UnrecordedArena(recorder, arena);
    }

    /** A new automatic arena: its blocks are freed by the garbage collector. */
    public TrackingArena ofAuto() {
        Recorder recorder = recorderOrNone();
        Arena arena = Arena.ofAuto();
        return recorder.isEnabled()
                ? new RecordingArena(recorder, arena, recorder.automatic(ArenaKind.AUTO, arena.scope()))
                : new UnrecordedArena(recorder, arena);
    }

    /** The global arena, whose blocks are never freed. */
    public TrackingArena ofGlobal() {
        Recorder recorder = recorderOrNone();
        return recorder.isEnabled()
                ? new RecordingArena(recorder, Arena.global(), recorder.ledger(ArenaKind.GLOBAL))
                : new UnrecordedArena(recorder, Arena.global());
    }

    /**
     * Wraps an arena whose blocks end with its scope. What is allocated in it directly, without the wrapper, is not seen.
     *
     * <p>If somebody else closes {@code delegate}, that is known from its scope, for which it is asked here and never again. One
     * that fails to tell its scope is closed by {@link TrackingArena#close()} only. Blocks of an arena over an automatic scope end when
     * that is no longer reachable, whatever its {@code close} does. Wrap an arena once and pass the wrapper on: each wrapper takes some
     * heap until the arena closes.
     *
     * @return {@code delegate} itself if it is an arena of this tracker
     */
    public TrackingArena arena(Arena delegate) {
        return arena(delegate, CloseMeans.RELEASES_A_USE);
    }

    /**
     * Wraps an arena, and says what its {@code close} means if the scope lives on. A tracker cannot know: the arena may count its users, or
     * give its memory back to a pool.
     *
     * @return {@code delegate} itself if it is an arena of this tracker
     */
    public TrackingArena arena(Arena delegate, CloseMeans closeMeans) {
        Objects.requireNonNull(closeMeans, "closeMeans");
        Recorder recorder = recorderOrNone();
        if (delegate instanceof TrackingArena arena && recordedBy(arena) == recorder) {
            return arena;
        }
        if (!recorder.isEnabled()) {
            return new UnrecordedArena(recorder, delegate);
        }
        ArenaKind kind = ArenaKinds.of(delegate);
        MemorySegment.Scope scope = ArenaKinds.scopeOf(delegate);
        Ledger ledger;
        if (scope != null && ArenaKinds.isAutomatic(scope)) {
            ledger = recorder.automatic(kind, scope);
        } else if (kind == ArenaKind.GLOBAL) {
            ledger = recorder.ledger(kind);
        } else {
            ledger = recorder.foreign(kind, closeMeans == CloseMeans.RETURNS_MEMORY, scope);
        }
        return new RecordingArena(recorder, delegate, ledger);
    }

    /**
     * Wraps an allocator whose segments are blocks: memory that this tracker has not counted yet, be it malloc'ed, mapped, or another library's.
     * Its blocks end with an arena, or one by one by {@link TrackingAllocator#free}.
     *
     * <p>For an allocator that cuts its segments from blocks of this tracker (a pool of slabs; a slicing allocator of the JDK over a segment of a
     * {@link TrackingArena}) use {@link #parts}, or the memory is counted twice. If {@code delegate} is an arena or an allocator of
     * this tracker, its blocks are recorded by it and not a second time.
     *
     * @param lifetime an arena of this tracker
     * @throws IllegalArgumentException if {@code lifetime} belongs to another tracker
     */
    public TrackingAllocator allocator(SegmentAllocator delegate, TrackingArena lifetime) {
        return allocator(delegate, lifetime, false);
    }

    /**
     * Wraps an allocator that cuts its segments from blocks that are tracked already, such as a pool of slabs: what it gives
     * out are logical blocks, which have columns of their own and no share in the totals.
     *
     * @param lifetime an arena of this tracker
     * @throws IllegalArgumentException if {@code lifetime} belongs to another tracker
     */
    public TrackingAllocator parts(SegmentAllocator delegate, TrackingArena lifetime) {
        return allocator(delegate, lifetime, true);
    }

    private static Recorder recordedBy(TrackingArena arena) {
        return switch (arena) {
            case RecordingArena recording -> recording.recordedBy();
            case UnrecordedArena unrecorded -> unrecorded.recordedBy();
        };
    }

    private TrackingAllocator allocator(SegmentAllocator delegate, TrackingArena lifetime, boolean parts) {
        Objects.requireNonNull(delegate, "delegate");
        Recorder recorded = recordedBy(lifetime);
        if (this == global && recorded.isOfNothing()) {
            // It was opened before recording could begin.
            return new TrackingAllocator(recorded, delegate, lifetime, parts);
        }
        Recorder recorder = recorderOrNone();
        if (recorded != recorder) {
            throw new IllegalArgumentException("lifetime: " + lifetime + " belongs to another tracker");
        }
        return new TrackingAllocator(recorder, delegate, lifetime, parts);
    }

    /**
     * Records a block of an allocator that this tracker knows nothing of.
     *
     * @param bytes requested size
     * @throws IllegalArgumentException if negative
     */
    public BlockHandle recordAlloc(long bytes) {
        return BlockHandle.allocated(recorderOrNone(), bytes);
    }

    /** The counters now; it costs a look at each site's row. */
    public AllocStats snapshot() {
        return recorder().stats();
    }

    /** Stops counting new blocks. Frees of blocks that were counted are still booked. */
    public void pause() {
        recorder().pause();
    }

    /** Counts new blocks again, after {@link #pause()}. */
    public void resume() {
        recorder().resume();
    }

    /**
     * Starts anew: all counters 0, no sites. Blocks that are live now are forgotten, but by {@link Profiler}s that are open.
     *
     * @throws OutOfMemoryError if there is no memory for new tables; the old ones stay in use
     */
    public void reset() {
        recorder().reset();
    }

    /** The sites, resolved, those with the most total bytes first. */
    public List<AllocationSite> sites() {
        return profile().sites();
    }

    /** Everything as it is now. */
    public Profile profile() {
        return recorder().profile();
    }

    /**
     * Writes the profile as it is now in DHAT's format. The file appears whole or not at all: if writing fails, an older file
     * of that name stays.
     *
     * @throws IOException if the file cannot be written
     */
    public void writeDhat(Path file) throws IOException {
        Profile profile = profile();
        WholeFile.write(file, out -> ProfileFormats.get("dhat").write(profile, out));
    }

    /**
     * How sites are found, in one line: {@code vm}, {@code fp}, or {@code off:} and why stacks are not recognised without
     * {@link java.lang.StackWalker}.
     */
    public String walkState() {
        return recorder().walkState();
    }

    /** Ends the session. Arenas go on working and record nothing; the counters start anew and stay 0. */
    @Override
    public void close() {
        recorder().close();
    }
}
