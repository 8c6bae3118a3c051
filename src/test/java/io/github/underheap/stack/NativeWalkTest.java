package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.underheap.stack.bindings.Helper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The walk in this JVM: what hits, what misses, and when it goes off. */
class NativeWalkTest implements NeedsTheWalk {
    private final Rows rows = new Rows();

    /** Rows in order of first appearance; counts how often StackWalker was asked. */
    private static final class Rows implements SiteSink {
        private final Map<String, Integer> frames = new HashMap<>();
        private final Map<List<Integer>, Integer> sites = new HashMap<>();
        private final AtomicInteger asked = new AtomicInteger();
        private int shift;
        private boolean isShort;
        private int faults;
        private boolean fails;

        @Override
        public synchronized int frame(StackWalker.StackFrame frame) {
            String place = frame.getClassName() + '.' + frame.getMethodName() + '@' + frame.getByteCodeIndex();
            return frames.computeIfAbsent(place, absent -> frames.size());
        }

        @Override
        public synchronized int site(int[] numbers, int length) {
            asked.incrementAndGet();
            List<Integer> key = Arrays.stream(numbers, 0, length).boxed().toList();
            return sites.computeIfAbsent(key, absent -> sites.size()) + shift;
        }

        @Override
        public boolean isLasting(int row) {
            fail();
            return !isShort;
        }

        @Override
        public boolean contradict(int row, int other) {
            fail();
            return row != other;
        }

        private void fail() {
            if (fails) {
                faults++;
                throw new StackOverflowError();
            }
        }
    }

    private SiteCapture capture(int depth) {
        return NativeWalk.open(WalkMode.VM, 0).capture(rows, depth, NativeWalk::isOwn);
    }

    private static int there(SiteCapture capture) {
        return capture.site();
    }

    private static int twoAway(SiteCapture capture) {
        return there(capture);
    }

    @Test
    void aKnownStackIsNotAskedForAgain() {
        SiteCapture capture = capture(8);
        int first = -1;
        int same = 0;
        for (int i = 0; i < 100; i++) {
            int row = there(capture);
            first = first < 0 ? row : first;
            same += row == first ? 1 : 0;
        }

        assertThat(same).isEqualTo(100);
        // Classes loaded meanwhile, and compilations, make a stack unknown again: a few times, not each time.
        assertThat(rows.asked.get()).isBetween(1, 30);
    }

    @Test
    void everyCallSiteIsASiteOfItsOwn() {
        SiteCapture capture = capture(8);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            found.add(there(capture));
            found.add(there(capture));
            found.add(twoAway(capture));
        }

        assertThat(found.stream().distinct()).hasSize(3);
        assertThat(found.subList(0, 3)).doesNotHaveDuplicates();
        assertThat(found.subList(147, 150)).isEqualTo(found.subList(0, 3));
    }

    @Test
    void aSiteOfOneFrameForgetsItsCallers() {
        SiteCapture capture = capture(1);

        assertThat(there(capture)).isEqualTo(there(capture)).isEqualTo(twoAway(capture));
    }

    private static int recurse(SiteCapture capture, int times) {
        return times == 0 ? capture.site() : recurse(capture, times - 1);
    }

    @Test
    void recursionIsToldApartUpToTheDepth() {
        SiteCapture capture = capture(8);
        List<Integer> found = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int times = 0; times < 12; times++) {
                int row = recurse(capture, times);
                if (round == 0) {
                    found.add(row);
                }
                assertThat(row).isEqualTo(found.get(times));
            }
        }

        // From seven calls on, all eight frames lie inside the recursion.
        assertThat(found.subList(0, 8)).doesNotHaveDuplicates();
        assertThat(found.subList(8, 12)).containsOnly(found.get(8));
    }

    @Test
    void aFullCacheGoesOnRight() {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 1);
        SiteCapture capture = walk.capture(new KeyCache.Size(16, 1_024), rows, 8, NativeWalk::isOwn);
        for (int round = 0; round < 20; round++) {
            for (int times = 0; times < 40; times++) {
                recurse(capture, times);
            }
        }

        assertThat(walk.mismatches()).isZero();
        assertThat(walk.counts().full.sum()).isPositive();
    }

    /** As threads that run out of stack in the middle leave them. */
    private static void loseDrafts(NativeWalkCapture capture) throws WalkUnavailableException {
        long vm = WalkableVm.of(WalkMode.VM).address();
        long claimed = 0;
        while (Downcalls.site(vm, capture.cache().address) != Helper.UH_NO_DRAFT()) {
            assertThat(claimed++).isLessThan(1_000);
        }
        assertThat(claimed).isPositive();
    }

    @Test
    void lostDraftsAreReplaced() throws Exception {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 0);
        NativeWalkCapture capture = (NativeWalkCapture) walk.capture(rows, 8, NativeWalk::isOwn);
        loseDrafts(capture);

        for (int i = 0; i < 1_023; i++) {
            assertThat(there(capture)).isZero();
        }
        assertThat(walk.counts().noDraft.get()).isEqualTo(1_023);
        assertThat(walk.counts().learned.sum()).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(there(capture)).isOne();
        }
        assertThat(walk.counts().noDraft.get()).isEqualTo(1_024);
        assertThat(walk.counts().learned.sum()).isPositive();
    }

    /** However many threads count at a time, one of them counts to the number at which the table is replaced. */
    @Test
    void lostDraftsAreReplacedByOneOfManyThreads() throws Exception {
        for (int round = 0; round < 3; round++) {
            NativeWalk walk = NativeWalk.open(WalkMode.VM, 0);
            NativeWalkCapture capture = (NativeWalkCapture) walk.capture(rows, 8, NativeWalk::isOwn);
            loseDrafts(capture);
            KeyCache lost = capture.cache();
            CyclicBarrier start = new CyclicBarrier(4);
            List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    // The first call of a thread makes it known.
                    there(capture);
                    try {
                        start.await();
                    } catch (InterruptedException | BrokenBarrierException e) {
                        throw new IllegalStateException(e);
                    }
                    for (int i = 0; i < 256; i++) {
                        there(capture);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(walk.counts().noDraft.get()).isEqualTo(1_024);
            assertThat(capture.cache()).isNotSameAs(lost);
        }
    }

    @Test
    void aWrongHitTurnsTheWalkOffAndIsNotReturned() {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 1);
        SiteCapture capture = walk.capture(rows, 8, NativeWalk::isOwn);
        int[] found = new int[60];
        for (int i = 0; i < found.length; i++) {
            if (i == 30) {
                rows.shift = 1_000;
            }
            found[i] = there(capture);
        }

        assertThat(Arrays.stream(found, 0, 30).distinct().count()).isOne();
        assertThat(Arrays.stream(found, 30, 60).distinct().boxed()).containsExactly(found[0] + 1_000);
        assertThat(walk.mismatches()).isOne();
        assertThat(walk.isOn()).isFalse();
        assertThat(walk.state()).isEqualTo("off: a walk named a wrong site");
    }

    @Test
    void aRowThatWasFoundIsReturnedThoughItCannotBeLearnedOrVerified() {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 1);
        SiteCapture capture = walk.capture(rows, 8, NativeWalk::isOwn);
        // The first call of a thread makes it known.
        int other = capture.site();
        int[] found = new int[60];
        for (int i = 0; i < found.length; i++) {
            // First nothing is known and all has to be learned, then all is found and has to be verified.
            rows.fails = i < 10 || i >= 40;
            found[i] = there(capture);
        }

        assertThat(Arrays.stream(found).distinct().boxed())
                .containsExactly(found[0])
                .doesNotContain(other);
        assertThat(rows.faults).isEqualTo(30);
        assertThat(walk.isOn()).isTrue();
    }

    @Test
    void aRowForWantOfMemoryIsNotLearned() {
        SiteCapture capture = capture(8);
        rows.isShort = true;
        for (int i = 0; i < 50; i++) {
            there(capture);
        }
        assertThat(rows.asked.get()).isEqualTo(50);

        rows.isShort = false;
        for (int i = 0; i < 50; i++) {
            there(capture);
        }
        assertThat(rows.asked.get()).isBetween(51, 80);
    }

    @Test
    void platformThreadsAreWalkedFromTheirFirstCallOn() throws InterruptedException {
        NativeWalk walk = NativeWalk.open(WalkMode.VM, 1);
        SiteCapture capture = walk.capture(rows, 8, NativeWalk::isOwn);
        for (int i = 0; i < 20; i++) {
            Thread thread = Thread.ofPlatform().start(() -> {
                there(capture);
                there(capture);
                there(capture);
            });
            thread.join();
        }

        assertThat(walk.mismatches()).isZero();
        assertThat(walk.verified()).isPositive();
    }

    @Test
    void offIsOffForAReason() {
        NativeWalk walk = NativeWalk.open(WalkMode.OFF, 0);

        assertThat(walk.isOn()).isFalse();
        assertThat(walk.state()).isEqualTo("off: walk=off");
        assertThat(walk.capture(rows, 8, NativeWalk::isOwn)).isInstanceOf(StackWalkerCapture.class);
    }

    @Test
    void aWrongOptionNamesItself() {
        assertThatThrownBy(() -> NativeWalk.open(WalkMode.VM, -1)).hasMessage("verify=-1: expected 0 or more");
    }
}
