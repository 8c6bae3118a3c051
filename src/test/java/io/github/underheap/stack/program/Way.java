package io.github.underheap.stack.program;

import io.github.underheap.stack.SiteCapture;

/**
 * One thread's way through the random program: a script of steps, each a kind of call, with a site taken at its end. One
 * thread at a time uses it.
 */
public final class Way {
    private static final ThreadLocal<Way> CURRENT = new ThreadLocal<>();

    final SiteCapture[] captures;
    final Random random;
    final boolean yields;
    final int deoptimizeEvery;
    int[] script = new int[0];
    int at;
    int depth;
    int passed;
    /** Run once, just before the next site is taken. */
    Runnable before = Way::nothing;

    Way(SiteCapture[] captures, long seed, boolean yields, int deoptimizeEvery) {
        this.captures = captures;
        this.random = new Random(seed);
        this.yields = yields;
        this.deoptimizeEvery = deoptimizeEvery;
    }

    /** The way of this thread, for calls that cannot carry it. */
    static Way current() {
        return CURRENT.get();
    }

    void enter() {
        CURRENT.set(this);
    }

    void walk(int[] steps) {
        script = steps;
        at = 0;
        Steps.go(this, steps.length);
    }

    /** Takes a few sites, at several lines and to several depths. */
    @SuppressWarnings("ThreadPriorityCheck") // Yielding is what is tried here.
    void take() {
        Runnable now = before;
        before = Way::nothing;
        now.run();
        if (deoptimizeEvery > 0 && random.below(deoptimizeEvery) == 0) {
            Deoptimizer.deoptimize(random.below(4) == 0);
        }
        if (yields && random.below(3) == 0) {
            Thread.yield();
        }
        capture().site();
        if (random.below(2) == 0) {
            capture().site();
        }
        deeper(capture());
    }

    /** Mostly the first: the deeper a site, the more it costs to compare. */
    private SiteCapture capture() {
        int pick = random.below(4 * captures.length);
        return captures[pick < captures.length ? pick : 0];
    }

    private static void deeper(SiteCapture capture) {
        capture.site();
    }

    private static void nothing() {}

    /** A small generator whose state is the thread's own. */
    static final class Random {
        private long state;

        Random(long seed) {
            state = seed * 0x9E3779B97F4A7C15L | 1;
        }

        int below(int bound) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            return (int) ((state >>> 33) % bound);
        }
    }
}
