package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.Map;

/** Compares what a recording or a window shows with what a model says: all numbers of all sites, counters, times, and remarks. */
final class OracleComparison {

    private OracleComparison() {}

    /** @param what for the message */
    static void compare(String what, AllocStats stats, Profile profile, ModelBooks books, long now) {
        Map<Integer, ModelNumbers> expected = books.expected(now);
        ModelNumbers sum = new ModelNumbers();
        expected.values().forEach(sum::addAll);
        assertThat(stats).as(what).isEqualTo(books.stats(sum));
        assertThat(profile.stats()).as("stats of the profile of the %s", what).isEqualTo(books.stats(sum));
        assertThat(profile.remarks()).as(what).isEqualTo(books.remarks());
        assertThat(profile.durationNanos()).as(what).isEqualTo(books.duration(now));
        if (profile.timed()) {
            assertThat(profile.peakNanos()).as("%s: time of the peak", what).isEqualTo(sum.get(SiteNumber.LAST_BIRTH));
            compareSites(what, OracleSites.read(profile), expected);
        } else {
            compareTallies(what, profile, sum);
        }
    }

    private static void compareSites(
            String what, Map<Integer, ModelNumbers> sites, Map<Integer, ModelNumbers> expected) {
        assertThat(sites.keySet()).as("%s: sites", what).isEqualTo(expected.keySet());
        expected.forEach((site, numbers) -> {
            if (!numbers.equals(sites.get(site))) {
                assertThat(sites.get(site)).as("%s: site %d", what, site).isEqualTo(numbers);
            }
        });
    }

    private static void compareTallies(String what, Profile profile, ModelNumbers sum) {
        for (SiteNumber number : SiteNumber.values()) {
            if (number.isTally()) {
                assertThat(profile.sum(number)).as("%s: %s", what, number).isEqualTo(sum.get(number));
            }
        }
    }
}
