package io.github.underheap.stack;

/**
 * Where captured frames become sites.
 *
 * <p>Thread-safe, never blocks, and calls no code of the application.
 */
public interface SiteSink {

    /** The number of a frame; negative if there is no room for a new one. */
    int frame(StackWalker.StackFrame frame);

    /**
     * The row of a stack.
     *
     * @param frames what {@link #frame} gave, innermost first; entries may be negative
     * @param length how many of them; 0 if the stack shows no frame of the application
     * @return 0 or more
     */
    int site(int[] frames, int length);

    /** Whether a stack of this row has it for ever; not if there was only no memory for a row of its own. */
    default boolean isLasting(int row) {
        return true;
    }

    /**
     * Whether two rows that {@link #site} gave cannot be of one stack: they differ in a class, a method or the index of a bytecode. Lines
     * do not count: the JVM forgets those of frames whose class is redefined while they are on a stack.
     */
    default boolean contradict(int row, int other) {
        return row != other;
    }
}
