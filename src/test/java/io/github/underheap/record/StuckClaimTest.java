package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import io.github.underheap.memory.AddressTable;
import io.github.underheap.memory.Claimed;
import io.github.underheap.memory.Patience;
import io.github.underheap.memory.SiteRows;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationApi;
import io.github.underheap.profile.ArenaKind;
import io.github.underheap.profile.Origin;
import io.github.underheap.profile.ProcessInfo;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.lang.foreign.Arena;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thread is stopped for good between a claim and its release: others give up, change nothing, and say that an event was lost; later ones do not
 * wait. When it goes on, so does everything.
 */
@Timeout(30)
class StuckClaimTest {

    /** How often who waits asks a clock before it gives up. */
    private static final int ASKED_BY_ONE = 2;

    private static final int HANDLES = Origin.of(AllocationApi.HANDLE);

    private final AtomicInteger asked = new AtomicInteger();
    private final Patience none = new Patience(0, () -> {
        asked.incrementAndGet();
        return 0;
    });
    private long now = 1_000_003;
    private final Recorder recorder = new Recorder(
            TrackerOptions.builder().capture(Capture.STACKWALKER).depth(1).build(),
            RecorderSetup.of(ProcessInfo.UNKNOWN, Set.of(OwnedArena.class))
                    .with(() -> now)
                    .with(none));

    /** The thread that is stopped: it does nothing between two actions. */
    private final ExecutorService stopped =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    @AfterEach
    void end() throws InterruptedException {
        stopped.shutdown();
        assertThat(stopped.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private <T> T there(Callable<T> action) throws Exception {
        return stopped.submit(action).get();
    }

    /** What an arena or an allocator is to a recorder. */
    private static final class OwnedArena extends BlockOwner {

        private final Arena arena;

        OwnedArena(Recorder recorder, Arena arena, Ledger ledger) {
            super(recorder, ledger, null);
            this.arena = arena;
        }

        void allocated(long bytes) {
            recorder().allocated(this, bytes, 0);
        }

        void close() {
            if (Recorder.isConfined(this)) {
                arena.close();
                recorder().closed(this, recorder().time());
            } else {
                recorder().close(this, arena);
            }
        }

        AddressedBlocks allocator(boolean parts) {
            Ledger attached = recorder().attached(this, arena.scope());
            return new AddressedBlocks(recorder(), attached, Origin.of(AllocationApi.ALLOCATOR), parts);
        }
    }

    private OwnedArena confined() {
        return new OwnedArena(recorder, Arena.ofConfined(), null);
    }

    private OwnedArena shared() {
        return new OwnedArena(recorder, Arena.ofShared(), recorder.ledger(ArenaKind.SHARED));
    }

    private static Object call(Object target, Class<?> type, String name, Object... arguments) throws Exception {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                method.setAccessible(true);
                return method.invoke(target, arguments);
            }
        }
        throw new NoSuchMethodException(name);
    }

    private static Object field(Object target, String name) throws ReflectiveOperationException {
        Field field = target.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(target);
    }

    private boolean claim(Claimed state) throws Exception {
        return (boolean) call(state, Claimed.class, "claim", none);
    }

    private Object release(Claimed state) throws Exception {
        return call(state, Claimed.class, "release");
    }

    private SiteRows rows() {
        return recorder.recording().memory().rows();
    }

    /** The site that was seen first. */
    private static final int FIRST_ROW = 2;

    private static final String ONE_TORN =
            "the numbers of 1 sites are not of one instant: a thread is stopped while it books an event there";

    private static String lost(int events) {
        return events + " events could not be recorded";
    }

    private void assertConsistent(Profile profile) {
        assertThat(profile.sum(SiteNumber.LIVE_BYTES)).isEqualTo(profile.stats().currentBytes());
        assertThat(profile.sum(SiteNumber.LIVE_BLOCKS))
                .isEqualTo(profile.stats().currentBlocks());
        assertThat(profile.sum(SiteNumber.PEAK_BYTES)).isEqualTo(profile.stats().peakBytes());
    }

    private static void allocateHere(OwnedArena arena, long bytes) {
        arena.allocated(bytes);
    }

    @Test
    void whoeverNeedsARowThatIsClaimedForGoodLosesItsEventAndWaitsOnce() throws Exception {
        OwnedArena arena = confined();
        allocateHere(arena, 13);
        assertThat(there(() -> call(rows(), SiteRows.class, "claim", FIRST_ROW)))
                .isEqualTo(true);
        allocateHere(arena, 17);
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        allocateHere(arena, 19);
        arena.allocated(23);
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        Profile profile = recorder.profile();
        assertThat(profile.remarks()).containsExactly(lost(2), ONE_TORN);
        assertThat(profile.stats()).isEqualTo(AllocStats.of(2, 36, 36, 2, 36, 2, 0));
        assertConsistent(profile);
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);

        there(() -> {
            rows().recover(FIRST_ROW);
            return null;
        });
        allocateHere(arena, 29);
        profile = recorder.profile();
        assertThat(profile.stats()).isEqualTo(AllocStats.of(3, 65, 65, 3, 65, 3, 0));
        assertThat(profile.remarks())
                .containsExactly(
                        lost(2),
                        "1 times a fault broke off the booking of an event; the numbers of that site may be off");
        arena.close();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(3, 65, 0, 0, 65, 3, 3));
        assertConsistent(recorder.profile());
    }

    @Test
    void aCloseThatNeedsSuchARowEndsTheBlocksOfTheOthers() throws Exception {
        OwnedArena arena = shared();
        allocateHere(arena, 13);
        arena.allocated(17);
        there(() -> call(rows(), SiteRows.class, "claim", FIRST_ROW));
        arena.close();
        Profile profile = recorder.profile();
        assertThat(profile.remarks()).contains(lost(1), ONE_TORN);
        assertThat(profile.sum(SiteNumber.LIVE_BYTES)).isEqualTo(13);
        assertThat(profile.sum(SiteNumber.LIVE_BLOCKS)).isOne();
        assertThat(profile.stats().freeCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBlockThatCannotBeEnteredInAStuckLedgerEndsAtOnce(boolean ended) throws Exception {
        OwnedArena arena = shared();
        allocateHere(arena, 13);
        assertThat(there(() -> claim(arena.ledger()))).isTrue();
        if (ended) {
            end();
        }
        allocateHere(arena, 17);
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        arena.allocated(19);
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        Profile profile = recorder.profile();
        assertThat(profile.remarks()).containsExactly(lost(2));
        assertThat(profile.stats()).isEqualTo(AllocStats.of(3, 49, 13, 1, 32, 2, 2));
        assertConsistent(profile);
        if (!ended) {
            there(() -> release(arena.ledger()));
            allocateHere(arena, 23);
            arena.close();
            profile = recorder.profile();
            assertThat(profile.stats()).isEqualTo(AllocStats.of(4, 72, 0, 0, 36, 2, 4));
            assertThat(profile.remarks()).containsExactly(lost(2));
            assertConsistent(profile);
        }
    }

    @Test
    void theCloseOfAStuckLedgerIsBookedWhenItsOwnerHasGoneOn() throws Exception {
        OwnedArena arena = shared();
        allocateHere(arena, 13);
        arena.allocated(17);
        there(() -> claim(arena.ledger()));
        arena.close();
        assertThat(arena.arena.scope().isAlive()).isFalse();
        for (int i = 0; i < 3; i++) {
            Profile profile = recorder.profile();
            assertThat(profile.stats()).isEqualTo(AllocStats.of(2, 30, 30, 2, 30, 2, 0));
            assertThat(profile.remarks()).containsExactly(lost(1));
            assertConsistent(profile);
            assertThat(recorder.watchedArenas()).isOne();
        }
        // Others are closed, and looked at, meanwhile.
        OwnedArena another = shared();
        another.allocated(19);
        another.close();
        assertThat(recorder.stats().currentBytes()).isEqualTo(30);

        there(() -> release(arena.ledger()));
        Profile profile = recorder.profile();
        assertThat(profile.stats()).isEqualTo(AllocStats.of(3, 49, 0, 0, 49, 3, 3));
        assertConsistent(profile);
        assertThat(profile.sum(SiteNumber.LATE_BLOCKS)).isEqualTo(2);
        assertThat(profile.remarks()).containsExactly(lost(1));
        assertThat(recorder.watchedArenas()).isZero();
    }

    @Test
    void soIsThatOfWhatOthersHaveInAConfinedArena() throws Exception {
        OwnedArena arena = confined();
        allocateHere(arena, 13);
        AddressedBlocks blocks = arena.allocator(false);
        blocks.allocated(4_096, 17, 17);
        Ledger attached = arena.ledger().attached();
        there(() -> claim(attached));
        arena.close();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(2, 30, 17, 1, 30, 2, 1));
        assertThat(recorder.profile().remarks()).containsExactly(lost(1));
        there(() -> release(attached));
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(2, 30, 0, 0, 30, 2, 2));
        assertConsistent(recorder.profile());
        assertThat(recorder.watchedArenas()).isZero();
    }

    @Test
    void aPoolWhoseLedgerIsStuckEndsItsBlocksWithTheNextClose() throws Exception {
        Arena pool = Arena.ofShared();
        OwnedArena arena = new OwnedArena(
                recorder,
                new Arena() {
                    @Override
                    public java.lang.foreign.MemorySegment allocate(long bytes, long alignment) {
                        return pool.allocate(bytes, alignment);
                    }

                    @Override
                    public java.lang.foreign.MemorySegment.Scope scope() {
                        return pool.scope();
                    }

                    @Override
                    public void close() {}
                },
                recorder.foreign(ArenaKind.CUSTOM, true, pool.scope()));
        allocateHere(arena, 13);
        there(() -> claim(arena.ledger()));
        arena.close();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(1, 13, 13, 1, 13, 1, 0));
        assertThat(recorder.profile().remarks()).containsExactly(lost(1));
        there(() -> release(arena.ledger()));
        arena.close();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(1, 13, 0, 0, 13, 1, 1));
    }

    @Test
    void aBlockThatFindsItsShardStuckEndsWithItsArena() throws Exception {
        OwnedArena arena = shared();
        AddressedBlocks blocks = arena.allocator(false);
        blocks.allocated(4_096, 13, 13);
        AddressTable table = (AddressTable) field(blocks, "addresses");
        assertThat(there(() -> call(table, AddressTable.class, "claim", 4_096L)))
                .isEqualTo(true);
        assertThat(blocks.freed(4_096, 13)).isFalse();
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        assertThat(recorder.profile().remarks()).containsExactly(lost(1));
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(1, 13, 13, 1, 13, 1, 0));
        assertThat(blocks.freed(4_096, 13)).isFalse();
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        assertThat(there(table::recover)).isTrue();
        assertThat(blocks.freed(4_096, 13)).isTrue();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(1, 13, 0, 0, 13, 1, 1));
        assertThat(recorder.profile().remarks()).containsExactly(lost(2));

        there(() -> call(table, AddressTable.class, "claim", 4_096L));
        blocks.allocated(4_096, 17, 17);
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(2, 30, 17, 1, 17, 1, 1));
        there(table::recover);
        assertThat(blocks.freed(4_096, 17)).isFalse();
        assertConsistent(recorder.profile());
        arena.close();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(2, 30, 0, 0, 17, 1, 2));
    }

    @Test
    void aBlockOfOnesOwnThatIsStuckIsFreedLater() throws Exception {
        Block block = Block.allocated(recorder, 13, HANDLES);
        assertThat(there(() -> claim(block))).isTrue();
        block.resized(17);
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        block.freed();
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        Profile profile = recorder.profile();
        assertThat(profile.stats()).isEqualTo(AllocStats.of(1, 13, 13, 1, 13, 1, 0));
        assertThat(profile.remarks()).containsExactly(lost(2));
        there(() -> release(block));
        block.resized(17);
        block.freed();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(2, 30, 0, 0, 17, 1, 2));
        assertThat(recorder.profile().remarks()).containsExactly(lost(2));
    }

    @Test
    void aWindowThatSomebodyIsStuckInClosesAndSaysSo() throws Exception {
        Window window = recorder.open(null);
        OwnedArena arena = confined();
        arena.allocated(13);
        there(() -> call(window, Window.class, "enter"));
        assertThat(recorder.profile().remarks()).isEmpty();
        window.close();
        assertThat(asked.get()).isEqualTo(ASKED_BY_ONE);
        assertThat(window.stats()).isEqualTo(AllocStats.of(1, 13, 13, 1, 13, 1, 0));
        assertThat(window.profile().remarks())
                .containsExactly("a thread is stopped while it books an event in the window, which may be missing");
        there(() -> call(window, Window.class, "leave"));
        arena.close();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(1, 13, 0, 0, 13, 1, 1));
        assertThat(window.stats()).isEqualTo(AllocStats.of(1, 13, 13, 1, 13, 1, 0));
    }

    /** A row of the window alone. */
    @Test
    void aRowOfAWindowThatIsStuckCostsTheWindowItsEventOnly() throws Exception {
        Window window = recorder.open(null);
        OwnedArena arena = confined();
        allocateHere(arena, 13);
        SiteRows rows =
                ((WindowBooks) field(window, "books")).of(recorder.recording()).rows();
        there(() -> call(rows, SiteRows.class, "claim", FIRST_ROW));
        allocateHere(arena, 17);
        arena.close();
        assertThat(recorder.stats()).isEqualTo(AllocStats.of(2, 30, 0, 0, 30, 2, 2));
        assertThat(recorder.profile().remarks()).isEmpty();
        // Born 17 and died 30.
        assertThat(window.profile().remarks()).containsExactly(lost(2), ONE_TORN);
        assertThat(window.stats()).isEqualTo(AllocStats.of(1, 13, 13, 1, 13, 1, 0));
        there(() -> {
            rows.recover(FIRST_ROW);
            return null;
        });
        OwnedArena next = confined();
        allocateHere(next, 19);
        next.close();
        assertThat(window.stats()).isEqualTo(AllocStats.of(2, 32, 13, 1, 32, 2, 1));
        window.close();
    }
}
