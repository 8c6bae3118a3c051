package io.github.underheap.record;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.memory.Patience;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.TickClock;
import io.github.underheap.stack.WalkMode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Books all blocks: the one place where that is done, for arenas, allocators and handles alike.
 *
 * <p>A block is born in the current {@link Era}, whose recording and windows count it, and ends in the books that counted it. What belongs to
 * an arena is entered in its ledger ({@link BlockOwner}); what is given back one by one is found by its address ({@link AddressedBlocks}) or
 * held by a handle ({@link Block}).
 *
 * <p><b>Faults.</b> The methods that an application's allocation passes through are the door, and the door has one guard: whatever goes wrong
 * inside (a full stack, a full heap, a defect) ends in {@link #fault}, which gives back every claim that the thread may have left and
 * says so in the profile. If there is no stack for that either, a plain store says so. Nothing of it reaches the application; exceptions
 * of the delegate do, as they are.
 *
 * <p><b>Race.</b> A thread that has read the current era may book in it after a reset: the block is counted in the old recording, as if it had
 * been allocated a moment earlier. Reset, pause, close and the opening and closing of windows exclude each other by a lock. One event
 * takes it too: a resize of a block by another thread than its own, while both have windows of their own.
 *
 * <p>Thread-safe. No event waits for a lock, parks, or calls code of the application.
 */
public final class Recorder {

    /** No clock says this. */
    public static final long UNKNOWN_TIME = Long.MIN_VALUE;

    /** Set by callers who have no stack even to call a method that books something. */
    public volatile boolean outOfStack;

    private final TrackerOptions options;
    private final RecorderSetup setup;
    private final NativeWalk walk;
    private final Clock clock;
    /** What {@link #clock} is, if it is the native walk's. */
    private final @Nullable TickClock ticks;

    private final Patience patience;
    private final boolean enabled;
    private final boolean timed;
    /** Whether times are those of {@link TickClock#now()}: said here, because to ask an object how it asks another one costs three loads. */
    private final boolean ticking;

    private final WatchedArenas watched;
    private final Object lock = new Object();
    /** Guarded by {@link #lock}, as the next three. */
    private final List<Window> windows;

    private boolean paused;
    private boolean closed;
    private volatile @Nullable AutomaticArenas automatic;

    /** What {@link #profile} shows. */
    volatile Recording recording;

    /** What new blocks are counted in; null while paused, closed or not enabled. */
    private volatile @Nullable Era era;

    /** {@link #era} or an older one, if that is a plain one. Not volatile, because a fence would cost more than a wrong guess now and then. */
    private @Nullable Era guess;

    /**
     * Starts to record.
     *
     * @throws OutOfMemoryError if there is no memory for the tables
     */
    public Recorder(TrackerOptions options, RecorderSetup setup) {
        this.options = options;
        this.setup = setup;
        this.watched = new WatchedArenas(this);
        this.windows = new ArrayList<>();
        this.patience = setup.patience();
        this.enabled = options.enabled();
        this.timed = options.capture() != Capture.NONE;
        this.walk = NativeWalk.open(
                options.capture() == Capture.AUTO && enabled
                        ? WalkMode.valueOf(options.walk().name())
                        : WalkMode.OFF,
                options.verify());
        TickClock cheap = setup.clock() == null ? walk.clock() : null;
        this.ticks = cheap;
        this.ticking = timed && cheap != null;
        Clock given = setup.clock();
        this.clock = given != null ? given : cheap == null ? new Clock.OfSystem() : new Clock.OfTicks(cheap);
        this.recording = newRecording(enabled);
        newEra(enabled ? recording.eras().current(windows, null) : null);
    }

    /** One that records nothing and can be asked for nothing but that: for arenas that are opened before recording can begin. */
    @SuppressWarnings("NullAway") // what is null is used by a recorder that is enabled
    private Recorder() {
        options = null;
        setup = null;
        watched = null;
        windows = null;
        walk = null;
        clock = null;
        ticks = null;
        patience = null;
        enabled = false;
        timed = false;
        ticking = false;
    }

    /** A recorder without tables, that records nothing and can be made where a stack ends. */
    public static Recorder ofNothing() {
        return new Recorder();
    }

    public boolean isOfNothing() {
        return setup == null;
    }

    /** Says that arenas were opened before recording began. */
    public void startedLate() {
        recording.faults.startedLate = true;
    }

    /** Whether anything is ever recorded; if not, nothing needs to be told. */
    public boolean isEnabled() {
        return enabled;
    }

    // What happens to blocks

    /**
     * Books a block of an arena, at the site of the code that called the library.
     *
     * <p>All in one method, since the application's, into which this one is compiled, may be deep already: HotSpot leaves calls that are more
     * than 15 deep ({@code MaxInlineLevel}).
     *
     * @param bytes requested size
     * @param backing bytes that were given beyond it
     */
    public void allocated(BlockOwner owner, long bytes, long backing) {
        Era now = era;
        if (now == null) {
            return;
        }
        int row = SiteRows.NO_STACK;
        Ledger ledger = null;
        try {
            ledger = owner.ledger();
            now = now.plain ? now : now.here();
            try {
                // As Era.site() does, whose frame StackWalker would have to fetch.
                row = now.capture().site();
            } catch (Throwable e) {
                // The stack is lost, not the event.
            }
            long time = time();
            int origin = ledger == null ? Ledger.CONFINED : ledger.origin();
            if (!now.born(row, bytes, time, origin)) {
                loseInWindows(now);
                return;
            }
            if (!now.plain) {
                bornInWindows(now, row, bytes, time, origin);
            }
            if ((ledger == null || ledger.isConfined())
                    && (owner.blocks == 0 || (now.is(owner.era) && owner.row == row))) {
                if (!now.is(owner.era)) {
                    owner.era = now;
                }
                owner.row = row;
                owner.blocks++;
                owner.bytes += bytes;
            } else {
                enterInLedger(now, owner, row, bytes, time);
            }
            if (backing > 0) {
                tally(now, row, SiteNumber.BACKING_BYTES, backing, origin);
            }
        } catch (Throwable t) {
            try {
                fault(t, now, row, ledger);
            } catch (Throwable again) {
                recording.faults.full = true;
            }
        }
    }

    /**
     * Whether the arena of an owner is closed by one thread at a time and by nobody else. Its close is then booked by {@link #closed} or
     * {@link #closeFailed}, and its delegate is closed by the caller itself: one call less on the way to the JDK's, which is many calls
     * deep and is compiled into the application only up to a depth.
     */
    public static boolean isConfined(BlockOwner owner) {
        Ledger ledger = owner.ledger;
        return ledger == null || ledger.confined;
    }

    /**
     * Books what came of a close of a confined arena that threw.
     *
     * @param thrown by {@code arena.close()}, which the method that calls this one called
     */
    public void closeFailed(BlockOwner owner, Arena arena, Throwable thrown) {
        try {
            // What is no refusal of the JDK has come in between while it closed the arena.
            Ledger ledger = owner.ledger();
            boolean refused = owner.isOver()
                    || (ledger != null && ledger.isOver())
                    || (thrown instanceof RuntimeException && Refusal.isOfTheCaller(thrown, new Throwable()));
            if (refused || arena.scope().isAlive()) {
                closeFailed();
            } else {
                // Closed, and then a cleanup action of one of its segments failed.
                closed(owner, time());
            }
        } catch (Throwable t) {
            try {
                fault(t, owner.ledger());
            } catch (Throwable again) {
                recording.faults.full = true;
            }
        }
    }

    /** Notices whether somebody else has closed the arena. */
    public void look(BlockOwner owner) {
        try {
            Ledger ledger = owner.ledger();
            if (ledger != null && ledger.isWatched()) {
                look(ledger);
            }
        } catch (Throwable t) {
            recording.faults.full = true;
        }
    }

    private void look(Ledger ledger) {
        try {
            if (!ledger.isOver() && ledger.scopeHasEnded() && !ledger.isClosing()) {
                end(ledger, true);
            }
        } catch (Throwable t) {
            fault(t, ledger);
        }
    }

    /**
     * Closes an arena that others may close too, whatever that does, and books what came of it; throws what the arena throws.
     *
     * <p>The ledger is left where it was entered: who had stack enough for the one has it for the other.
     */
    public void close(BlockOwner owner, Arena arena) {
        Ledger ledger = null;
        boolean wasAlive = true;
        boolean entered = false;
        try {
            ledger = owner.ledger();
            if (ledger != null) {
                wasAlive = isAlive(ledger, arena);
                ledger.enterClose();
                entered = true;
            }
        } catch (Throwable t) {
            recording.faults.full = true;
        }
        boolean closed = false;
        try {
            arena.close();
            closed = true;
        } finally {
            if (ledger != null) {
                boolean over = false;
                int others = 1;
                try {
                    over = closed ? bookClosed(ledger) : hasClosed(ledger, arena, wasAlive);
                } catch (Throwable t) {
                    recording.faults.full = true;
                }
                try {
                    others = entered ? ledger.leaveClose() : others;
                } catch (Throwable t) {
                    recording.faults.full = true;
                }
                try {
                    if (!closed) {
                        bookFailed(ledger, over, others);
                    }
                } catch (Throwable t) {
                    recording.faults.full = true;
                }
            }
        }
    }

    /** As far as it is known without asking somebody else's arena. */
    private boolean isAlive(Ledger ledger, Arena arena) {
        try {
            return ledger.isWatched()
                    ? !ledger.scopeHasEnded()
                    : ledger.end() != Ledger.End.CLOSE
                            || !ArenaKinds.isOfTheJdk(arena)
                            || arena.scope().isAlive();
        } catch (Throwable t) {
            fault(t, ledger);
            return true;
        }
    }

    /** Books a close that returned; true. */
    private boolean bookClosed(Ledger ledger) {
        try {
            switch (ledger.end()) {
                case CLOSE -> {
                    // An arena of somebody's own may count its users.
                    if (!ledger.isWatched() || ledger.scopeHasEnded()) {
                        end(ledger, false);
                    }
                }
                case EACH_CLOSE -> {
                    if (ledger.scopeHasEnded()) {
                        end(ledger, false);
                    } else {
                        drain(ledger.takeAll(this), ledger, false);
                    }
                }
                case COLLECTOR, NEVER -> {}
            }
        } catch (Throwable t) {
            fault(t, ledger);
        }
        return true;
    }

    /** Whether an arena is closed whose close threw. */
    private boolean hasClosed(Ledger ledger, Arena arena, boolean wasAlive) {
        boolean over = !isAlive(ledger, arena);
        if (over && wasAlive) {
            ledger.closedByOneThatFailed();
        }
        return over;
    }

    /**
     * Books a close that threw.
     *
     * @param over whether the arena is closed
     * @param others calls that close it and are still under way
     */
    private void bookFailed(Ledger ledger, boolean over, int others) {
        try {
            if (over && others == 0 && ledger.isClosedByOneThatFailed() && !ledger.isOver()) {
                end(ledger, false);
            } else {
                closeFailed();
                if (others == 0) {
                    look(ledger);
                }
            }
        } catch (Throwable t) {
            fault(t, ledger);
        }
    }

    /** Books an attempt to close an arena that failed, at the site of the code that called the library. */
    public void closeFailed() {
        Era now = era;
        if (now == null) {
            return;
        }
        int row = SiteRows.NO_STACK;
        try {
            now = now.plain ? now : now.here();
            row = now.site();
            tally(now, row, SiteNumber.FAILED_CLOSES, 1, 0);
        } catch (Throwable t) {
            try {
                fault(t, now, row, null);
            } catch (Throwable again) {
                recording.faults.full = true;
            }
        }
    }

    // Births and deaths, inside the guard

    /** Books a new block; false if it is not counted. */
    static boolean born(Era now, int row, long bytes, long time, int origin) {
        if (!now.born(row, bytes, time, origin)) {
            loseInWindows(now);
            return false;
        }
        if (!now.plain) {
            bornInWindows(now, row, bytes, time, origin);
        }
        return true;
    }

    private static void bornInWindows(Era now, int row, long bytes, long time, int origin) {
        for (Window window : now.windows()) {
            window.born(now.recording, row, bytes, time, origin);
        }
    }

    /** An event that the books of the recording could not take is in no window either. */
    private static void loseInWindows(Era now) {
        for (Window window : now.windows()) {
            window.lose(now.recording);
        }
    }

    /** Books the end of blocks of one site, all at once. */
    static void died(Era born, int row, long blocks, long bytes, long time, boolean late) {
        try {
            boolean ignored = born.died(row, blocks, bytes, time, late);
        } finally {
            if (!born.plain) {
                diedInWindows(born, row, blocks, bytes, time, late);
            }
        }
    }

    private static void diedInWindows(Era born, int row, long blocks, long bytes, long time, boolean late) {
        for (Window window : born.windows()) {
            window.died(born.recording, row, blocks, bytes, time, late);
        }
    }

    /**
     * Books a new size of a block.
     *
     * @param birth time of the old size
     * @return the era that the block is in now; null if the books could not take it, and it keeps its old size
     */
    @Nullable
    Era resized(Era born, int row, long oldBytes, long newBytes, long birth, long time, int origin) {
        Recording books = born.recording;
        if (!books.resized(row, oldBytes, newBytes, birth, time)) {
            loseInWindows(born);
            return null;
        }
        Era now = era;
        Era here = now == null ? born : now.here();
        for (Window window : born.windows()) {
            window.resized(books, row, oldBytes, newBytes, birth, time);
        }
        if (here.is(born) || here.recording != books) {
            return born;
        }
        for (Window window : here.windows()) {
            if (!born.has(window)) {
                // To a window that was opened since it is a new block.
                window.born(books, row, newBytes, time, origin);
            }
        }
        return here.hasAll(born.windows()) ? here : union(born, here);
    }

    /** The era of all the windows of two, which only windows of one thread can make necessary. */
    private Era union(Era a, Era b) {
        synchronized (lock) {
            return a.recording.eras().union(a, b);
        }
    }

    static void tally(Era now, int row, SiteNumber number, long amount, int origin) {
        tally(now, row, number, amount, number, 0, origin);
    }

    static void partsBorn(Era now, int row, long bytes, int origin) {
        tally(now, row, SiteNumber.PART_BYTES, bytes, SiteNumber.PART_BLOCKS, 1, origin);
    }

    static void partsDied(Era born, int row, long blocks, long bytes) {
        tally(born, row, SiteNumber.PART_FREED_BYTES, bytes, SiteNumber.PART_FREED_BLOCKS, blocks, 0);
    }

    /** Says of a new block that it is in an arena that nobody can close. */
    static void uncloseableBorn(Era now, int row, long bytes, int origin) {
        tally(now, row, SiteNumber.UNCLOSEABLE_BYTES, bytes, SiteNumber.UNCLOSEABLE_BLOCKS, 1, origin);
    }

    /** Says of blocks that are about to end that they are in an arena that nobody can close. */
    static void uncloseableDied(Era born, int row, long blocks, long bytes) {
        tally(born, row, SiteNumber.UNCLOSEABLE_FREED_BYTES, bytes, SiteNumber.UNCLOSEABLE_FREED_BLOCKS, blocks, 0);
    }

    private static void tally(
            Era era, int row, SiteNumber number, long amount, SiteNumber other, long otherAmount, int origin) {
        Recording books = era.recording;
        books.tally(row, number, amount, other, otherAmount, origin);
        for (Window window : era.windows()) {
            window.tally(books, row, number, amount, other, otherAmount, origin);
        }
    }

    /** Enters a block that was booked in the ledger of its owner; one that cannot be entered ends at once. */
    private void enterInLedger(Era now, BlockOwner owner, int row, long bytes, long time) {
        Ledger.Entered entered = null;
        Ledger ledger = owner.ledger();
        try {
            if (ledger == null) {
                ledger = owner.attach(new Ledger(true, Ledger.CONFINED, Ledger.End.CLOSE, null));
            }
            entered = ledger.add(now, row, false, bytes, ledger.round(), patience);
        } finally {
            // If a fault came in between, who handles that counts the loss.
            if (entered != Ledger.Entered.DONE) {
                died(now, row, 1, bytes, time, false);
            }
            if (entered == Ledger.Entered.LOST) {
                now.recording.lose();
            }
        }
        if (ledger.isUncloseable() && entered == Ledger.Entered.DONE) {
            uncloseableBorn(now, row, bytes, ledger.origin());
        }
    }

    /**
     * Books the end of all blocks of a confined arena.
     *
     * @param time of the close, or {@link #UNKNOWN_TIME}
     */
    public void closed(BlockOwner owner, long time) {
        Era born = owner.era;
        int row = owner.row;
        try {
            Ledger ledger = owner.ledger();
            if (ledger == null) {
                long blocks = owner.blocks;
                owner.over();
                owner.blocks = 0;
                owner.era = null;
                if (blocks != 0 && born != null) {
                    died(born, row, blocks, owner.bytes, time == UNKNOWN_TIME ? time() : time, false);
                }
            } else if (!ledger.isOver()) {
                drain(ledger.endWith(owner, this), ledger, false);
            }
        } catch (Throwable t) {
            try {
                fault(t, born == null ? recording.plain() : born, row, owner.ledger());
            } catch (Throwable again) {
                recording.faults.full = true;
            }
        }
    }

    /** Books the end of all blocks of a ledger; of no effect if that was done before. */
    void end(Ledger ledger, boolean late) {
        try {
            drain(ledger.endAll(this), ledger, late);
        } catch (Throwable t) {
            fault(t, ledger);
        }
    }

    /** The end of a ledger could not be booked, because another thread is stopped in the middle of it: the next look tries again. */
    void endLater(Ledger ledger) {
        if (ledger.isFirstDelay()) {
            recording.lose();
        }
        watched.addEnded(ledger);
    }

    /** Books the end of entries that nobody else has: live bytes of a recording fall in one step. */
    private void drain(@Nullable ChainedEntry first, Ledger ledger, boolean late) {
        long time = 0;
        Throwable failed = null;
        try {
            time = first == null ? 0 : time();
        } catch (Throwable t) {
            failed = t;
        }
        for (ChainedEntry entry = first; entry != null; entry = entry.next) {
            Era born = entry.era;
            if (born == null) {
                continue;
            }
            try {
                if (failed != null) {
                    throw failed;
                }
                drain(entry, born.recording, ledger.isUncloseable(), time, late);
            } catch (Throwable t) {
                giveUp(entry, born, t);
            }
        }
    }

    /** Says in the books of entries of one recording that their ends are lost. */
    private void giveUp(ChainedEntry from, Era born, Throwable fault) {
        for (ChainedEntry entry = from; entry != null; entry = entry.next) {
            Era era = entry.era;
            if (era != null && era.recording == born.recording) {
                entry.era = null;
            }
        }
        fault(fault, born, SiteRows.NO_STACK, null);
    }

    /** Books the entries of one recording, and marks them as done. An entry that cannot be booked does not keep the others from it. */
    private void drain(ChainedEntry from, Recording books, boolean uncloseable, long time, boolean late) {
        long bytes = 0;
        int count = 0;
        for (ChainedEntry entry = from; entry != null; entry = entry.next) {
            if (entry.isIn(books) && !entry.parts) {
                bytes += entry.bytes;
                count++;
            }
        }
        long epoch = count > 1 ? books.step(bytes) : 0;
        for (ChainedEntry entry = from; entry != null; entry = entry.next) {
            Era born = entry.era;
            if (born == null || !entry.isIn(books)) {
                continue;
            }
            entry.era = null;
            try {
                if (entry.blocks < 0 || entry.bytes < 0) {
                    books.faults().add(new IllegalStateException());
                    books.lose();
                }
                if (uncloseable && !entry.parts) {
                    uncloseableDied(born, entry.row, entry.blocks, entry.bytes);
                }
                if (entry.parts) {
                    partsDied(born, entry.row, entry.blocks, entry.bytes);
                } else if (count > 1) {
                    boolean ignored = books.share(entry.row, entry.blocks, entry.bytes, epoch, time, late);
                    diedInWindows(born, entry.row, entry.blocks, entry.bytes, time, late);
                } else {
                    died(born, entry.row, entry.blocks, entry.bytes, time, late);
                }
            } catch (Throwable t) {
                fault(t, born, entry.row, null);
            }
        }
    }

    /** Now, in units of the recorder's clock; 0 if no time is measured. */
    public long time() {
        return ticking ? TickClock.now() : timed ? clock.now() : 0;
    }

    // The guard

    void fault(Throwable t, @Nullable Ledger ledger) {
        fault(t, recording.plain(), SiteRows.NO_STACK, ledger);
    }

    /** After a fault in the middle of an event: gives back what the thread may have left claimed, and notes what was lost. */
    void fault(Throwable t, Era now, int row, @Nullable Ledger ledger) {
        Recording books = now.recording;
        try {
            Recording current = recording;
            if (current != books) {
                // An event of a block of an old recording may concern the current one too, where alone it can be seen.
                current.faults.add(t);
                current.lose();
            }
            books.faults.add(t);
            if (ledger != null) {
                boolean ignored = ledger.recoverClaims();
            }
            books.recover(row);
            books.lose();
        } catch (Throwable again) {
            books.faults.full = true;
            recording.faults.full = true;
        }
    }

    /** Lets open windows know of the faults in the recording since the last time. */
    private void tellWindows() {
        if (outOfStack) {
            outOfStack = false;
            recording.faults.full = true;
        }
        if (!recording.faults.hasNews()) {
            return;
        }
        synchronized (lock) {
            recording.faults.tell(windows);
        }
    }

    // Owners, of a recorder that is enabled

    /** The ledger of a new shared or global arena that nobody else can close. */
    public Ledger ledger(ArenaKind kind) {
        return new Ledger(
                false,
                Origin.of(kind, AllocationApi.ARENA),
                kind == ArenaKind.GLOBAL ? Ledger.End.NEVER : Ledger.End.CLOSE,
                null);
    }

    /** The ledger of an arena whose blocks end when its scope is no longer reachable. */
    public Ledger automatic(ArenaKind kind, MemorySegment.Scope scope) {
        Ledger ledger = new Ledger(false, Origin.of(kind, AllocationApi.ARENA), Ledger.End.COLLECTOR, null);
        automatic().add(scope, ledger);
        return ledger;
    }

    /**
     * The ledger of an arena that somebody else made.
     *
     * @param returnsMemory whether each close gives the memory back to somebody, even if the scope lives on
     * @param scope null if the arena does not tell
     */
    public Ledger foreign(ArenaKind kind, boolean returnsMemory, MemorySegment.@Nullable Scope scope) {
        Ledger ledger = new Ledger(
                false,
                Origin.of(kind, AllocationApi.ARENA),
                returnsMemory ? Ledger.End.EACH_CLOSE : Ledger.End.CLOSE,
                scope);
        if (scope != null) {
            watched.add(scope, ledger);
        }
        return ledger;
    }

    /**
     * The ledger for blocks that any thread may enter and that end with an arena.
     *
     * @param scope of the arena
     */
    public Ledger attached(BlockOwner arena, MemorySegment.Scope scope) {
        Ledger known = arena.ledger();
        if (known == null) {
            known = arena.attach(new Ledger(true, Ledger.CONFINED, Ledger.End.CLOSE, null));
        }
        boolean fresh = known.isConfined() && !known.hasAttached();
        Ledger attached = known.attached();
        if (fresh && !attached.isOver()) {
            // The owner may be closing the arena right now, without looking whether something was attached meanwhile.
            watched.add(scope, attached);
        }
        return attached;
    }

    private AutomaticArenas automatic() {
        AutomaticArenas known = automatic;
        if (known != null) {
            return known;
        }
        synchronized (lock) {
            known = automatic;
            if (known == null) {
                known = new AutomaticArenas(this);
                automatic = known;
                try {
                    refreshEra();
                } catch (Throwable t) {
                    automatic = null;
                    throw t;
                }
            }
            return known;
        }
    }

    /** Arenas that are being looked at because somebody else may close them. */
    public int watchedArenas() {
        return watched.count();
    }

    // The session

    /** Stops counting new blocks. Ends of blocks that were counted are still booked. */
    public void pause() {
        synchronized (lock) {
            paused = true;
            recording.faults.paused = true;
            windows.forEach(Window::notePause);
            refreshEra();
        }
    }

    /** Counts new blocks again, after {@link #pause()}. */
    public void resume() {
        synchronized (lock) {
            paused = false;
            refreshEra();
        }
    }

    /**
     * Starts anew: all counters 0, no sites. Blocks that are live now are forgotten, but by windows that are open.
     *
     * @throws OutOfMemoryError if there is no memory for new tables; the old ones stay in use
     */
    public void reset() {
        synchronized (lock) {
            tellWindows();
            Recording fresh = newRecording(enabled && !closed);
            Era next = eraIn(fresh);
            fresh.faults.paused = paused;
            recording = fresh;
            newEra(next);
        }
    }

    /** Ends the session: nothing is counted any more, the counters start anew and stay 0. */
    public void close() {
        synchronized (lock) {
            Recording empty = newRecording(false);
            closed = true;
            windows.forEach(Window::notePause);
            recording = empty;
            newEra(null);
        }
    }

    /**
     * Opens a window.
     *
     * @param thread the only thread whose blocks it counts; null for all
     */
    public Window open(@Nullable Thread thread) {
        synchronized (lock) {
            Window window = new Window(this, thread);
            if (paused || closed) {
                window.notePause();
            }
            tellWindows();
            windows.add(window);
            try {
                refreshEra();
            } catch (Throwable t) {
                windows.remove(window);
                throw t;
            }
            return window;
        }
    }

    /** New blocks of a thread are counted in a window from now on, or no longer. */
    void change(Window window, Thread thread, boolean counted) {
        synchronized (lock) {
            Set<Thread> before = window.named();
            if (!windows.contains(window) || window.counts(thread) == counted) {
                return;
            }
            window.name(window.namedWith(thread, counted));
            try {
                refreshEra();
            } catch (Throwable t) {
                window.name(before);
                throw t;
            }
        }
    }

    /** New blocks are no longer counted in a window. */
    void remove(Window window) {
        synchronized (lock) {
            windows.remove(window);
            recording.eras().closed(window);
            for (Recording old : window.recordings()) {
                old.eras().closed(window);
            }
            refreshEra();
        }
    }

    private void refreshEra() {
        newEra(eraIn(recording));
    }

    private @Nullable Era eraIn(Recording books) {
        return enabled && !closed && !paused ? books.eras().current(windows, automatic) : null;
    }

    private Recording newRecording(boolean records) {
        return Recording.of(options, setup, walk, clock, ticks, records);
    }

    // What was recorded

    /** The counters now; it costs a look at each site's row. */
    public AllocStats stats() {
        noticeEnds();
        return recording.stats();
    }

    /** Everything as it is now. */
    public Profile profile() {
        noticeEnds();
        return recording.profile();
    }

    /** Books the ends that nobody has told. */
    void noticeEnds() {
        try {
            watched.look();
            AutomaticArenas known = automatic;
            if (known != null) {
                known.bookEnds();
            }
        } catch (Throwable t) {
            fault(t, null);
        }
        tellWindows();
    }

    /**
     * How sites are found, in one line: {@code vm}, {@code fp}, or {@code off:} and why stacks are not recognised without
     * {@link java.lang.StackWalker}.
     */
    public String walkState() {
        if (!enabled) {
            return "off: enabled=false";
        }
        return options.capture() == Capture.AUTO
                ? walk.state()
                : "off: capture=" + options.capture().name().toLowerCase(Locale.ROOT);
    }

    public TrackerOptions options() {
        return options;
    }

    Patience patience() {
        return patience;
    }

    private void newEra(@Nullable Era next) {
        guess = next != null && next.plain ? next : null;
        era = next;
    }

    /** The era that blocks of a new arena will probably be born in, or null. */
    public @Nullable Era guess() {
        return guess;
    }

    /** The era of a new block of the current thread; null if it is not counted. */
    @Nullable
    Era here() {
        Era now = era;
        return now == null || now.plain ? now : now.here();
    }

    Recording recording() {
        return recording;
    }
}
