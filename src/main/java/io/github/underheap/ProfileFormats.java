package io.github.underheap;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds formats by name. */
final class ProfileFormats {

    /** A list of providers that cannot be read at all fails anew each time it is asked for the next one. */
    private static final int MAX_BROKEN = 100;

    private ProfileFormats() {}

    /** @throws IllegalArgumentException if there is no such format */
    static ProfileFormat get(String name) {
        Iterator<ProfileFormat> formats = ServiceLoader.load(ProfileFormat.class, ProfileFormats.class.getClassLoader())
                .iterator();
        for (int broken = 0; broken < MAX_BROKEN; ) {
            try {
                if (!formats.hasNext()) {
                    break;
                }
                ProfileFormat format = formats.next();
                if (format.name().equals(name)) {
                    return format;
                }
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                // Somebody else's provider; the library's own must be found all the same.
                broken++;
            }
        }
        throw new IllegalArgumentException("format '" + name + "' is not known (were jars merged without their "
                + "META-INF/services/" + ProfileFormat.class.getName() + "?)");
    }
}
