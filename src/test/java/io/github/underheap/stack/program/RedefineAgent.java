package io.github.underheap.stack.program;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** Keeps the right to redefine classes. */
public final class RedefineAgent {
    private static volatile @Nullable Instrumentation instrumentation;

    private RedefineAgent() {}

    /** Called by the JVM. */
    public static void premain(@Nullable String options, Instrumentation given) {
        instrumentation = given;
    }

    static Instrumentation instrumentation() {
        Instrumentation given = instrumentation;
        if (given == null) {
            throw new IllegalStateException("start the JVM with -javaagent");
        }
        return given;
    }
}
