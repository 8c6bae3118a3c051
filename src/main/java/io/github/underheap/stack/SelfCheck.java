package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import io.github.underheap.stack.bindings.uh_vm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment facts = memory.allocate(VmFacts.BYTES, Long.BYTES);
            facts.copyFrom(RawMemory.slice(vm.address(), VmFacts.BYTES));
            if (uh_vm.generation_at(facts) == 0) {
                // All frames are interpreted now. What is tried here stays loaded, so the counter may stand still.
                uh_vm.generation_at(
                        facts, memory.allocate(Long.BYTES, Long.BYTES).address());
            }
            tried(new WalkableVm(vm.mode(), facts.address(), vm.calleeFrames(), vm.frozen()));
        }
    }

    private static void tried(WalkableVm vm) throws WalkUnavailableException {
        NativeWalk walk = NativeWalk.of(vm, 1);
        SiteCapture capture = walk.capture(new KeyCache.Size(1 << 10, 1 << 16), new Rows(), DEPTH, new Own());
        SelfCheck check = new SelfCheck(capture);
        for (int round = 0; round < ROUNDS; round++) {
            check.shapes();
        }
        if (walk.mismatches() > 0) {
            throw new WalkUnavailableException("the self-check got a wrong site: " + walk.counts());
        }
        if (walk.verified() == 0) {
            // As with return addresses that are signed.
            String what = walk.counts().learned.sum() == 0 ? "could read no stack: " : "knew no stack again: ";
            throw new WalkUnavailableException("the self-check " + what + walk.counts());
        }
    }

    /**
     * Java frames from this method's callee to the helper, or 0 when the walk does not reach the thread's bottom. During start-up
     * nearly all of them are interpreted, and they are never more.
     */
    static int calleeFrames(long vm) {
        int found = calleeFrames(vm, Helper.UH_BOTTOM_CALL());
        return found == 0 ? calleeFrames(vm, Helper.UH_BOTTOM_UPCALL()) : found;
    }

    /** The same, when the walk ends in this way; else 0. */
    static int calleeFrames(long vm, int bottom) {
        KeyCache cache = new KeyCache.Size(1 << 6, 1 << 10).make(null);
        try {
            long result = Downcalls.site(vm, cache.address);
            if (result > Helper.UH_DRAFT()) {
                return 0;
            }
            Draft draft = cache.draft((int) (Helper.UH_DRAFT() - result));
            if (draft.end() != bottom) {
                return 0;
            }
            return draft.frames(draft.words() - 1) - ALL.walk(new Count());
        } finally {
            // So that this has been done before an application's thread has to do it, perhaps where its stack ends.
            cache.discard();
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

    private static final class Own implements Predicate<Class<?>> {
        @Override
        public boolean test(Class<?> type) {
            return NativeWalk.isOwn(type);
        }
    }

    private static final class Count implements Function<Stream<StackWalker.StackFrame>, Integer> {
        @Override
        public Integer apply(Stream<StackWalker.StackFrame> stack) {
            int count = 0;
            for (Iterator<StackWalker.StackFrame> it = stack.iterator(); it.hasNext(); it.next()) {
                count++;
            }
            return count;
        }
    }

    /** Rows by their frames. One thread uses it. */
    private static final class Rows implements SiteSink {
        private final Map<Place, Integer> frames = new HashMap<>();
        private final Map<List<Integer>, Integer> sites = new HashMap<>();

        @Override
        public int frame(StackWalker.StackFrame frame) {
            return number(frames, new Place(frame));
        }

        @Override
        public int site(int[] numbers, int length) {
            List<Integer> key = new ArrayList<>(length);
            for (int i = 0; i < length; i++) {
                key.add(numbers[i]);
            }
            return number(sites, key);
        }

        private static <K> int number(Map<K, Integer> numbers, K key) {
            Integer known = numbers.putIfAbsent(key, numbers.size());
            return known == null ? numbers.size() - 1 : known;
        }
    }

    /** A frame as a key: two are equal if they are the same place in the code. */
    private static final class Place {
        private final StackWalker.StackFrame frame;

        Place(StackWalker.StackFrame frame) {
            this.frame = frame;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place place && StackReach.same(frame, place.frame);
        }

        @Override
        public int hashCode() {
            return 31 * frame.getDeclaringClass().hashCode() + frame.getByteCodeIndex();
        }
    }
}
