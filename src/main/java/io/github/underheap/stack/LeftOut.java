package io.github.underheap.stack;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/**
 * How many frames will be left out of the next sites: as many as of the last few that were counted, at most. They are those of the library,
 * and those of reflection, of which an ordinary walk does not tell.
 *
 * <p><b>Race.</b> Fields are read and written without order: a count may get lost, which makes a guess worse and nothing wrong.
 */
final class LeftOut {

    /** Of nearly all sites. */
    static final int USUAL = 8;

    /** Walks of which the last is counted again, by a walk that costs as much. */
    static final int WALKS = 256;

    /** Counts after which those before are forgotten. */
    static final int COUNTS = 8;

    /** A batch is memory of the heap for each walk. What calls itself more often than that pays for a second one. */
    static final int MOST = 256;

    private int frames;
    private int walks;
    private int most;
    private int counts;

    /** @param frames the first guess */
    LeftOut(int frames) {
        this.frames = frames;
    }

    /** The guess. */
    int frames() {
        return frames;
    }

    /** Takes note of a walk; whether it is time to count. */
    boolean isDue() {
        return ++walks % WALKS == 0;
    }

    /**
     * Takes note of how many frames were left out of a site.
     *
     * @return whether that changes the guess
     */
    boolean changes(int count) {
        int before = frames;
        int highest = Math.max(most, Math.min(count, MOST));
        int counted = counts + 1;
        boolean last = counted >= COUNTS;
        most = last ? 0 : highest;
        counts = last ? 0 : counted;
        int after = last ? highest : Math.max(before, highest);
        frames = after;
        return after != before;
    }

    /** Whether a frame is probably one of reflection; StackWalker knows, but does not tell. */
    static boolean isOfReflection(Class<?> type) {
        return type == Method.class
                || type == Constructor.class
                || type.getPackageName().equals("jdk.internal.reflect");
    }
}
