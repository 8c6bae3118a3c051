package io.github.underheap.junit;

import io.github.underheap.Profiler;
import io.github.underheap.Tracker;
import io.github.underheap.config.Capture;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one test: a window around all of it, by which leaks are known, and one around its body, by which limits are. Both count the
 * same threads.
 *
 * <p>Thread-safe.
 */
final class TestWindow implements AutoCloseable {

    /** Of all tests that are running. */
    private static final Set<TestWindow> OPEN = ConcurrentHashMap.newKeySet();

    private static final Profile NOTHING = Profile.builder().build();

    private final Tracker tracker;
    private final Profiler whole;
    private final List<IgnoreRule> ignored = new ArrayList<>();

    /** Whose blocks are counted. */
    private final Set<Thread> threads = new LinkedHashSet<>();

    /** Null before the body begins. */
    private @Nullable Profiler body;

    /** Whether nothing is counted for the whole. */
    private boolean paused;

    /** Whether the test has ended. */
    private boolean ended;

    /** Opens a window for the current thread. */
    TestWindow(Tracker tracker) {
        this.tracker = tracker;
        this.whole = Profiler.ownThread(tracker);
        threads.add(Thread.currentThread());
        OPEN.add(this);
    }

    /** The windows of all tests that are running. */
    static List<TestWindow> open() {
        return List.copyOf(OPEN);
    }

    Tracker tracker() {
        return tracker;
    }

    /** Counts a thread; whether it was not counted before. */
    synchronized boolean include(Thread thread) {
        if (ended || !threads.add(thread)) {
            return false;
        }
        count(thread, true);
        return true;
    }

    /** Counts a thread no longer; whether it was counted before. */
    synchronized boolean exclude(Thread thread) {
        if (ended || !threads.remove(thread)) {
            return false;
        }
        count(thread, false);
        return true;
    }

    private void count(Thread thread, boolean counted) {
        if (!paused) {
            count(whole, thread, counted);
        }
        if (body != null) {
            count(body, thread, counted);
        }
    }

    private static void count(Profiler window, Thread thread, boolean counted) {
        if (counted) {
            window.include(thread);
        } else {
            window.exclude(thread);
        }
    }

    /** Counts nothing for the whole test until {@link #resume()}. */
    synchronized void pause() {
        paused = true;
        threads.forEach(whole::exclude);
    }

    synchronized void resume() {
        paused = false;
        threads.forEach(whole::include);
    }

    /** The body begins, on the current thread; what an earlier run of it has allocated is forgotten. */
    synchronized void beginBody() {
        if (ended) {
            // A timeout has ended the test, and this thread does not know.
            return;
        }
        Profiler opened = Profiler.ownThread(tracker);
        threads.forEach(opened::include);
        body = opened;
    }

    /** Forgets what a run of the body has allocated. */
    synchronized void forgetBody() {
        endBody();
        body = null;
    }

    /** The body has ended. */
    synchronized void endBody() {
        if (body != null) {
            body.close();
        }
    }

    /** What the body has allocated so far. */
    Profile body() {
        Profiler known = knownBody();
        return known == null ? NOTHING : known.profile();
    }

    private synchronized @Nullable Profiler knownBody() {
        return body;
    }

    /** What was allocated in the whole window so far. */
    Profile whole() {
        return whole.profile();
    }

    synchronized void ignore(IgnoreRule sites) {
        ignored.add(sites);
    }

    /** Whether the test says that a site does not count. */
    boolean ignores(AllocationSite site) {
        return all().stream().anyMatch(sites -> sites.ignores(site));
    }

    /** What went wrong so far when sites were to be ignored. */
    List<Breach> mistakes() {
        return all().stream()
                .map(IgnoreRule::mistake)
                .filter(Objects::nonNull)
                .map(Breach::mistaken)
                .toList();
    }

    private synchronized List<IgnoreRule> all() {
        return List.copyOf(ignored);
    }

    /** Whether the test takes sites out of its limits. */
    boolean ignoresAny() {
        return !all().isEmpty();
    }

    /** Why there are no numbers; null if there are. */
    @Nullable
    String whyNoNumbers() {
        return tracker.options().enabled() ? null : "underheap records nothing (enabled=false)";
    }

    /** Why there are no sites; null if there are. */
    @Nullable
    String whyNoSites() {
        String why = whyNoNumbers();
        return why == null && tracker.options().capture() == Capture.NONE
                ? "underheap records no call sites (capture=none)"
                : why;
    }

    /** @throws IllegalStateException if there are no numbers */
    void requireNumbers() {
        require(whyNoNumbers());
    }

    /** @throws IllegalStateException if there are no sites */
    void requireSites() {
        require(whyNoSites());
    }

    private static void require(@Nullable String whyNot) {
        if (whyNot != null) {
            throw new IllegalStateException(whyNot);
        }
    }

    /** The test has ended: no thread is counted any longer. What becomes of its blocks is, until this is closed. */
    void end() {
        synchronized (this) {
            ended = true;
            threads.forEach(whole::exclude);
            threads.clear();
        }
        OPEN.remove(this);
        endBody();
    }

    @Override
    public void close() {
        end();
        whole.close();
    }
}
