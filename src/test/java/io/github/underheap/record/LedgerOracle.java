package io.github.underheap.record;

import static org.assertj.core.api.Assertions.fail;

import io.github.underheap.BlockHandle;
import io.github.underheap.Engine;
import io.github.underheap.Profiler;
import io.github.underheap.SteppedTracker;
import io.github.underheap.Tracker;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.memory.Totals;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.Origin;
import io.github.underheap.record.OracleSites.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A tracker that does a random program, and a {@link ModelRecorder} that does the same: everything that an application can do, on three threads
 * of which one runs at a time, so that a program is known by its seed.
 */
final class LedgerOracle implements AutoCloseable {

    /** How many things of a kind there are at a time. */
    private static final int ARENAS = 12;

    private static final int ALLOCATORS = 8;
    private static final int HANDLES = 40;
    private static final int WINDOWS = 4;
    private static final int OLD = 3;

    /** On both sides of all sizes at which a ledger changes. */
    private static final int[] SITES = {1, 2, 7, 8, 9, 15, 16, 17, 33, OracleSites.COUNT};

    private static final List<OracleArena.Kind> KINDS = List.of(OracleArena.Kind.values());
    private static final int THREADS = 3;
    private static final int NOTES = 12;

    final Random random;
    final Tracker tracker;
    final ModelRecorder model;
    private final long seed;
    private final SteppedTracker stepped;
    private final Recorder recorder;
    private final ExecutorService[] threads = new ExecutorService[THREADS];
    private final List<OracleArena> arenas = new ArrayList<>();
    private final List<OracleAllocator> allocators = new ArrayList<>();
    private final List<Handle> handles = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();
    private final List<Window> closedWindows = new ArrayList<>();
    private final List<Old> oldRecordings = new ArrayList<>();
    /** What happened last; null if nobody asks. */
    private Deque<String> notes;

    /** The step from which on everything is compared after each. */
    private long closely = Long.MAX_VALUE;

    private int sites = 1;
    private long step;

    private record Handle(BlockHandle handle, ModelBlock block) {}

    private record Window(Profiler window, ModelBooks books) {}

    private record Old(Recording recording, ModelBooks books) {}

    LedgerOracle(long seed, Capture capture) {
        this.seed = seed;
        random = new Random(seed);
        stepped = SteppedTracker.of(TrackerOptions.builder()
                .capture(capture)
                .depth(OracleSites.DEPTH)
                .buckets(64));
        tracker = stepped.tracker();
        recorder = Engine.of(tracker);
        model = new ModelRecorder(recorder.recording().start());
        for (int i = 1; i < THREADS; i++) {
            threads[i] = Executors.newSingleThreadExecutor();
        }
    }

    /**
     * Does a program and compares everything every so many steps, and live bytes and their peak after each. If something differs, the program is
     * done again, with all comparisons after each of the last steps, to tell the one.
     */
    static void run(long seed, Capture capture, long steps, int every) {
        LedgerOracle oracle = new LedgerOracle(seed, capture);
        try (oracle) {
            oracle.run(steps, every);
        } catch (AssertionError e) {
            try (LedgerOracle again = new LedgerOracle(seed, capture)) {
                again.notes = new ArrayDeque<>();
                again.closely = oracle.step - every;
                again.run(steps, every);
            }
            throw e;
        }
    }

    private void run(long steps, int every) {
        while (step < steps) {
            step++;
            try {
                step();
                compareTotals();
                if (step % every == 0 || step > closely) {
                    compare();
                }
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage() + "\n" + notes, e);
            }
        }
        end();
        compare();
    }

    /** Ends everything that can be ended. */
    private void end() {
        arenas.forEach(OracleArena::close);
        for (Handle handle : handles) {
            handle.handle.freed();
            model.died(handle.block, false);
        }
        compare();
        windows.forEach(this::closeWindow);
        windows.clear();
    }

    @Override
    public void close() {
        for (int i = 1; i < THREADS; i++) {
            threads[i].close();
        }
    }

    // ---- Steps
    // -----------------------------------------------------------------------------------------------------------------

    private void step() {
        if (random.nextInt(3) == 0) {
            pass();
        }
        int choice = random.nextInt(1_000);
        if (choice < 330) {
            arena().allocate();
        } else if (choice < 380) {
            openArena();
        } else if (choice < 430) {
            closeArena();
        } else if (choice < 450) {
            openAllocator();
        } else if (choice < 860 && !allocators.isEmpty()) {
            any(allocators).step();
        } else if (choice < 960) {
            stepOfHandle();
        } else if (choice < 990) {
            stepOfWindow();
        } else {
            stepOfSession();
        }
    }

    void note(Supplier<String> text) {
        if (notes != null) {
            notes.add(step + ": " + text.get());
            if (notes.size() > NOTES) {
                notes.remove();
            }
        }
    }

    void pass() {
        long nanos = random.nextInt(1_000_003);
        stepped.pass(nanos);
        model.pass(nanos);
    }

    private OracleArena arena() {
        while (arenas.isEmpty()) {
            openArena();
        }
        return any(arenas);
    }

    private void openArena() {
        if (arenas.size() < ARENAS) {
            OracleArena.Kind kind = any(KINDS);
            boolean one = kind == OracleArena.Kind.GLOBAL || kind == OracleArena.Kind.AUTO;
            // Once there is an automatic arena, each allocation goes another way.
            if (!one || (step > 20_000 && arenas.stream().noneMatch(arena -> arena.kind() == kind))) {
                arenas.add(new OracleArena(this, kind));
            }
        }
    }

    private void closeArena() {
        if (!arenas.isEmpty()) {
            OracleArena arena = any(arenas);
            arena.closeSomehow();
            if (arena.isOver()) {
                arenas.remove(arena);
            }
        }
    }

    private void openAllocator() {
        if (allocators.size() == ALLOCATORS) {
            allocators.remove(random.nextInt(ALLOCATORS));
        }
        allocators.add(new OracleAllocator(this, arena()));
    }

    private void stepOfHandle() {
        int site = site();
        int thread = thread();
        int choice = random.nextInt(10);
        if (choice < 4 && handles.size() < HANDLES) {
            long bytes = bytesOfHandle();
            ModelBlock block =
                    new ModelBlock(OracleSites.site(Call.HANDLE, site), bytes, Origin.of(AllocationApi.HANDLE), false);
            BlockHandle[] handle = new BlockHandle[1];
            call(thread, Call.HANDLE, site, () -> handle[0] = tracker.recordAlloc(bytes));
            boolean ignored = model.born(block, thread);
            handles.add(new Handle(handle[0], block));
        } else if (choice < 8 && !handles.isEmpty()) {
            Handle handle = any(handles);
            long bytes = bytesOfHandle();
            note(() -> "handle resized to " + bytes);
            call(thread, Call.RESIZED, site, () -> handle.handle.resized(bytes));
            handles.set(handles.indexOf(handle), new Handle(handle.handle, resized(handle.block, bytes, site, thread)));
        } else if (!handles.isEmpty()) {
            Handle handle = handles.remove(random.nextInt(handles.size()));
            on(thread, handle.handle::freed);
            model.died(handle.block, false);
            // It has ended for good.
            handle.handle.freed();
            handle.handle.resized(17);
        }
    }

    private ModelBlock resized(ModelBlock block, long bytes, int site, int thread) {
        if (block.isCounted() && (model.isPaused() || model.isOfNow(block))) {
            model.resized(block, bytes, thread);
            return block;
        }
        model.died(block, false);
        ModelBlock fresh = new ModelBlock(OracleSites.site(Call.RESIZED, site), bytes, block.origin, false);
        boolean ignored = model.born(fresh, thread);
        return fresh;
    }

    private long bytesOfHandle() {
        return random.nextInt(50) == 0 ? ModelRecorder.TOO_MUCH : bytes();
    }

    private void stepOfWindow() {
        if (windows.size() < WINDOWS && random.nextBoolean()) {
            boolean own = random.nextInt(3) == 0;
            int thread = own ? random.nextInt(THREADS) : ModelRecorder.ALL;
            Profiler[] window = new Profiler[1];
            on(own ? thread : 0, () -> window[0] = own ? Profiler.ownThread(tracker) : Profiler.start(tracker));
            note(() -> "window of thread " + thread);
            windows.add(new Window(window[0], model.open(thread)));
        } else if (!windows.isEmpty() && random.nextBoolean()) {
            count(any(windows), random.nextInt(THREADS), random.nextBoolean());
        } else if (!windows.isEmpty()) {
            Window window = windows.remove(random.nextInt(windows.size()));
            on(thread(), () -> closeWindow(window));
        }
    }

    private void count(Window window, int thread, boolean counted) {
        note(() -> "window counts thread " + thread + ": " + counted);
        Thread[] counts = new Thread[1];
        on(thread, () -> counts[0] = Thread.currentThread());
        if (counted) {
            window.window.include(counts[0]);
        } else {
            window.window.exclude(counts[0]);
        }
        model.count(window.books, thread, counted);
    }

    private void closeWindow(Window window) {
        note(() -> "window closes");
        window.window.close();
        model.close(window.books);
        window.window.close();
        closedWindows.add(window);
        if (closedWindows.size() > OLD) {
            closedWindows.removeFirst();
        }
    }

    private void stepOfSession() {
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                if (random.nextInt(10) == 0) {
                    oldRecordings.add(new Old(recorder.recording(), model.recording()));
                    if (oldRecordings.size() > OLD) {
                        oldRecordings.removeFirst();
                    }
                    note(() -> "reset");
                    tracker.reset();
                    model.reset();
                }
            }
            case 2 -> {
                note(() -> "pause");
                tracker.pause();
                model.pause(true);
            }
            case 3, 4, 5, 6, 7 -> {
                note(() -> "resume");
                tracker.resume();
                model.pause(false);
            }
            default -> sites = SITES[random.nextInt(SITES.length)];
        }
    }

    // ---- What steps are made of
    // ------------------------------------------------------------------------------------------------

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    int site() {
        return random.nextInt(sites);
    }

    /** Mostly the one that needs no handing over. */
    int thread() {
        return random.nextInt(40) == 0 ? random.nextInt(THREADS) : 0;
    }

    int bytes() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(2_003);
            default -> 1 + random.nextInt(103);
        };
    }

    /** Calls the library with the stack of a site, on a thread. */
    void call(int thread, Call call, int site, Runnable action) {
        on(thread, () -> OracleSites.call(call, site, action));
    }

    void on(int thread, Runnable action) {
        if (thread == 0) {
            action.run();
            return;
        }
        try {
            threads[thread].submit(action).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** An arena to allocate in between other steps. */
    void allocateElsewhere(OracleArena than) {
        arenas.stream().filter(arena -> arena != than).findAny().ifPresent(OracleArena::allocate);
    }

    // ---- Comparisons
    // -----------------------------------------------------------------------------------------------------------

    private void compareTotals() {
        Totals.State state = recorder.recording().totals().read();
        if (state.live() != model.recording().live()
                || state.peak() != model.recording().peak()) {
            fail(
                    "live %,d and peak %,d; expected %,d and %,d",
                    state.live(),
                    state.peak(),
                    model.recording().live(),
                    model.recording().peak());
        }
    }

    private void compare() {
        long now = model.now();
        OracleComparison.compare("recording", tracker.snapshot(), tracker.profile(), model.recording(), now);
        for (Old old : oldRecordings) {
            OracleComparison.compare(
                    "recording before a reset", old.recording.stats(), old.recording.profile(), old.books, now);
        }
        for (Window each : windows) {
            OracleComparison.compare("window", each.window.stats(), each.window.profile(), each.books, now);
        }
        for (Window each : closedWindows) {
            OracleComparison.compare("closed window", each.window.stats(), each.window.profile(), each.books, now);
        }
    }
}
