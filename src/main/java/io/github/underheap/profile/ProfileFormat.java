package io.github.underheap.profile;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A form in which a profile can be written. Implementations are found by {@link java.util.ServiceLoader}.
 *
 * <p>Thread-safe.
 */
public interface ProfileFormat {

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
