package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tables of the native walk: how they are replaced, and when they are freed. */
@SuppressWarnings("ReachabilityFenceUsage") // a failed test needs nothing to stay reachable
class KeyCacheTest implements NeedsTheWalk {

    private static final KeyCache.Size FEW_KEYS = new KeyCache.Size(16, 1_024);

    /** One row for each stack that is asked for, in that order. */
    private static final class Rows implements SiteSink {
        private final AtomicInteger next = new AtomicInteger();

        @Override
        public int frame(StackWalker.StackFrame frame) {
            return 0;
        }

        @Override
        public int site(int[] numbers, int length) {
            return next.getAndIncrement();
        }
    }

    private final Rows rows = new Rows();
    private final NativeWalk walk = NativeWalk.open(WalkMode.VM, 0);

    private NativeWalkCapture capture(KeyCache.Maker tables) {
        return (NativeWalkCapture) walk.capture(tables, rows, 64, NativeWalk::isOwn);
    }

    private static int recurse(SiteCapture capture, int times) {
        return times == 0 ? capture.site() : recurse(capture, times - 1);
    }

    /** Meets more stacks than the table has room for. It stays in use meanwhile, whatever the collector does: so one at most takes its place. */
    private static void fill(NativeWalkCapture capture) {
        KeyCache table = capture.cache();
        for (int times = 0; times < 40; times++) {
            recurse(capture, times);
        }
        Reference.reachabilityFence(table);
    }

    @Test
    void aFullTableIsReplacedOnceUntilTheOldOneIsGone() {
        NativeWalkCapture capture = capture(FEW_KEYS);
        KeyCache first = capture.cache();
        fill(capture);
        KeyCache second = capture.cache();
        fill(capture);
        fill(capture);

        assertThat(second).isNotSameAs(first);
        assertThat(capture.cache()).isSameAs(second);
        assertThat(walk.counts().emptied.sum()).isOne();
        Reference.reachabilityFence(first);
    }

    /** The number of tables of a capture does not stick at two. */
    @Test
    void whenTheOldTableIsGoneTheNextOneIsReplaced() {
        NativeWalkCapture capture = capture(FEW_KEYS);
        for (int replaced = 1; replaced <= 5; replaced++) {
            fill(capture);
            assertThat(walk.counts().emptied.sum()).isEqualTo(replaced);
            await().until(() -> {
                System.gc();
                return capture.cache().mayBeReplaced();
            });
        }
    }

    @Test
    void aRowThatWasFoundIsReturnedWhenThereIsNoMemoryForATable() {
        NativeWalkCapture capture = capture(full -> {
            if (full != null) {
                throw new OutOfMemoryError("injected");
            }
            return FEW_KEYS.make(null);
        });
        List<Integer> found = new ArrayList<>();
        for (int times = 0; times < 40; times++) {
            found.add(recurse(capture, times));
        }

        assertThat(found).doesNotHaveDuplicates().doesNotContainNull().hasSize(40);
        assertThat(found.getLast()).isEqualTo(rows.next.get() - 1);
        assertThat(walk.counts().noMemory.sum())
                .isPositive()
                .isEqualTo(walk.counts().full.sum());
        assertThat(walk.counts().emptied.sum()).isZero();
        assertThat(walk.counts().noDraft.get()).isZero();
    }

    @Test
    void aRowThatWasFoundIsReturnedWhenThereIsNoStackForATable() {
        NativeWalkCapture capture = capture(full -> {
            if (full != null) {
                throw new StackOverflowError("injected");
            }
            return FEW_KEYS.make(null);
        });
        for (int times = 0; times < 40; times++) {
            int row = recurse(capture, times);
            assertThat(row).isEqualTo(rows.next.get() - 1);
        }

        assertThat(walk.counts().full.sum())
                .isPositive()
                .isEqualTo(walk.counts().unlearned.sum());
        assertThat(walk.counts().noDraft.get()).isZero();
    }

    @Test
    void afterAFaultTheTableIsReplacedTheNextTime() {
        AtomicInteger faults = new AtomicInteger(2);
        NativeWalkCapture capture = capture(full -> {
            if (full != null && faults.getAndDecrement() > 0) {
                throw new OutOfMemoryError("injected");
            }
            return FEW_KEYS.make(full);
        });
        fill(capture);

        assertThat(walk.counts().noMemory.sum()).isEqualTo(2);
        assertThat(walk.counts().emptied.sum()).isOne();
    }

    /** Who loses the race for the place discards its table and goes on with the other one. */
    @Test
    void threadsThatReplaceATableAtOnceLeaveOne() throws Exception {
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        List<KeyCache> made = new ArrayList<>();
        KeyCache.Maker slow = full -> {
            KeyCache table = FEW_KEYS.make(full);
            if (full != null) {
                synchronized (made) {
                    made.add(table);
                }
                meet(together);
            }
            return table;
        };
        NativeWalkCapture capture = capture(slow);
        KeyCache first = capture.cache();
        int before = KeyCache.mapped();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> fill(capture)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }

        assertThat(made).hasSize(threads).contains(capture.cache());
        assertThat(walk.counts().emptied.sum()).isOne();
        assertThat(KeyCache.mapped()).isLessThanOrEqualTo(before + 1);
        Reference.reachabilityFence(first);
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tablesOfDroppedCapturesAreFreedWhenTheNextOneIsMade() {
        int dropped = 100;
        KeyCache kept = FEW_KEYS.make(null);
        List<@Nullable KeyCache> tables = new ArrayList<>();
        for (int i = 0; i < dropped; i++) {
            tables.add(FEW_KEYS.make(null));
        }
        int before = KeyCache.mapped();
        WeakReference<KeyCache> last = new WeakReference<>(tables.getLast());
        tables.clear();
        await().until(() -> {
            System.gc();
            return last.get() == null;
        });

        // The collector clears them all at once, and hands them over a moment later.
        await().until(() -> {
            FEW_KEYS.make(null).discard();
            return KeyCache.mapped() <= before - dropped;
        });
        assertThat(KeyCache.mapped()).isPositive();
        Reference.reachabilityFence(kept);
    }
}
