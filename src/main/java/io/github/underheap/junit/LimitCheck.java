package io.github.underheap.junit;

import io.github.underheap.junit.Breach.Place;
import io.github.underheap.junit.TestLimits.Limit;
import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the body of a test against its limits. */
final class LimitCheck {

    private final TestWindow window;
    private final Profile body;

    LimitCheck(TestWindow window, Profile body) {
        this.window = window;
        this.body = body;
    }

    /** The limits that were broken, or that nobody can vouch for. */
    List<Breach> check(List<Limit> limits) {
        List<Breach> breaches = new ArrayList<>();
        for (Limit limit : limits) {
            String whyNot =
                    limit.per() == Per.SITE || window.ignoresAny() ? window.whyNoSites() : window.whyNoNumbers();
            Breach breach = whyNot == null ? check(limit) : Breach.unchecked(limit.name(), whyNot);
            if (breach != null) {
                breaches.add(breach);
            }
        }
        if (!limits.isEmpty()) {
            body.flaws().forEach(flaw -> breaches.add(Breach.flawed(flaw)));
        }
        return breaches;
    }

    private @Nullable Breach check(Limit limit) {
        return limit.per() == Per.TEST ? ofTest(limit) : ofSites(limit);
    }

    private @Nullable Breach ofTest(Limit limit) {
        Amount amount = limit.amount();
        long sum = amount.of(body);
        List<AllocationSite> sites = new ArrayList<>();
        for (AllocationSite site : window.whyNoSites() == null ? body.sites() : List.<AllocationSite>of()) {
            long share = amount.of(site, Per.TEST);
            if (window.ignores(site)) {
                sum -= share;
            } else if (share > 0) {
                sites.add(site);
            }
        }
        return sum <= limit.most()
                ? null
                : Breach.of(
                        limit.name() + ": the test " + amount.did(sum) + ", " + Words.number(sum - limit.most())
                                + " more than allowed",
                        places(sites, limit));
    }

    private @Nullable Breach ofSites(Limit limit) {
        List<AllocationSite> sites = body.sites().stream()
                .filter(site -> limit.amount().of(site, Per.SITE) > limit.most() && !window.ignores(site))
                .toList();
        return sites.isEmpty()
                ? null
                : Breach.of(
                        limit.name() + ": " + Words.count(sites.size(), "site") + " of the test "
                                + limit.amount().did("more") + " than allowed",
                        places(sites, limit));
    }

    private static List<Place> places(List<AllocationSite> sites, Limit limit) {
        return sites.stream()
                .sorted(Comparator.comparingLong(
                                (AllocationSite site) -> limit.amount().of(site, limit.per()))
                        .reversed())
                .map(site -> new Place(
                        site, limit.amount().figures(site, limit.per()) + ", " + Words.arenas(site.arenaKinds())))
                .toList();
    }
}
