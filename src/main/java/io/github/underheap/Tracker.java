package io.github.underheap;

import io.github.underheap.memory.ReclaimedMemory;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.WalkMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
 * <p><b>Reset and close</b> begin a new generation of counters and rows. A block is freed in the generation that counted it, so
 * no number becomes negative; the arenas of a closed tracker go on working and record nothing. An old generation goes with its
 * last arena.
 *
 * <p><b>Race.</b> A thread that has read the current generation may record into it after a reset: the block is counted in the old
 * one, as if it had been allocated a moment earlier.
 *
 * <p>Thread-safe. Nothing that an arena or an allocator of it does waits for a lock, calls code of the application, or throws an
 * exception of its own.
 */
public final class Tracker implements AutoCloseable {

    private final TrackerOptions options;
    private final NativeWalk walk;
    private final Windows windows = new Windows();
    private final OpenArenas openArenas = new OpenArenas();
    private volatile Generation generation;
    /** The generation that new blocks are counted in; null while paused, closed or not enabled. */
    private volatile @Nullable Generation recording;

    private boolean paused;
    private boolean closed;

    private Tracker(TrackerOptions options) {
        this.options = options;
        this.walk = NativeWalk.open(
                options.capture() == Capture.AUTO && options.enabled()
                        ? options.walk().mode()
                        : WalkMode.OFF,
                options.verify());
        this.generation = options.enabled() ? new Generation(options, walk) : Generation.ofNothing(options, walk);
        this.recording = options.enabled() ? generation : null;
    }

    /**
     * A tracker with the default options.
     *
     * @throws OutOfMemoryError if there is no memory for its tables
     */
    public static Tracker create() {
        return create(TrackerOptions.builder().build());
    }

    /**
     * A tracker with these options.
     *
     * @throws OutOfMemoryError if there is no memory for its tables
     */
    public static Tracker create(TrackerOptions options) {
        return new Tracker(options);
    }

    /**
     * The process-wide tracker, with the options of {@link TrackerOptions#fromEnvironment()}. For each that is not valid, one line
     * on the standard error stream says why and what is used instead; the others hold. If {@code output} is set, its profile is
     * written when the process ends.
     */
    public static Tracker global() {
        return GlobalTracker.INSTANCE;
    }

    /** A new confined arena. */
    public TrackingArena ofConfined() {
        return new TrackingArena(this, Arena.ofConfined(), ledger(ArenaKind.CONFINED));
    }

    /** A new shared arena. */
    public TrackingArena ofShared() {
        return new TrackingArena(this, Arena.ofShared(), ledger(ArenaKind.SHARED));
    }

    /** A new automatic arena: its blocks are freed by the garbage collector. */
    public TrackingArena ofAuto() {
        Arena arena = Arena.ofAuto();
        return watchReachability(arena, arena.scope());
    }

    /** The global arena, whose blocks are never freed. */
    public TrackingArena ofGlobal() {
        return new TrackingArena(this, Arena.global(), ledger(ArenaKind.GLOBAL));
    }

    /**
     * Wraps an arena. What is allocated in it directly, without the wrapper, is not seen.
     *
     * <p>If somebody else closes {@code delegate}, that is known from its scope, for which it is asked here and never again. One
     * that fails to tell its scope is closed by {@link TrackingArena#close()} only. Wrap an arena once and pass the wrapper
     * on: each wrapper takes some heap until the arena closes.
     *
     * @return {@code delegate} itself if it is an arena of this tracker
     */
    public TrackingArena arena(Arena delegate) {
        if (delegate instanceof TrackingArena arena && arena.belongsTo(this)) {
            return arena;
        }
        MemorySegment.Scope scope = ArenaKinds.scopeOf(delegate);
        if (scope != null && ArenaKinds.isAutomatic(scope)) {
            return watchReachability(delegate, scope);
        }
        ArenaKind kind = ArenaKinds.of(delegate);
        Ledger ledger = options.enabled() ? new Ledger(kind, kind == ArenaKind.GLOBAL ? null : scope) : null;
        if (ledger != null && scope != null && ledger.isWatched()) {
            openArenas.add(scope, ledger, windows);
        }
        return new TrackingArena(this, delegate, ledger);
    }

    /**
     * Wraps an allocator whose blocks end with an arena, or one by one by {@link TrackingAllocator#free}.
     *
     * <p>If the allocator cuts its segments from a block of {@code lifetime} (a slicing or a prefix allocator of the JDK over a
     * segment of that arena), they are logical blocks: they have columns of their own, and the totals count the block that
     * they were cut from. For an allocator of your own that does the same, or one of the JDK over a segment of another arena, use
     * {@link #parts}. If {@code delegate} is an arena of this tracker, its blocks are recorded by it and not a second time.
     *
     * @param lifetime an arena of this tracker
     * @throws IllegalArgumentException if {@code lifetime} belongs to another tracker
     */
    public TrackingAllocator allocator(SegmentAllocator delegate, TrackingArena lifetime) {
        return allocator(delegate, lifetime, AllocatorRole.of(this, delegate));
    }

    /**
     * Wraps an allocator that cuts its segments from blocks that are tracked already, such as a pool of slabs: what it gives
     * out are logical blocks, which have columns of their own and no share in the totals.
     *
     * @param lifetime an arena of this tracker
     * @throws IllegalArgumentException if {@code lifetime} belongs to another tracker
     */
    public TrackingAllocator parts(SegmentAllocator delegate, TrackingArena lifetime) {
        return allocator(delegate, lifetime, AllocatorRole.PARTS);
    }

    /**
     * Records a block of an allocator that this tracker knows nothing of.
     *
     * @param bytes requested size
     * @throws IllegalArgumentException if negative
     */
    public BlockHandle recordAlloc(long bytes) {
        return BlockHandle.allocate(this, bytes);
    }

    /** The counters now; it costs a look at each site's row. */
    public AllocStats snapshot() {
        lookAtOpenArenas();
        return generation.stats();
    }

    /** Stops counting new blocks. Frees of blocks that were counted are still booked. */
    public synchronized void pause() {
        paused = true;
        recording = null;
    }

    /** Counts new blocks again, after {@link #pause()}. */
    public synchronized void resume() {
        paused = false;
        recording = options.enabled() && !closed ? generation : null;
    }

    /**
     * Starts anew: all counters 0, no sites. Blocks that are live now are forgotten.
     *
     * @throws OutOfMemoryError if there is no memory for new tables; the old ones stay in use
     */
    public synchronized void reset() {
        boolean records = options.enabled() && !closed;
        Generation fresh = records ? new Generation(options, walk) : Generation.ofNothing(options, walk);
        generation = fresh;
        recording = records && !paused ? fresh : null;
    }

    /** The sites, resolved, those with the most total bytes first. */
    public List<CallSite> callSites() {
        return profile().callSites();
    }

    /** Everything as it is now. */
    public Profile profile() {
        lookAtOpenArenas();
        return generation.profile();
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
        if (!options.enabled()) {
            return "off: enabled=false";
        }
        return options.capture() == Capture.AUTO
                ? walk.state()
                : "off: capture=" + options.capture().name().toLowerCase(Locale.ROOT);
    }

    /** Ends the session. Arenas go on working and record nothing; the counters start anew and stay 0. */
    @Override
    public synchronized void close() {
        closed = true;
        recording = null;
        generation = Generation.ofNothing(options, walk);
    }

    TrackerOptions options() {
        return options;
    }

    Windows windows() {
        return windows;
    }

    /** The generation that {@link #profile()} shows. */
    Generation generation() {
        return generation;
    }

    @Nullable
    Generation recording() {
        return recording;
    }

    /** Arenas that are being looked at because somebody else may close them. */
    int openArenaCount() {
        return openArenas.count();
    }

    void lookAtOpenArenas() {
        openArenas.look(windows);
    }

    /** Books a new block and puts it down in a ledger. */
    void allocated(Ledger ledger, long bytes, int kinds) {
        Generation current = recording;
        if (current != null) {
            allocated(current, ledger, bytes, kinds);
        }
    }

    private void allocated(Generation current, Ledger ledger, long bytes, int kinds) {
        int row = SiteRows.NO_STACK;
        try {
            row = current.site();
            boolean ignored = book(current, ledger, row, bytes, current.nanos(), kinds);
        } catch (StackOverflowError | OutOfMemoryError e) {
            current.faults.full = true;
            current.recover(row);
        } catch (Throwable e) {
            current.faults.add(e);
            current.recover(row);
        }
    }

    /** Books a new block of a site and puts it down; false if it is not live in the books afterwards. */
    boolean book(Generation current, Ledger ledger, int row, long bytes, long now, int kinds) {
        if (!current.allocated(row, bytes, now, kinds)) {
            return false;
        }
        windows.allocated(bytes);
        if (entered(current, ledger, row, bytes)) {
            return true;
        }
        current.freed(row, 1, bytes, false);
        windows.freed(1, bytes);
        return false;
    }

    /** Whether a block was put down; if there is no heap for that, its end is booked at once, and counted as lost. */
    static boolean entered(Generation current, Ledger ledger, int row, long bytes) {
        try {
            return ledger.add(current, row, bytes);
        } catch (OutOfMemoryError e) {
            current.drop();
            return false;
        }
    }

    void closed(Ledger ledger, boolean late) {
        Generation current = generation;
        try {
            ledger.close(windows, late);
        } catch (StackOverflowError | OutOfMemoryError e) {
            current.faults.full = true;
            LedgerDrain.recover(ledger);
        } catch (Throwable e) {
            current.faults.add(e);
            LedgerDrain.recover(ledger);
        }
    }

    void closeFailed() {
        Generation current = recording;
        if (current != null) {
            try {
                current.closeFailed();
            } catch (StackOverflowError | OutOfMemoryError e) {
                current.faults.full = true;
            } catch (Throwable e) {
                current.faults.add(e);
            }
        }
    }

    private @Nullable Ledger ledger(ArenaKind kind) {
        return options.enabled() ? new Ledger(kind) : null;
    }

    private TrackingArena watchReachability(Arena delegate, MemorySegment.Scope scope) {
        Ledger ledger = ledger(ArenaKind.AUTO);
        if (ledger != null) {
            Windows meters = windows;
            ReclaimedMemory.cleaner().register(scope, () -> ledger.close(meters, false));
        }
        return new TrackingArena(this, delegate, ledger);
    }

    private TrackingAllocator allocator(SegmentAllocator delegate, TrackingArena lifetime, AllocatorRole role) {
        Objects.requireNonNull(delegate, "delegate");
        if (!lifetime.belongsTo(this)) {
            throw new IllegalArgumentException("lifetime: " + lifetime + " belongs to another tracker");
        }
        Ledger ledger = lifetime.ledger();
        if (ledger != null && ledger.isConfined() && !ledger.hasAttached()) {
            // Its owner may be closing it right now, without looking whether something was attached meanwhile.
            openArenas.add(lifetime.scope(), ledger.attached(), windows);
        }
        return new TrackingAllocator(this, delegate, lifetime, role);
    }
}
