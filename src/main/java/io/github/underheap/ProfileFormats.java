package io.github.underheap;

import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds formats by name: first the library's own, then those of others. */
final class ProfileFormats {

    /**
     * By name, since this package does not depend on that of the reports; and not by the service loader, which finds nothing in a
     * jar that was merged from several without their {@code META-INF/services}.
     */
    private static final Map<String, String> OWN = Map.of(
            "dhat", "io.github.underheap.report.DhatFormat",
            "summary", "io.github.underheap.report.SummaryFormat",
            "sites", "io.github.underheap.report.SitesFormat");

    /** A list of providers that cannot be read at all fails anew each time it is asked for the next one. */
    private static final int MAX_BROKEN = 100;

    private ProfileFormats() {}

    /** @throws IllegalArgumentException if there is no such format */
    static ProfileFormat get(String name) {
        String own = OWN.get(name);
        return own == null ? ofOthers(name) : newInstance(own);
    }

    private static ProfileFormat newInstance(String className) {
        try {
            return Class.forName(className)
                    .asSubclass(ProfileFormat.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the library is not whole: " + className + " is missing", e);
        }
    }

    private static ProfileFormat ofOthers(String name) {
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
                // Somebody else's provider is broken; the next one may be right.
                broken++;
            }
        }
        throw new IllegalArgumentException("format '" + name + "' is not known");
    }
}
