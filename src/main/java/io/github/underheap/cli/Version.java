package io.github.underheap.cli;

import org.jspecify.annotations.Nullable;

/** What this build is. */
final class Version {

    private Version() {}

    /** Its number, as the jar says it. */
    static String number() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }

    /** As {@code --version} prints it. */
    static String line() {
        return "underheap " + number();
    }
}
