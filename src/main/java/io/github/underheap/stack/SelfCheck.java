package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_draft;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Tries the walk before it is trusted: stacks of many shapes, each taken several times, every hit compared with
 * StackWalker. One wrong hit, or no hit at all, and the walk stays off.
 */
final class SelfCheck {
    /** Enough for each shape to be learned and then met again. */
    private static final int ROUNDS = 12;

    private static final int DEPTH = 8;
    private static final StackWalker ALL = StackWalker.getInstance(Set.of(StackWalker.Option.SHOW_HIDDEN_FRAMES));

    private final SiteCapture capture;

    private SelfCheck(SiteCapture capture) {
        this.capture = capture;
    }

    static void run(WalkableVm vm) throws WalkUnavailableException {
        NativeWalk walk = NativeWalk.of(vm, 1);
        SiteCapture capture = walk.capture(new KeyCache.Size(1 << 10, 1 << 16), new Rows(), DEPTH, NativeWalk::isOwn);
        SelfCheck check = new SelfCheck(capture);
        for (int round = 0; round < ROUNDS; round++) {
            check.shapes();
        }
        if (walk.mismatches() > 0) {
            throw new WalkUnavailableException("the self-check got a wrong site: " + walk.counted());
        }
        if (walk.verified() == 0 && walk.incomplete() == 0) {
            throw new WalkUnavailableException("the self-check knew no stack again: " + walk.counted());
        }
    }

    /**
     * Java frames between this method and the helper, or 0 when the walk does not reach the thread's bottom. At start-up
     * nearly all of them are interpreted, and they are never more.
     */
    static int framesAbove(long vm) {
        KeyCache cache = KeyCache.create(new KeyCache.Size(1 << 6, 1 << 10), new AtomicInteger());
        try {
            long answer = Downcalls.site(vm, cache.address);
            if (answer > Helper.UH_DRAFT()) {
                return 0;
            }
            MemorySegment draft = cache.draft((int) (Helper.UH_DRAFT() - answer));
            int end = uh_draft.end(draft);
            if (end == Helper.UH_CUT() || end > Helper.UH_BOTTOM_UPCALL()) {
                return 0;
            }
            long here = ALL.walk(Stream::count);
            return (int) (uh_draft.frames(draft, uh_draft.words(draft) - 1) - here);
        } finally {
            Reference.reachabilityFence(cache);
        }
    }

    private void shapes() {
        capture.site();
        capture.site();
        direct();
        twice();
        for (int depth = 1; depth <= 2 * DEPTH; depth++) {
            recurse(depth);
        }
        Runnable lambda = () -> capture.site();
        lambda.run();
        Runnable reference = this::direct;
        reference.run();
        List.of(1, 2, 3).forEach(each -> twice());
        Stream.of(lambda, reference).map(each -> each).forEach(Runnable::run);
    }

    private void direct() {
        capture.site();
    }

    private void twice() {
        direct();
        direct();
    }

    private void recurse(int depth) {
        if (depth == 0) {
            direct();
        } else if ((depth & 1) == 0) {
            recurse(depth - 1);
        } else {
            recurseBySide(depth);
        }
    }

    private void recurseBySide(int depth) {
        recurse(depth - 1);
    }

    /** Rows by the text of their frames. One thread uses it. */
    private static final class Rows implements SiteSink {
        private final Map<String, Integer> frames = new HashMap<>();
        private final Map<List<Integer>, Integer> sites = new HashMap<>();

        @Override
        public int frame(StackWalker.StackFrame frame) {
            String text = frame.getClassName()
                    + '.'
                    + frame.getMethodName()
                    + frame.getDescriptor()
                    + '@'
                    + frame.getByteCodeIndex();
            return frames.computeIfAbsent(text, absent -> frames.size());
        }

        @Override
        public int site(int[] numbers, int length) {
            List<Integer> key = Arrays.stream(numbers, 0, length).boxed().toList();
            return sites.computeIfAbsent(key, absent -> sites.size());
        }
    }
}
