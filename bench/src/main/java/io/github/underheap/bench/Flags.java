package io.github.underheap.bench;

/**
 * Flags of every JVM that is measured. The heap is small, of fixed size and touched before, because a young generation that grows
 * costs page faults, which on some machines are half of what an operation takes, in some processes and not in others.
 */
public final class Flags {

    public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    public static final String LEAST_HEAP = "-Xms1g";
    public static final String MOST_HEAP = "-Xmx1g";
    public static final String TOUCHED = "-XX:+AlwaysPreTouch";

    private Flags() {}
}
