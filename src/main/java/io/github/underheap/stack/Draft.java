package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;

/**
 * A stack that a thread has just failed to find: that thread's own until it is learned or released.
 *
 * @param cache the address of the helper's {@code uh_cache}
 * @param index which of its {@code uh_draft}s
 */
record Draft(long cache, int index) {

    private long at(int offset) {
        return cache + Helper.UH_CACHE_DRAFT() + (long) index * Helper.UH_DRAFT_BYTES() + offset;
    }

    private int get(int offset) {
        return RawMemory.intAt(at(offset));
    }

    int words() {
        return get(Helper.UH_DRAFT_WORDS());
    }

    /** How the walk ended. */
    int end() {
        return get(Helper.UH_DRAFT_END());
    }

    int probedWords() {
        return get(Helper.UH_DRAFT_PROBED_WORDS());
    }

    int probedEnd() {
        return get(Helper.UH_DRAFT_PROBED_END());
    }

    /** Java frames, inlined ones included, of the first word up to this one. */
    int frames(int word) {
        return get(Helper.UH_DRAFT_FRAMES() + word * Integer.BYTES);
    }

    /** Learns that a beginning of the walk stands for a row, and releases the draft; false when the cache is full. */
    boolean learn(int words, int end, int row) {
        RawMemory.putInt(at(Helper.UH_DRAFT_KEY_WORDS()), words);
        RawMemory.putInt(at(Helper.UH_DRAFT_KEY_END()), end);
        RawMemory.putInt(at(Helper.UH_DRAFT_KEY_VALUE()), row);
        return Downcalls.learn(cache, index) != 0;
    }

    void release() {
        long ignored = Downcalls.release(cache, index);
    }
}
