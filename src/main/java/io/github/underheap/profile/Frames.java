package io.github.underheap.profile;

/**
 * The frames of a profile by number. Implementations are immutable and thread-safe; they lie on the heap or off it.
 */
public interface Frames {

    /** One more than the highest number of a frame. */
    int limit();

    /**
     * A frame.
     *
     * @throws IndexOutOfBoundsException if there is no such frame
     */
    Frame frame(int number);

    /**
     * Whether a frame is no Java method but says why there is none; for a table off the heap it need not be made for
     * that.
     */
    default boolean isSynthetic(int number) {
        return frame(number).isSynthetic();
    }
}
