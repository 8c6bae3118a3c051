package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Predicate;

/**
 * Recognises stacks by their physical frames and asks {@link StackWalkerCapture} for those it has not seen.
 *
 * <p><b>Hit:</b> one critical downcall recognises the stack. <b>Miss:</b> the helper leaves what it saw in a draft; then
 * StackWalker names the stack, {@link StackReach} says how many Java frames the name stands on, and the draft is learned
 * if its words cover that many. Both walkers see the same frames, because {@link #site()} does not return in between.
 *
 * <p><b>Races.</b> All threads share the table without a lock (see the helper's source). Any thread may replace a full
 * table while others look into it: they finish with the old one, which lives as long as they hold it. Of several that replace it at
 * the same time one wins, by CAS; the others discard what they made and go on with what is there. A thread may learn
 * into a table that was just replaced: that key is lost and learned again. {@link NativeWalk} may be turned off at any
 * time: a hit already under way is still returned. The count of hits to verify is racy; some are verified earlier or later.
 *
 * <p><b>Faults.</b> A row that was found is returned whatever goes wrong while it is learned or verified, such as an end of memory or
 * stack.
 *
 * <p>Thread-safe.
 */
final class NativeWalkCapture implements SiteCapture {
    /** Stacks that found no draft before a new cache is tried; all drafts may be in use for a moment. */
    private static final int NO_DRAFT_PATIENCE = 1 << 10;

    /** Not an AtomicReference: reading that would cost each hit another load. */
    private static final AtomicReferenceFieldUpdater<NativeWalkCapture, KeyCache> CACHE =
            AtomicReferenceFieldUpdater.newUpdater(NativeWalkCapture.class, KeyCache.class, "cache");

    private final NativeWalk walk;
    private final long vm;
    private final FrozenFrames frozen;
    private final int calleeFrames;
    private final int verifyEvery;
    private final KeyCache.Maker maker;
    private final SiteSink sink;
    private final StackWalkerCapture fallback;
    private final StackReach reach;
    private volatile KeyCache cache;
    private int unverified;

    NativeWalkCapture(
            NativeWalk walk, WalkableVm vm, KeyCache.Maker maker, SiteSink sink, int depth, Predicate<Class<?>> own) {
        this.walk = walk;
        this.vm = vm.address();
        this.frozen = vm.frozen();
        this.calleeFrames = vm.calleeFrames();
        this.verifyEvery = walk.verifyEvery();
        this.maker = maker;
        this.sink = sink;
        this.fallback = new StackWalkerCapture(sink, depth, own);
        this.reach = new StackReach(depth, own);
        this.cache = maker.make(null);
    }

    @Override
    public int site() {
        KeyCache known = cache;
        long result;
        try {
            result = walk.isStopped() ? Helper.UH_NEVER() : Downcalls.site(vm, known.address);
        } finally {
            Reference.reachabilityFence(known);
        }
        if (result >= 0 && verifyEvery == 0) {
            return (int) result;
        }
        return result >= 0 ? hit((int) result) : miss(result, known);
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
        int right = row;
        try {
            int asked = fallback.site();
            walk.counts().verified.increment();
            if (sink.contradict(row, asked)) {
                right = asked;
                walk.stop();
                walk.counts().mismatch(row, asked);
            }
        } catch (Throwable t) {
            // What was found so far holds.
        }
        return right;
    }

    private int miss(long result, KeyCache known) {
        if (result <= Helper.UH_DRAFT()) {
            return learn(known.draft((int) (Helper.UH_DRAFT() - result)), known);
        }
        if (result <= Helper.UH_INCOMPLETE()) {
            int end = (int) (Helper.UH_INCOMPLETE() - result);
            walk.counts().incomplete(end);
            int row = fallback.site();
            frozen.met(end);
            return row;
        } else if (result == Helper.UH_NEW_THREAD()) {
            long ignored = Helper.uh_enter_thread(0, 0);
        } else if (result == Helper.UH_NO_DRAFT()) {
            noDraft(known);
        } else {
            walk.counts().never.increment();
        }
        return fallback.site();
    }

    /** Threads that run out of stack can lose drafts. When there may be none left, a new cache brings new ones. */
    private void noDraft(KeyCache known) {
        if (walk.counts().noDraft.incrementAndGet() % NO_DRAFT_PATIENCE == 0) {
            replace(known);
        }
    }

    private int learn(Draft draft, KeyCache known) {
        boolean named = false;
        int row = 0;
        try {
            row = fallback.site();
            named = true;
            learn(draft, row, known);
        } catch (Throwable t) {
            // StackWalker may fail on a full stack; the draft must not be lost with it.
            if (!named) {
                draft.release();
                throw t;
            }
        } finally {
            Reference.reachabilityFence(known);
        }
        return row;
    }

    /** Nothing is lost if this fails: the stack is learned when it is met again. */
    private void learn(Draft draft, int row, KeyCache known) {
        boolean released = false;
        try {
            frozen.met(draft.end());
            Part part = sink.isLasting(row) ? part(draft, reach.measure()) : Part.NONE;
            boolean learned = false;
            if (part.words() == 0) {
                draft.release();
            } else {
                boolean never = part.end() == Helper.UH_BARRIER();
                learned = draft.learn(part.words(), part.end(), never ? Helper.UH_NEVER() : row);
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
        } catch (RuntimeException | Error e) {
            walk.counts().unlearned.increment();
        } finally {
            if (!released) {
                draft.release();
            }
        }
    }

    /**
     * The beginning of a draft that makes a key.
     *
     * @param words how many of its words; 0: none of it
     * @param end cut there, or the bottom of the stack; or a barrier, of which StackWalker alone knows what is behind
     */
    private record Part(int words, int end) {
        static final Part NONE = new Part(0, 0);
    }

    /** The shortest part of a walk that stands for one site only. Never shorter than what was looked up. */
    private Part part(Draft draft, StackReach.Reach reach) {
        int words = draft.words();
        int end = draft.end();
        if (reach.isKnown() && !reach.whole()) {
            int needed = reach.frames() + calleeFrames;
            for (int n = draft.probedWords(); n <= words; n++) {
                if (n > 0 && draft.frames(n - 1) >= needed) {
                    int probed = draft.probedWords();
                    return new Part(n, n == probed ? draft.probedEnd() : Helper.UH_CUT());
                }
            }
        }
        if (end == Helper.UH_BARRIER()) {
            return frozen.isSettled() ? new Part(words, end) : Part.NONE;
        }
        boolean bottom = end == Helper.UH_BOTTOM_CALL()
                || end == Helper.UH_BOTTOM_UPCALL()
                || (end == Helper.UH_BOTTOM_CONTINUATION() && !reach.crosses());
        return bottom && reach.isKnown() ? new Part(words, end) : Part.NONE;
    }

    /**
     * Puts an empty table in the place of a full one, unless the one before that is still in use, or there is no memory: then the
     * full one stays as it is.
     */
    private void replace(KeyCache full) {
        if (cache != full || !full.mayBeReplaced()) {
            return;
        }
        KeyCache empty;
        try {
            empty = maker.make(full);
        } catch (OutOfMemoryError e) {
            walk.counts().noMemory.increment();
            return;
        }
        if (CACHE.compareAndSet(this, full, empty)) {
            walk.counts().emptied.increment();
        } else {
            empty.discard();
        }
    }
}
