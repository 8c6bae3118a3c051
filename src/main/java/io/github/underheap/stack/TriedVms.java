package io.github.underheap.stack;

/**
 * The JVMs on which the walk was compared with StackWalker at length. On others it is off until somebody asks for it.
 *
 * <p>A release says how frames are made, and the {@link VmStructs#fingerprint()} says whether a build of it lays out what the walk
 * reads in the way that was tried.
 */
final class TriedVms {
    /** The only one that was tried. */
    static final int RELEASE = 25;

    private static final long[] FINGERPRINTS = {
        0x7a2190b1877e47c8L, // Temurin 25.0.3+9, Linux x86_64
    };

    private TriedVms() {}

    static boolean contain(long fingerprint) {
        for (long tried : FINGERPRINTS) {
            if (tried == fingerprint) {
                return true;
            }
        }
        return false;
    }
}
