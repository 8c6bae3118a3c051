package io.github.underheap.record;

import io.github.underheap.CloseMeans;
import io.github.underheap.OwnArena;
import io.github.underheap.TrackingArena;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.record.OracleSites.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.Set;

/** An arena of a {@link LedgerOracle}, and all ways in which one can end or fail to. */
final class OracleArena {

    /** Of those that are larger than what they were asked for. */
    private static final MemorySegment MEMORY = Arena.global().allocate(4_096);

    private final LedgerOracle oracle;
    private final Kind kind;
    private final TrackingArena arena;
    /** Null if it is the tracker's own. */
    private final Arena delegate;
    /** The only thread that uses it; or any. */
    private final int owner;

    private final Set<ModelBlock> blocks = new LinkedHashSet<>();
    private boolean over;

    enum Kind {
        CONFINED(ArenaKind.CONFINED),
        SHARED(ArenaKind.SHARED),
        AUTO(ArenaKind.AUTO),
        GLOBAL(ArenaKind.GLOBAL),
        /** Somebody else may close the delegate. */
        WRAPPED(ArenaKind.SHARED),
        /** A custom one whose scope may live on after a close. */
        CUSTOM(ArenaKind.CUSTOM),
        /** The same, but each close gives its memory back. */
        POOLED(ArenaKind.CUSTOM);

        private final ArenaKind kind;

        Kind(ArenaKind kind) {
            this.kind = kind;
        }
    }

    /** One that gives more than what it is asked for, and closes as it likes. */
    private static final class FreeArena extends OwnArena {

        private long backing;
        private boolean closes;
        private boolean fails;

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            return MEMORY.asSlice(0, byteSize + backing);
        }

        @Override
        public void close() {
            if (closes) {
                delegate.close();
            }
            if (fails) {
                throw new IllegalStateException("a close of one's own");
            }
        }
    }

    OracleArena(LedgerOracle oracle, Kind kind) {
        this.oracle = oracle;
        this.kind = kind;
        this.owner = kind == Kind.CONFINED ? oracle.thread() : ModelRecorder.ALL;
        this.delegate = switch (kind) {
            case WRAPPED -> Arena.ofShared();
            case CUSTOM, POOLED -> new FreeArena();
            default -> null;
        };
        TrackingArena[] made = new TrackingArena[1];
        oracle.on(
                Math.max(owner, 0),
                () -> made[0] = switch (kind) {
                    case CONFINED -> oracle.tracker.ofConfined();
                    case SHARED -> oracle.tracker.ofShared();
                    case AUTO -> oracle.tracker.ofAuto();
                    case GLOBAL -> oracle.tracker.ofGlobal();
                    case WRAPPED, CUSTOM -> oracle.tracker.arena(delegate);
                    case POOLED -> oracle.tracker.arena(delegate, CloseMeans.RETURNS_MEMORY);
                });
        this.arena = made[0];
    }

    Kind kind() {
        return kind;
    }

    TrackingArena arena() {
        return arena;
    }

    boolean isOver() {
        return over;
    }

    int origin(AllocationApi api) {
        return Origin.of(kind.kind, api);
    }

    /** A thread that may use it. */
    int thread() {
        return owner == ModelRecorder.ALL ? oracle.thread() : owner;
    }

    /** Has a block end with this arena, or at once if that has ended. */
    boolean enter(ModelBlock block) {
        if (over) {
            oracle.model.died(block, false);
        } else if (kind != Kind.AUTO && kind != Kind.GLOBAL) {
            blocks.add(block);
        }
        return !over;
    }

    void leave(ModelBlock block) {
        blocks.remove(block);
    }

    void allocate() {
        int site = oracle.site();
        int thread = thread();
        int bytes = oracle.bytes();
        int backing = delegate instanceof FreeArena && oracle.random.nextBoolean() ? oracle.random.nextInt(61) : 0;
        if (delegate instanceof FreeArena own) {
            own.backing = backing;
        }
        oracle.note(() -> kind + " arena allocates " + bytes + " and " + backing + " of backing on thread " + thread);
        oracle.call(thread, Call.ARENA, site, () -> arena.allocate(bytes));
        ModelBlock block =
                new ModelBlock(OracleSites.site(Call.ARENA, site), bytes, origin(AllocationApi.ARENA), false);
        if (oracle.model.born(block, thread)) {
            boolean ignored = enter(block);
            if (backing > 0) {
                oracle.model.tally(block.site, SiteNumber.BACKING_BYTES, backing, block.origin, thread);
            }
        }
    }

    private void end(boolean late) {
        blocks.forEach(block -> oracle.model.died(block, late));
        blocks.clear();
    }

    private void over(boolean late) {
        over = true;
        end(late);
    }

    /** Ends it for good, whatever happened before. */
    void close() {
        if (kind != Kind.AUTO && kind != Kind.GLOBAL) {
            if (delegate instanceof FreeArena own) {
                own.closes = true;
                own.fails = false;
            }
            attempt(Math.max(owner, 0), Call.CLOSE, false);
            over(false);
        }
    }

    void closeSomehow() {
        switch (kind) {
            case CONFINED -> {
                if (oracle.random.nextInt(4) == 0) {
                    attempt((owner + 1) % 3, Call.CLOSE, true);
                } else {
                    closeOfTheJdk(owner);
                }
            }
            case SHARED -> closeOfTheJdk(oracle.thread());
            case AUTO, GLOBAL -> attempt(oracle.thread(), Call.CLOSE, true);
            case WRAPPED -> {
                if (oracle.random.nextBoolean()) {
                    closeOfTheJdk(oracle.thread());
                } else {
                    closeBehind();
                }
            }
            case CUSTOM, POOLED -> closeOwn((FreeArena) delegate);
        }
    }

    /** Calls {@code close()}, and counts the attempt if it has to fail without having closed the arena. */
    private void attempt(int thread, Call call, boolean fails) {
        int site = oracle.site();
        boolean[] thrown = new boolean[1];
        oracle.note(() -> kind + " arena of thread " + owner + " closes on thread " + thread + ", fails: " + fails);
        oracle.call(thread, call, site, () -> {
            try {
                arena.close();
            } catch (RuntimeException e) {
                thrown[0] = true;
            }
        });
        if (fails) {
            if (!thrown[0]) {
                throw new AssertionError("did not fail");
            }
            oracle.model.tally(OracleSites.site(call, site), SiteNumber.FAILED_CLOSES, 1, 0, thread);
        }
    }

    private void closeOfTheJdk(int thread) {
        switch (oracle.random.nextInt(6)) {
            case 0 ->
                onClose(thread, () -> {
                    throw new IllegalArgumentException("a cleanup action that fails");
                });
            case 1 -> onClose(thread, () -> closeAgain(thread));
            case 2 ->
                onClose(thread, () -> {
                    closeAgain(thread);
                    throw new IllegalStateException("Already closed");
                });
            default -> {}
        }
        attempt(thread, Call.CLOSE, false);
        over(false);
        for (int i = oracle.random.nextInt(3); i > 1; i--) {
            attempt(thread, Call.CLOSE, true);
        }
    }

    /** From within a close: the blocks are live. */
    private void closeAgain(int thread) {
        int site = oracle.site();
        oracle.note(() -> "closes again within that");
        OracleSites.call(Call.CLOSE_AGAIN, site, () -> {
            try {
                arena.close();
                throw new AssertionError("did not fail");
            } catch (IllegalStateException e) {
                oracle.model.tally(OracleSites.site(Call.CLOSE_AGAIN, site), SiteNumber.FAILED_CLOSES, 1, 0, thread);
            }
        });
    }

    @SuppressWarnings("restricted")
    private void onClose(int thread, Runnable action) {
        oracle.on(thread, () -> MemorySegment.ofAddress(8).reinterpret(8, arena, segment -> action.run()));
    }

    /** Somebody closes the delegate, which is noticed by one of several ways. */
    private void closeBehind() {
        oracle.note(() -> "delegate closes");
        delegate.close();
        oracle.pass();
        switch (oracle.random.nextInt(4)) {
            case 0 -> over(true);
            case 1 -> {
                // Live until somebody looks.
                oracle.allocateElsewhere(this);
                over(true);
            }
            case 2 -> {
                attempt(0, Call.CLOSE, true);
                over(true);
            }
            default -> {
                try {
                    arena.allocate(1);
                    throw new AssertionError("did not fail");
                } catch (IllegalStateException e) {
                    over(true);
                }
            }
        }
        // The look, where there was none.
        Object ignored = oracle.tracker.snapshot();
    }

    private void closeOwn(FreeArena own) {
        own.closes = oracle.random.nextBoolean();
        own.fails = oracle.random.nextInt(4) == 0;
        attempt(oracle.thread(), Call.CLOSE, own.fails && !own.closes);
        if (own.closes) {
            over(false);
        } else if (kind == Kind.POOLED && !own.fails) {
            end(false);
        }
    }
}
