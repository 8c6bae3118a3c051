package io.github.underheap.memory;

/** Spreads threads over rows that stand for no site, so that they seldom meet on one. */
public final class Stripes {

    private Stripes() {}

    /**
     * The stripe of the current thread, the same each time.
     *
     * @param count a power of two
     * @return 0 to {@code count - 1}
     */
    public static int ofCurrentThread(int count) {
        return (int) ((Thread.currentThread().threadId() * 0x9E37_79B9L) >>> 16) & (count - 1);
    }
}
