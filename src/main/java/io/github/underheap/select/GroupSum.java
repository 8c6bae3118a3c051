package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.SiteNumber;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds up the sites of a group. Not thread-safe. */
final class GroupSum {

    private final String key;
    private final Metric metric;
    private final long[] numbers = new long[SiteNumber.COUNT];
    private @Nullable AllocationSite largest;
    private @Nullable AllocationSite judged;
    private long heaviest;
    private long weight;
    private long leakedBytes;
    private Verdict verdict = Verdict.NONE;
    private int sites;

    GroupSum(String key, Metric metric) {
        this.key = key;
        this.metric = metric;
    }

    GroupSum add(AllocationSite site, Verdicts verdicts) {
        for (SiteNumber number : SiteNumber.values()) {
            number.addTo(numbers, site.get(number));
        }
        long itsWeight = metric.of(site, verdicts);
        weight = SiteNumber.Sum.ADD.of(weight, itsWeight);
        if (largest == null || itsWeight > heaviest) {
            largest = site;
            heaviest = itsWeight;
        }
        Verdict its = verdicts.verdict(site);
        if (its == Verdict.LEAKED) {
            leakedBytes = SiteNumber.Sum.ADD.of(leakedBytes, site.closeableLiveBytes());
        }
        if (judged == null || its.compareTo(verdict) < 0) {
            judged = site;
            verdict = its;
        }
        sites++;
        return this;
    }

    String key() {
        return key;
    }

    /** The site that weighs most; of several the first. Only after a site was added. */
    AllocationSite largest() {
        return Objects.requireNonNull(largest);
    }

    /** The first site that has the verdict. Only after a site was added. */
    AllocationSite judged() {
        return Objects.requireNonNull(judged);
    }

    int sites() {
        return sites;
    }

    long[] numbers() {
        return numbers;
    }

    long get(SiteNumber number) {
        return numbers[number.ordinal()];
    }

    long weight() {
        return weight;
    }

    long leakedBytes() {
        return leakedBytes;
    }

    Verdict verdict() {
        return verdict;
    }
}
