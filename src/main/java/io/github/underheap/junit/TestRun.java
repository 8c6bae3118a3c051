package io.github.underheap.junit;

import io.github.underheap.Tracker;
import io.github.underheap.junit.Breach.Place;
import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/**
 * One test from before its {@code @BeforeEach} methods to after its {@code @AfterEach} methods, or one dynamic test. It is judged later, when what it
 * leaves to JUnit to close is closed.
 *
 * <p>It begins and ends on one thread. Parts of it may run on another one meanwhile, for which the first one waits.
 */
final class TestRun {

    private static final String REPORT = "underheap";

    private final ExtensionContext context;
    private final TestLimits limits;
    private final TestWindow window;
    private final Turn turn;
    /** The folder for profiles; null for the usual one. */
    private final @Nullable Path output;

    /** What a dynamic test has thrown, which its context does not know. */
    private @Nullable Throwable thrown;

    /**
     * Begins a test.
     *
     * @throws ExtensionConfigurationException if an annotation has a value that is not valid
     */
    TestRun(ExtensionContext context, Settings settings) {
        this.context = context;
        this.limits = TestLimits.of(context, settings);
        this.output = settings.output();
        this.window = new TestWindow(Tracker.global(settings.tracker()));
        this.turn = new Turn(window);
    }

    /** What the test can ask. */
    OffHeapScope scope() {
        return new OffHeapScope(window);
    }

    /** Runs a part of the test, which may be on another thread. */
    <T extends @Nullable Object> T part(Invocation<T> invocation) throws Throwable {
        return Turn.around(window, invocation);
    }

    /**
     * Runs the body of the test, for which the limits are.
     *
     * @param again the body without anything around it, for the warm-up: an interceptor may proceed only once
     */
    <T extends @Nullable Object> T body(Invocation<T> invocation, Executable again) throws Throwable {
        Turn part = new Turn(window);
        try {
            warmUp(again);
            window.beginBody();
            try {
                return invocation.proceed();
            } finally {
                window.endBody();
            }
        } finally {
            part.close();
        }
    }

    /** The body can ask for its numbers in each run. */
    private void warmUp(Executable again) throws Throwable {
        if (limits.warmUp() == 0) {
            return;
        }
        window.pause();
        try {
            for (int i = 0; i < limits.warmUp(); i++) {
                window.beginBody();
                try {
                    again.execute();
                } finally {
                    window.forgetBody();
                }
            }
        } finally {
            window.resume();
        }
    }

    /**
     * Ends the test: what is allocated from now on is not its own, and what is freed still is seen.
     *
     * @param failure what the test has thrown, if its context does not know that; else null
     */
    void end(@Nullable Throwable failure) {
        thrown = failure;
        window.end();
        turn.close();
    }

    /**
     * Says what was wrong. If the test has thrown something, that is added to it.
     *
     * @throws AssertionFailedError if something is wrong and the test has thrown nothing
     */
    void judge() {
        window.close();
        Throwable failure = thrown == null ? context.getExecutionException().orElse(null) : thrown;
        try {
            check();
        } catch (RuntimeException | Error wrong) {
            if (failure == null) {
                throw wrong;
            }
            add(wrong, failure);
        }
    }

    /** A failure may have been made without room for others. */
    private void add(Throwable wrong, Throwable failure) {
        failure.addSuppressed(wrong);
        if (!List.of(failure.getSuppressed()).contains(wrong)) {
            report(String.valueOf(wrong.getMessage()));
        }
    }

    private void check() {
        Profile body = window.body();
        Profile whole = window.whole();
        List<Breach> ofBody = new ArrayList<>(new LimitCheck(window, body).check(limits.limits()));
        List<Breach> leaks = List.of();
        if (limits.isTracked()) {
            report(totals(body));
        }
        AssertNoOffHeapLeaks asked = limits.leaks();
        if (asked != null) {
            LeakCheck check = new LeakCheck(window, whole, asked.processLifetime());
            leaks = check.check();
            List<Place> kept = check.kept();
            if (!kept.isEmpty()) {
                report(new FailureText()
                        .add("live and not counted as leaked:")
                        .addPlaces(kept)
                        .toString());
            }
        }
        ofBody.addAll(window.mistakes());
        if (!ofBody.isEmpty() || !leaks.isEmpty()) {
            throw error(ofBody, body, leaks, whole);
        }
    }

    private AssertionFailedError error(List<Breach> ofBody, Profile body, List<Breach> leaks, Profile whole) {
        FailureText text = new FailureText().add(leaks).add(ofBody);
        String name = TestName.of(context);
        if (leaks.stream().anyMatch(Breach::isMeasured)) {
            text.add(ProfileFiles.write(whole, output, name + "-leaks"));
        }
        if (ofBody.stream().anyMatch(Breach::isMeasured)) {
            text.add(ProfileFiles.write(body, output, name + "-limits"));
        }
        AssertionFailedError error = new AssertionFailedError(text.toString());
        List<Breach> all = new ArrayList<>(leaks);
        all.addAll(ofBody);
        // Development environments lead from a failed test to the first line of the stack trace.
        all.stream()
                .flatMap(breach -> breach.sites().stream())
                .findFirst()
                .map(place -> SiteStack.trace(place.site()))
                .filter(trace -> trace.length > 0)
                .ifPresent(error::setStackTrace);
        return error;
    }

    private String totals(Profile body) {
        String whyNot = window.whyNoNumbers();
        if (whyNot != null) {
            return whyNot;
        }
        AllocStats stats = body.stats();
        return Words.bytesInBlocks(stats.totalBytes(), stats.allocCount()) + ", at the peak "
                + Words.bytesInBlocks(stats.peakBytes(), stats.peakBlocks()) + ", live at the end "
                + Words.bytesInBlocks(stats.currentBytes(), stats.currentBlocks());
    }

    private void report(String text) {
        context.publishReportEntry(REPORT, text);
    }
}
