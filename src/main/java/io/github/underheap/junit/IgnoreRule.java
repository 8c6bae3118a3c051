package io.github.underheap.junit;

import io.github.underheap.profile.AllocationSite;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which sites a test takes out of its limits. A rule that throws ignores nothing there, and is remembered: the test fails with what it threw.
 *
 * <p>Thread-safe.
 */
final class IgnoreRule {

    private final Predicate<AllocationSite> sites;
    private final StackWalker.StackFrame given;
    private volatile @Nullable String mistake;

    /**
     * A rule.
     *
     * @param given who gave it to the test
     */
    IgnoreRule(Predicate<AllocationSite> sites, StackWalker.StackFrame given) {
        this.sites = sites;
        this.given = given;
    }

    /** Whether a site is ignored. */
    boolean ignores(AllocationSite site) {
        try {
            return sites.test(site);
        } catch (Throwable thrown) {
            if (mistake == null) {
                mistake = "the predicate that " + given.toStackTraceElement() + " gave to scope.ignore threw "
                        + firstLine(thrown) + "; what it throws for is not ignored";
            }
            return false;
        }
    }

    private static String firstLine(Throwable thrown) {
        return String.valueOf(thrown).lines().findFirst().orElse("");
    }

    /** What it threw first, in one line; null if nothing so far. */
    @Nullable
    String mistake() {
        return mistake;
    }
}
