package io.github.underheap.stack;

import io.github.underheap.stack.bindings.Helper;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The helper's functions that are called as <em>critical</em> downcalls: the thread keeps its Java state, so no safepoint
 * is reached between reading a stack and looking it up. jextract has no option for such calls; addresses and descriptors
 * are still its own.
 *
 * <p>All have one signature, because each further one takes milliseconds to bind. Initialising this class needs a loaded
 * helper.
 */
final class Downcalls {
    private static final MethodHandle SITE = critical(Helper.uh_site$address(), Helper.uh_site$descriptor());
    private static final MethodHandle LEARN = critical(Helper.uh_learn$address(), Helper.uh_learn$descriptor());
    private static final MethodHandle RELEASE = critical(Helper.uh_release$address(), Helper.uh_release$descriptor());
    private static final MethodHandle SNAPSHOT =
            critical(Helper.uh_snapshot$address(), Helper.uh_snapshot$descriptor());
    private static final MethodHandle FROZEN = critical(Helper.uh_frozen$address(), Helper.uh_frozen$descriptor());
    private static final MethodHandle TICKS = critical(Helper.uh_ticks$address(), Helper.uh_ticks$descriptor());

    private Downcalls() {}

    @SuppressWarnings("restricted")
    private static MethodHandle critical(MemorySegment function, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(function, descriptor, Linker.Option.critical(false));
    }

    /** A row, or one of the helper's negative numbers. */
    static long site(long vm, long cache) {
        try {
            return (long) SITE.invokeExact(vm, cache);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The processor's counter of time. */
    static long ticks() {
        try {
            return (long) TICKS.invokeExact(0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long learn(long cache, long draft) {
        try {
            return (long) LEARN.invokeExact(cache, draft);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long release(long cache, long draft) {
        try {
            return (long) RELEASE.invokeExact(cache, draft);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long snapshot(long vm, long out) {
        try {
            return (long) SNAPSHOT.invokeExact(vm, out);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** How the walk of the current thread ends; the rest is at {@code out}. */
    static long frozen(long vm, long out) {
        try {
            return (long) FROZEN.invokeExact(vm, out);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A downcall throws nothing of its own; what the JVM throws at any call (a full stack) goes on as it is. */
    private static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        if (t instanceof RuntimeException exception) {
            return exception;
        }
        return new IllegalStateException(t);
    }
}
