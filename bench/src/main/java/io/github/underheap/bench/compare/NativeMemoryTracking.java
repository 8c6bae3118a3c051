package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The JVM's own accounting of its memory. It knows what is live now, by category of the JVM; what arenas allocate is in
 * {@code Other}, with what else has no category.
 */
final class NativeMemoryTracking {

    private static final int BYTES = 10_000_019;
    private static final Pattern OTHER =
            Pattern.compile("Other \\(reserved=\\d+, committed=\\d+\\)\\s+\\(malloc=(\\d+)");

    private NativeMemoryTracking() {}

    /** Checks that it counts the block of an arena. */
    static void check() {
        long before = otherBytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ignored = arena.allocate(BYTES);
            long counted = otherBytes() - before;
            if (counted < BYTES) {
                throw new IllegalStateException(
                        "native memory tracking saw " + counted + " bytes of a block of " + BYTES);
            }
        }
    }

    private static long otherBytes() {
        String summary = summary();
        if (!summary.contains("Total: ")) {
            throw new IllegalStateException(summary.strip());
        }
        Matcher matcher = OTHER.matcher(summary);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static String summary() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmNativeMemory",
                            new Object[] {new String[] {"summary", "scale=1"}},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
