package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Stacks that were met before are recognised without a walk. */
class PathTest implements NeedsTheWalk {
    /** Before the keys are hidden once: enough for a path, where the code was compiled anew or another stack has its place. */
    private static final int MEETINGS = 100;

    private static final int ATTEMPTS = 20;

    /** A class that is loaded or a method that is compiled just then costs a few. */
    private static final int MOST = ATTEMPTS - 5;

    private final NativeWalk walk = NativeWalk.open(WalkMode.VM, 0);
    private final Rows rows = new Rows();

    /** Rows in order of first appearance; counts how often StackWalker was asked. */
    private static final class Rows implements SiteSink {
        private final Map<String, Integer> frames = new HashMap<>();
        private final Map<List<Integer>, Integer> sites = new HashMap<>();
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public synchronized int frame(StackWalker.StackFrame frame) {
            String place = frame.getClassName() + '.' + frame.getMethodName() + '@' + frame.getByteCodeIndex();
            return frames.computeIfAbsent(place, absent -> frames.size());
        }

        @Override
        public synchronized int site(int[] numbers, int length) {
            asked.incrementAndGet();
            List<Integer> key = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                key.add(numbers[i]);
            }
            return sites.computeIfAbsent(key, absent -> sites.size());
        }
    }

    private SiteCapture capture(int depth) {
        return walk.capture(rows, depth, NativeWalk::isOwn);
    }

    /**
     * Meets one stack again and again, each time at the same place and in the end of each attempt without keys.
     *
     * @param withPaths whether paths are there then
     * @return attempts in which StackWalker was not asked in the end
     */
    private int found(SiteCapture capture, boolean withPaths) {
        Set<Integer> met = new HashSet<>();
        int found = 0;
        for (int i = 1; i <= ATTEMPTS * MEETINGS; i++) {
            boolean hides = i % MEETINGS == 0;
            HiddenKeys keys = hides ? new HiddenKeys(capture) : new HiddenKeys();
            if (hides && !withPaths) {
                HiddenKeys.forgetPaths(capture);
            }
            int asked = rows.asked.get();
            met.add(capture.site());
            found += hides && rows.asked.get() == asked ? 1 : 0;
            keys.show();
        }
        assertThat(met).hasSize(1);
        return found;
    }

    private int foundIn(ThreadFactory threads, int depth) throws InterruptedException, ExecutionException {
        FutureTask<Integer> found = new FutureTask<>(() -> found(capture(depth), true));
        threads.newThread(found).start();
        return found.get();
    }

    @Test
    void aKnownStackIsFoundWithoutItsKey() {
        assertThat(found(capture(8), true)).isGreaterThanOrEqualTo(MOST);
    }

    @Test
    void withoutPathsKeysAreNeeded() {
        assertThat(found(capture(8), false)).isZero();
    }

    /** Sites of more frames than there are depend on where the stack ends. */
    @Test
    void aWholeStackIsFoundWithoutItsKey() throws Exception {
        assertThat(foundIn(Thread.ofPlatform().factory(), 64)).isGreaterThanOrEqualTo(MOST);
        assertThat(foundIn(Thread.ofVirtual().factory(), 64)).isGreaterThanOrEqualTo(MOST);
    }

    private static int there(SiteCapture capture) {
        return capture.site();
    }

    private static int twoAway(SiteCapture capture) {
        return there(capture);
    }

    /** A path of one would be a wrong answer for the other, or a right one with another row. */
    @Test
    void capturesOfDifferentDepthsDoNotMeet() {
        NativeWalk verified = NativeWalk.open(WalkMode.VM, 1);
        List<SiteCapture> captures = new ArrayList<>();
        for (int depth : new int[] {1, 2, 8, 64}) {
            captures.add(verified.capture(rows, depth, NativeWalk::isOwn));
            captures.add(verified.capture(rows, depth, NativeWalk::isOwn));
        }
        List<List<Integer>> found = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            List<Integer> each = new ArrayList<>();
            for (SiteCapture capture : captures) {
                each.add(there(capture));
                each.add(twoAway(capture));
            }
            found.add(each);
        }

        assertThat(found.stream().distinct()).hasSize(1);
        // Of one frame, both are the same site; of more, they are not, and each depth has its own.
        assertThat(found.getFirst().stream().distinct()).hasSize(1 + 3 * 2);
        assertThat(verified.mismatches()).isZero();
        assertThat(verified.verified()).isGreaterThan(10_000);
    }
}
