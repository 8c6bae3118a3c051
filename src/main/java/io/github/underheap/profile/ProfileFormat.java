package io.github.underheap.profile;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A form in which a profile can be written. Implementations are found by {@link java.util.ServiceLoader}.
 *
 * <p>Thread-safe.
 */
public interface ProfileFormat {

    /** What is said of a file of the format {@code dhat} or {@code dhat-ad-hoc}. */
    String IS_VIEWABLE = "is viewable with dh_view.html (https://nnethercote.github.io/dh_view/dh_view.html)";

    /** The name by which the format is asked for, such as {@code dhat}. */
    String name();

    /**
     * Writes a profile.
     *
     * @param out is not closed
     * @throws IOException if {@code out} fails
     */
    void write(Profile profile, OutputStream out) throws IOException;
}
