package io.github.underheap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** The ways of the library that a fault may come in between: what a program does before, and what it does then. */
@SuppressWarnings("ImmutableEnumChecker") // what a path does is code
enum FaultPath {
    FIRST_BLOCK_OF_A_CONFINED_ARENA(FaultScene::confined, s -> s.block(0, 13)),
    NEXT_BLOCK_AT_THE_SAME_SITE(s -> confined(s, 1), s -> s.block(0, 13)),
    SECOND_SITE(s -> confined(s, 1), s -> s.block(1, 13)),
    NINTH_SITE(s -> confined(s, 8), s -> s.block(8, 13)),
    EIGHTEENTH_SITE(s -> confined(s, 17), s -> s.block(17, 13)),
    FIRST_BLOCK_OF_A_SHARED_ARENA(FaultScene::shared, s -> s.block(0, 13)),
    EIGHTH_SITE_OF_A_SHARED_ARENA(s -> shared(s, 7), s -> s.block(7, 13)),
    SEVENTEENTH_SITE_OF_A_SHARED_ARENA(s -> shared(s, 16), s -> s.block(16, 13)),
    BLOCK_OF_AN_AUTOMATIC_ARENA(s -> s.arenas.add(s.tracker.ofAuto()), s -> s.block(0, 13)),
    BLOCK_OF_THE_GLOBAL_ARENA(s -> s.arenas.add(s.tracker.ofGlobal()), s -> s.block(0, 13)),
    BLOCK_OF_A_WRAPPED_ARENA(FaultPath::wrapped, s -> s.block(0, 13)),
    BLOCK_OF_AN_ARENA_THAT_GIVES_MORE(s -> s.arenas.add(s.tracker.arena(new Generous())), s -> s.block(0, 13)),

    CLOSE(s -> confined(s, 1), FaultScene::close),
    CLOSE_OF_SEVERAL_SITES(s -> confined(s, 3), FaultScene::close),
    CLOSE_OF_A_SHARED_ARENA(s -> shared(s, 1), FaultScene::close),
    CLOSE_OF_A_SHARED_ARENA_OF_SEVERAL_SITES(s -> shared(s, 3), FaultScene::close),
    CLOSE_OF_A_WRAPPED_ARENA(
            s -> {
                wrapped(s);
                s.blocks(3);
            },
            FaultScene::close),
    CLOSE_WITH_BLOCKS_OF_AN_ALLOCATOR(
            s -> {
                confined(s, 2);
                s.allocator();
                s.piece(2, 17);
                s.piece(3, 19);
            },
            FaultScene::close),
    CLOSE_OF_SEVERAL_RECORDINGS(
            s -> {
                confined(s, 3);
                s.tracker.reset();
                s.blocks(3);
                s.tracker.reset();
                s.blocks(3);
            },
            FaultScene::close),
    CLOSE_OF_A_SHARED_ARENA_OF_SEVERAL_RECORDINGS(
            s -> {
                shared(s, 3);
                s.tracker.reset();
                s.blocks(3);
            },
            FaultScene::close),
    CLOSE_THAT_RETURNS_MEMORY(
            s -> {
                s.arenas.add(s.tracker.arena(new Generous(), CloseMeans.RETURNS_MEMORY));
                s.blocks(3);
            },
            FaultScene::close),
    CLOSE_BEHIND_THE_WRAPPER(FaultPath::behind, s -> {
        try {
            s.block(0, 13);
        } catch (IllegalStateException e) {
            s.refused++;
        }
    }),
    FAILED_CLOSE(
            s -> {
                confined(s, 2);
                s.close();
            },
            FaultScene::closeInVain),
    FAILED_CLOSE_OF_A_SHARED_ARENA(
            s -> {
                shared(s, 2);
                s.close();
            },
            FaultScene::closeInVain),
    FAILED_CLEANUP(
            s -> {
                confined(s, 2);
                failWhenClosed(s);
            },
            FaultScene::closeInVain),
    FAILED_CLEANUP_OF_A_SHARED_ARENA(
            s -> {
                shared(s, 2);
                failWhenClosed(s);
            },
            FaultScene::closeInVain),

    FIRST_BLOCK_OF_AN_ALLOCATOR(FaultPath::allocator, s -> s.piece(0, 13)),
    NEXT_BLOCK_OF_AN_ALLOCATOR(s -> allocator(s, 1), s -> s.piece(0, 13)),
    /** Of 16 entries, to one of 128. */
    BLOCK_THAT_MAKES_A_PAGE_GROW(s -> allocator(s, 54), s -> s.piece(0, 13)),
    /** With two nodes more. */
    BLOCK_THAT_SPLITS_A_PAGE(s -> allocator(s, 428), s -> s.piece(0, 13)),
    BLOCK_IN_THE_PLACE_OF_ANOTHER(
            s -> {
                allocator(s, 2);
                s.again();
            },
            s -> s.piece(2, 13)),
    BLOCK_WITH_BACKING(
            s -> {
                allocator(s, 1);
                s.beyondRequest = 1_009;
            },
            s -> s.piece(0, 13)),
    BLOCK_WITHOUT_ADDRESS(
            s -> {
                s.shared();
                s.allocator = s.tracker.allocator(
                        (bytes, alignment) -> MemorySegment.ofArray(new byte[(int) bytes]), s.arena());
            },
            s -> s.piece(0, 13)),
    FREE(s -> allocator(s, 2), s -> s.free(0)),
    FREE_OF_A_BLOCK_WITH_BACKING(
            s -> {
                s.beyondRequest = 1_009;
                allocator(s, 2);
            },
            s -> s.free(0)),
    REALLOCATED(s -> allocator(s, 2), s -> reallocated(s, 0)),
    REALLOCATED_AFTER_A_RESET(
            s -> {
                allocator(s, 2);
                s.tracker.reset();
            },
            s -> reallocated(s, 0)),
    PART(
            s -> {
                s.shared();
                s.parts();
            },
            s -> s.piece(0, 13)),
    FREE_OF_A_PART(
            s -> {
                s.shared();
                s.parts();
                s.piece(0, 13);
                s.piece(1, 17);
            },
            s -> s.free(0)),
    CLOSE_WITH_PARTS(
            s -> {
                shared(s, 2);
                s.parts();
                s.piece(0, 13);
                s.piece(1, 17);
            },
            FaultScene::close),

    HANDLE(s -> {}, s -> s.handle(13)),
    RESIZED_HANDLE(s -> s.handle(13), s -> s.handles.getFirst().resized(1_009)),
    RESIZED_HANDLE_AFTER_A_RESET(
            s -> {
                s.handle(13);
                s.tracker.reset();
            },
            s -> s.handles.getFirst().resized(1_009)),
    FREED_HANDLE(s -> s.handle(13), s -> s.handles.getFirst().freed()),

    BLOCK_IN_A_WINDOW(
            s -> {
                window(s);
                s.confined();
            },
            s -> s.block(0, 13)),
    BLOCK_IN_A_WINDOW_OF_THE_THREAD(
            s -> {
                s.windows.add(Profiler.ownThread(s.tracker));
                s.confined();
            },
            s -> s.block(0, 13)),
    CLOSE_IN_WINDOWS(
            s -> {
                window(s);
                shared(s, 2);
                window(s);
                s.blocks(3);
            },
            FaultScene::close),
    RESIZED_HANDLE_IN_A_WINDOW(
            s -> {
                s.handle(13);
                window(s);
            },
            s -> s.handles.getFirst().resized(1_009)),
    FREE_IN_A_WINDOW(
            s -> {
                window(s);
                allocator(s, 2);
            },
            s -> s.free(0)),
    REALLOCATED_IN_A_WINDOW(
            s -> {
                allocator(s, 2);
                window(s);
            },
            s -> reallocated(s, 0)),
    FAILED_CLOSE_IN_A_WINDOW(
            s -> {
                window(s);
                shared(s, 2);
                s.close();
            },
            FaultScene::closeInVain),
    PART_IN_A_WINDOW(
            s -> {
                window(s);
                s.shared();
                s.parts();
            },
            s -> s.piece(0, 13)),
    BLOCK_IN_A_WINDOW_AFTER_A_RESET(
            s -> {
                window(s);
                confined(s, 1);
                s.tracker.reset();
            },
            s -> s.block(0, 13)),

    A_WINDOW_OPENS(s -> confined(s, 2), FaultPath::window, true),
    A_WINDOW_OPENS_IN_ANOTHER(
            s -> {
                window(s);
                confined(s, 2);
            },
            FaultPath::window,
            true),
    A_WINDOW_OPENS_FOR_A_THREAD(s -> confined(s, 2), s -> s.windows.add(Profiler.ownThread(s.tracker)), true),
    A_WINDOW_CLOSES(
            s -> {
                window(s);
                window(s);
                confined(s, 2);
            },
            s -> s.windows.getFirst().close(),
            true),
    A_WINDOW_IS_READ(
            s -> {
                window(s);
                confined(s, 2);
            },
            s -> s.windows.getFirst().profile(),
            true),
    COUNTERS_OF_A_WINDOW(
            s -> {
                window(s);
                confined(s, 2);
            },
            s -> s.windows.getFirst().stats(),
            true),
    SNAPSHOT(
            s -> {
                behind(s);
                s.arenas.add(s.tracker.ofAuto());
                s.block(1, 13);
            },
            s -> s.tracker.snapshot(),
            true),
    PROFILE(
            s -> {
                behind(s);
                s.arenas.add(s.tracker.ofAuto());
                s.block(1, 13);
            },
            s -> s.tracker.profile(),
            true),
    RESET(s -> confined(s, 2), s -> s.tracker.reset(), true),
    RESET_IN_A_WINDOW(
            s -> {
                window(s);
                confined(s, 2);
            },
            s -> s.tracker.reset(),
            true),
    PAUSE_AND_RESUME(
            s -> {
                window(s);
                confined(s, 2);
            },
            s -> {
                s.tracker.pause();
                s.tracker.resume();
            },
            true),
    A_TRACKER_CLOSES(
            s -> confined(s, 2),
            s -> {
                s.tracker.close();
                s.isCounting = false;
            },
            true),
    AN_AUTOMATIC_ARENA_OPENS(s -> confined(s, 2), s -> s.arenas.add(s.tracker.ofAuto()), true),
    AN_ARENA_IS_WRAPPED(
            s -> {
                behind(s);
                wrapped(s);
                s.block(0, 13);
            },
            FaultPath::wrapped,
            true);

    /** Where blocks are allocated; only one path has to name its site. */
    private static final int[] SITES = {0, 1, 2, 7, 8, 16, 17};

    private final Consumer<FaultScene> before;
    private final Consumer<FaultScene> act;
    private final boolean promisesAResult;

    FaultPath(Consumer<FaultScene> before, Consumer<FaultScene> act) {
        this(before, act, false);
    }

    FaultPath(Consumer<FaultScene> before, Consumer<FaultScene> act, boolean promisesAResult) {
        this.before = before;
        this.act = act;
        this.promisesAResult = promisesAResult;
    }

    /** Whether it may fail, as those who need memory may; then it is repeated, and must have changed nothing. */
    boolean promisesAResult() {
        return promisesAResult;
    }

    void before(FaultScene scene) {
        if (this != FIRST_BLOCK_OF_A_CONFINED_ARENA) {
            scene.meet(SITES);
        }
        before.accept(scene);
    }

    void act(FaultScene scene) {
        act.accept(scene);
    }

    private static void confined(FaultScene s, int sites) {
        s.confined();
        s.blocks(sites);
    }

    private static void shared(FaultScene s, int sites) {
        s.shared();
        s.blocks(sites);
    }

    private static void wrapped(FaultScene s) {
        s.arenas.add(s.tracker.arena(Arena.ofShared()));
    }

    /** An arena that somebody else has closed. */
    private static void behind(FaultScene s) {
        Arena delegate = Arena.ofShared();
        s.arenas.add(s.tracker.arena(delegate));
        s.blocks(3);
        delegate.close();
    }

    private static void allocator(FaultScene s) {
        s.shared();
        s.allocator();
    }

    private static void allocator(FaultScene s, int blocks) {
        allocator(s);
        for (int i = 0; i < blocks; i++) {
            s.piece(i % FaultScene.SITES, 101 + i);
        }
    }

    private static void reallocated(FaultScene s, int segment) {
        MemorySegment after = s.raw(1_009, 1);
        MemorySegment before = s.segments.set(segment, after);
        s.allocator.reallocated(before, after);
    }

    private static void window(FaultScene s) {
        s.windows.add(Profiler.start(s.tracker));
    }

    @SuppressWarnings("restricted")
    private static void failWhenClosed(FaultScene s) {
        MemorySegment ignored = MemorySegment.ofAddress(8).reinterpret(8, s.arena(), segment -> {
            throw new IllegalStateException("a cleanup action that fails");
        });
    }

    /** An arena of somebody's own that gives a byte more than was asked for, and can be closed again and again. */
    private static final class Generous implements Arena {

        private final Arena delegate = Arena.ofShared();

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            return delegate.allocate(byteSize + 1, byteAlignment);
        }

        @Override
        public MemorySegment.Scope scope() {
            return delegate.scope();
        }

        @Override
        public void close() {}
    }
}
