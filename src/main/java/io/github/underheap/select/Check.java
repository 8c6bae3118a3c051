package io.github.underheap.select;

import io.github.underheap.profile.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check: the limits that were broken, and the reasons why the profile cannot vouch for its numbers. A check has passed only if
 * there is neither.
 *
 * @param profile what was checked
 * @param baseline what growth was measured against; null if it was not limited
 * @param results by limit, in the order of {@link Limit}
 * @param doubts why the profile or the baseline cannot vouch for its numbers, a line each: events were lost, the table of sites was full, or leaks
 *     cannot be known before the end
 */
public record Check(Profile profile, @Nullable Profile baseline, List<Result> results, List<String> doubts) {

    /** Copies the lists. */
    public Check {
        results = List.copyOf(results);
        doubts = List.copyOf(doubts);
    }

    /**
     * The result of one limit.
     *
     * @param worst the figure of the whole profile; if the limit holds for groups, that of the group that has most, or that changed most
     * @param breaches of groups the worst first; empty if the limit is kept
     * @param unnamed how many further groups broke it
     * @param isKnown whether the profile knows what is limited; otherwise a doubt says why not, and the figure says nothing
     */
    public record Result(Figure worst, List<Breach> breaches, long unnamed, boolean isKnown) {

        /** Copies the list. */
        public Result {
            breaches = List.copyOf(breaches);
        }

        /** Whether the limit is kept, and known to be. */
        public boolean passed() {
            return isKnown && breaches.isEmpty();
        }

        /** Which limit. */
        public Limit limit() {
            return worst.limit();
        }
    }

    /** Whether all limits are kept, and known to be. */
    public boolean passed() {
        return doubts.isEmpty() && results.stream().allMatch(Result::passed);
    }
}
