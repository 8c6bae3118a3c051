package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Recognises stacks by their physical frames and asks {@link StackWalkerCapture} for those it has not seen.
 *
 * <p><b>Hit:</b> one critical downcall walks and looks up. <b>Miss:</b> the helper leaves what it saw in a draft; then
 * StackWalker names the stack, {@link StackReach} says how many Java frames the name stands on, and the draft is learned
 * if its words cover that many. Both walkers see the same frames, because {@link #site()} does not return in between.
 *
 * <p><b>Races.</b> All threads share the table without a lock (see the helper's source). Any thread may replace a full
 * table while others look into it: they finish with the old one, which lives as long as they hold it. A thread may learn
 * into a table that was just replaced: that key is lost and learned again. {@link NativeWalk} may be turned off at any
 * time: a hit already under way is still returned. The count of hits to verify is racy; some are verified earlier or later.
 *
 * <p>Thread-safe.
 */
final class NativeWalkCapture implements SiteCapture {
    /** Stacks that found no draft before a new cache is tried; all drafts may be in use for a moment. */
    private static final int NO_DRAFT_PATIENCE = 1 << 10;

    private final NativeWalk walk;
    private final long vm;
    private final int framesAbove;
    private final int verifyEvery;
    private final KeyCache.Size size;
    private final StackWalkerCapture fallback;
    private final StackReach reach;
    private final AtomicInteger liveCaches = new AtomicInteger();
    private final Object replacing = new Object();
    private volatile KeyCache cache;
    private int unverified;

    NativeWalkCapture(
            NativeWalk walk, WalkableVm vm, KeyCache.Size size, SiteSink sink, int depth, Predicate<Class<?>> own) {
        this.walk = walk;
        this.vm = vm.address();
        this.framesAbove = vm.framesAbove();
        this.verifyEvery = walk.verifyEvery();
        this.size = size;
        this.fallback = new StackWalkerCapture(sink, depth, own);
        this.reach = new StackReach(depth, own);
        this.cache = KeyCache.create(size, liveCaches);
    }

    @Override
    public int site() {
        KeyCache known = cache;
        long answer;
        try {
            answer = walk.isStopped() ? Helper.UH_NEVER() : Downcalls.site(vm, known.address);
        } finally {
            Reference.reachabilityFence(known);
        }
        if (answer >= 0 && verifyEvery == 0) {
            return (int) answer;
        }
        return answer >= 0 ? hit((int) answer) : miss(answer, known);
    }

    /** The table in use now; for tests. */
    KeyCache cache() {
        return cache;
    }

    private int hit(int row) {
        if (++unverified < verifyEvery) {
            return row;
        }
        unverified = 0;
        int right = fallback.site();
        walk.counts().verified.increment();
        if (right != row) {
            walk.counts().mismatches.increment();
            walk.stop();
        }
        return right;
    }

    private int miss(long answer, KeyCache known) {
        if (answer <= Helper.UH_DRAFT()) {
            return learn(known.draft((int) (Helper.UH_DRAFT() - answer)), known);
        }
        if (answer <= Helper.UH_INCOMPLETE()) {
            walk.counts().incomplete((int) (Helper.UH_INCOMPLETE() - answer));
        } else if (answer == Helper.UH_NEW_THREAD()) {
            long ignored = Helper.uh_enter_thread(0, 0);
        } else if (answer == Helper.UH_NO_DRAFT()) {
            noDraft(known);
        } else {
            walk.counts().never.increment();
        }
        return fallback.site();
    }

    /** Threads that run out of stack can lose drafts. When there may be none left, a new cache brings new ones. */
    private void noDraft(KeyCache known) {
        LongAdder noDraft = walk.counts().noDraft;
        noDraft.increment();
        if (noDraft.sum() % NO_DRAFT_PATIENCE == 0) {
            replace(known);
        }
    }

    private int learn(Draft draft, KeyCache known) {
        boolean released = false;
        try {
            int row = fallback.site();
            Part part = part(draft, reach.measure());
            boolean learned = false;
            if (part.words() == 0) {
                draft.release();
            } else {
                learned = draft.learn(part.words(), part.end(), row);
            }
            released = true;
            if (learned) {
                walk.counts().learned.increment();
            } else if (part.words() == 0) {
                walk.counts().unlearned.increment();
            } else {
                walk.counts().full.increment();
                replace(known);
            }
            return row;
        } finally {
            // StackWalker may fail on a full stack; the draft must not be lost with it.
            if (!released) {
                draft.release();
            }
            Reference.reachabilityFence(known);
        }
    }

    /**
     * The beginning of a draft that makes a key.
     *
     * @param words how many of its words; 0: none of it
     * @param end cut there, or the bottom of the stack
     */
    private record Part(int words, int end) {
        static final Part NONE = new Part(0, 0);
    }

    /** The shortest part of a walk that stands for one site only. Never shorter than what was looked up. */
    private Part part(Draft draft, StackReach.Reach reach) {
        int words = draft.words();
        int end = draft.end();
        if (reach.isKnown() && !reach.whole()) {
            int needed = reach.frames() + framesAbove;
            for (int n = draft.probedWords(); n <= words; n++) {
                if (n > 0 && draft.frames(n - 1) >= needed) {
                    int probed = draft.probedWords();
                    return new Part(n, n == probed ? draft.probedEnd() : Helper.UH_CUT());
                }
            }
        }
        boolean bottom = end == Helper.UH_BOTTOM_CALL()
                || end == Helper.UH_BOTTOM_UPCALL()
                || (end == Helper.UH_BOTTOM_CONTINUATION() && !reach.crosses());
        return bottom && reach.isKnown() ? new Part(words, end) : Part.NONE;
    }

    /** Empties a full table, unless an older one still waits to be freed: then this one stays as it is. */
    private void replace(KeyCache full) {
        synchronized (replacing) {
            if (cache == full && liveCaches.get() < 2) {
                cache = KeyCache.create(size, liveCaches);
                walk.counts().emptied.increment();
            }
        }
    }
}
