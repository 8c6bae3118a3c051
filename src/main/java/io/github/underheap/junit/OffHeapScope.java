package io.github.underheap.junit;

import io.github.underheap.Tracker;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.AllocationSite;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a test can ask and say of its own off-heap memory: a parameter of test methods, {@code @BeforeEach} and {@code @AfterEach} methods that have
 * one of the annotations of this package, or whose class has.
 *
 * <p>Thread-safe.
 */
public final class OffHeapScope {

    private final TestWindow window;

    OffHeapScope(TestWindow window) {
        this.window = window;
    }

    /**
     * The scope of the test that the current thread runs. A dynamic test has no parameters and a scope of its own.
     *
     * @throws IllegalStateException if this thread runs no test that is tracked
     */
    public static OffHeapScope current() {
        TestWindow window = Turn.current();
        if (window == null) {
            throw new IllegalStateException("the thread "
                    + Thread.currentThread().getName() + " runs no test that is tracked; add @TrackOffHeap");
        }
        return new OffHeapScope(window);
    }

    /** The tracker whose blocks are seen. */
    public Tracker tracker() {
        return window.tracker();
    }

    /**
     * What the body of the test has allocated so far; all of it once it has ended, and nothing before it began.
     *
     * @throws IllegalStateException if nothing is recorded, because of {@code enabled=false}
     */
    public AllocStats stats() {
        window.requireNumbers();
        return window.body().stats();
    }

    /**
     * Where the body of the test has allocated so far, the site with the most total bytes first.
     *
     * @throws IllegalStateException if no sites are recorded, because of {@code enabled=false} or {@code capture=none}
     */
    public List<AllocationSite> sites() {
        window.requireSites();
        return window.body().sites();
    }

    /**
     * Takes sites out of all limits of this test. Of a peak, what they had when the whole test had the most is taken off.
     *
     * @param sites says of a site whether it is ignored; asked when the test has ended. If it throws, the site is not, and the test fails with a
     *     line about that
     */
    public void ignore(Predicate<AllocationSite> sites) {
        Objects.requireNonNull(sites, "sites");
        window.ignore(new IgnoreRule(sites, caller()));
    }

    /**
     * Takes sites out of all limits of this test that have a certain class or method in their stack.
     *
     * @param name as stack traces have it: {@code com.acme.Cache} or {@code com.acme.Cache.load}
     */
    public void ignore(String name) {
        Objects.requireNonNull(name, "name");
        ignore(site -> site.frames().stream()
                .anyMatch(frame ->
                        name.equals(frame.className()) || name.equals(frame.className() + "." + frame.methodName())));
    }

    /** Who calls the scope. */
    private static StackWalker.StackFrame caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(frame -> frame.getClassName().equals(OffHeapScope.class.getName()))
                        .findFirst()
                        .orElseThrow());
    }

    /**
     * Counts what this thread allocates until the test ends, as of work that was handed to it. Without this a test sees the thread that runs it and
     * no other. A thread that several tests include at a time is counted by each of them, except while it runs a test itself.
     */
    public void include(Thread thread) {
        boolean ignored = window.include(Objects.requireNonNull(thread, "thread"));
    }
}
