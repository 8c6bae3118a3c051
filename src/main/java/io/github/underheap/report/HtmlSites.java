package io.github.underheap.report;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ProfilePair;
import io.github.underheap.profile.SiteNumber;
import io.github.underheap.select.Finding;
import io.github.underheap.select.Metric;
import io.github.underheap.select.Verdict;
import io.github.underheap.select.Verdicts;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sites of a page: those of one profile, or those of two profiles side by side. Side 0 is the profile, or the later one.
 *
 * <p>Immutable, thread-safe.
 */
final class HtmlSites {

    private final @Nullable ProfilePair pair;
    private final Verdicts stacks;
    private final List<Verdicts> sides;

    private HtmlSites(@Nullable ProfilePair pair, Verdicts stacks, List<Verdicts> sides) {
        this.pair = pair;
        this.stacks = stacks;
        this.sides = sides;
    }

    static HtmlSites of(Verdicts verdicts) {
        return new HtmlSites(null, verdicts, List.of(verdicts));
    }

    static HtmlSites of(ProfilePair pair, Verdicts before, Verdicts after) {
        return new HtmlSites(pair, new Verdicts(pair.union(), after.rules()), List.of(after, before));
    }

    int count() {
        return stacks.profile().siteCount();
    }

    /** On the stacks of all sites, with no numbers if there are two sides. */
    Verdicts stacks() {
        return stacks;
    }

    /** One, or two of a comparison. */
    List<Verdicts> sides() {
        return sides;
    }

    /** A site; null if a side does not have it. */
    @Nullable
    AllocationSite site(int side, int site) {
        if (pair == null) {
            return stacks.profile().site(site);
        }
        return side == 0 ? pair.after(site) : pair.before(site);
    }

    /** The weight of a site on the side where it is larger. */
    long weight(Metric metric, int site) {
        long most = 0;
        for (int side = 0; side < sides.size(); side++) {
            AllocationSite its = site(side, site);
            most = its == null ? most : Math.max(most, metric.of(its, sides.get(side)));
        }
        return most;
    }

    long get(SiteNumber number, int side, int site) {
        AllocationSite its = site(side, site);
        return its == null ? 0 : its.get(number);
    }

    /** What is said of a site: of the later one, if it is there. */
    Finding finding(int site) {
        AllocationSite later = site(0, site);
        return later == null
                ? sides.getLast().finding(known(1, site))
                : sides.getFirst().finding(later);
    }

    /** The verdict of {@link #finding}. */
    Verdict verdict(int site) {
        AllocationSite later = site(0, site);
        return later == null
                ? sides.getLast().verdict(known(1, site))
                : sides.getFirst().verdict(later);
    }

    private AllocationSite known(int side, int site) {
        return Objects.requireNonNull(site(side, site), "a site is on one side at least");
    }

    /** Where blocks of a site came from, on any side. */
    int origin(int site) {
        int origin = 0;
        for (int side = 0; side < sides.size(); side++) {
            AllocationSite its = site(side, site);
            origin |= its == null ? 0 : its.origin();
        }
        return origin;
    }
}
