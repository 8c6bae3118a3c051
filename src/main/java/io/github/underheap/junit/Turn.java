package io.github.underheap.junit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/**
 * While a thread runs a test: what it allocates counts for that test and for no other.
 *
 * <p>A thread that waits in one test may run another one meanwhile: joining a task in a fork-join pool, which JUnit runs tests in, takes whatever
 * task comes next. So a turn takes its thread out of the windows of all other tests, and puts it back when it ends. Turns of a thread are
 * nested, since the other test ends before the waiting one goes on.
 *
 * <p>A turn begins and ends on the same thread. Threads do not wait for each other's.
 */
final class Turn implements AutoCloseable {

    private static final ThreadLocal<@Nullable TestWindow> CURRENT = new ThreadLocal<>();

    private final @Nullable TestWindow window;
    private final @Nullable TestWindow before;
    private final List<TestWindow> interrupted = new ArrayList<>();
    private final boolean joined;

    /**
     * Begins a turn of the current thread.
     *
     * @param window of the test; null if that is not tracked
     */
    Turn(@Nullable TestWindow window) {
        Thread thread = Thread.currentThread();
        this.window = window;
        this.before = CURRENT.get();
        for (TestWindow other : TestWindow.open()) {
            if (other != window && other.exclude(thread)) {
                interrupted.add(other);
            }
        }
        this.joined = window != null && window.include(thread);
        CURRENT.set(window);
    }

    /** Runs something in a turn of the current thread. */
    static <T extends @Nullable Object> T around(@Nullable TestWindow window, Invocation<T> invocation)
            throws Throwable {
        Turn turn = new Turn(window);
        try {
            return invocation.proceed();
        } finally {
            turn.close();
        }
    }

    /** The window of the test that the current thread runs, or null. */
    static @Nullable TestWindow current() {
        return CURRENT.get();
    }

    @Override
    public void close() {
        Thread thread = Thread.currentThread();
        if (joined && window != null) {
            boolean ignored = window.exclude(thread);
        }
        for (TestWindow other : interrupted) {
            boolean ignored = other.include(thread);
        }
        if (before == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(before);
        }
    }
}
