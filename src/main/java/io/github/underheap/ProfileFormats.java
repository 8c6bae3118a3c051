package io.github.underheap;

import java.util.ServiceLoader;

/** Finds formats by name. */
final class ProfileFormats {

    private ProfileFormats() {}

    /** @throws IllegalArgumentException if there is no such format */
    static ProfileFormat get(String name) {
        for (ProfileFormat format : ServiceLoader.load(ProfileFormat.class, ProfileFormats.class.getClassLoader())) {
            if (format.name().equals(name)) {
                return format;
            }
        }
        throw new IllegalArgumentException("format '" + name + "' is not known");
    }
}
