package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Groups as one would write them without a thought for how long it takes: what the real ones are compared with. */
final class NaiveGroups {

    private NaiveGroups() {}

    /** A group: its key, and its sites in order of first appearance. */
    record Naive(String key, List<AllocationSite> sites, Verdicts verdicts) {

        long sum(SiteNumber number) {
            return sites.stream().mapToLong(site -> site.get(number)).reduce(0, number.sum()::of);
        }

        long weight(Metric metric) {
            return sites.stream().mapToLong(site -> metric.of(site, verdicts)).reduce(0, SiteNumber.Sum.ADD::of);
        }

        long bytes(Metric metric) {
            return metric == Metric.BLOCKS ? sum(SiteNumber.TOTAL_BYTES) : weight(metric);
        }

        AllocationSite largest(Metric metric) {
            AllocationSite largest = sites.getFirst();
            for (AllocationSite site : sites) {
                largest = metric.of(site, verdicts) > metric.of(largest, verdicts) ? site : largest;
            }
            return largest;
        }

        boolean fits(Selection selection) {
            return sum(SiteNumber.TOTAL_BLOCKS) >= selection.minCount()
                    && bytes(selection.metric()) >= selection.thresholdBytes();
        }

        @Override
        public String toString() {
            return key + sites.stream().map(AllocationSite::index).toList();
        }
    }

    static List<Naive> all(Verdicts verdicts, Grouping grouping) {
        Map<Object, Naive> groups = new LinkedHashMap<>();
        Profile profile = verdicts.profile();
        IntStream.range(0, profile.siteCount()).mapToObj(profile::site).forEach(site -> {
            String key = grouping.key(frame(site, verdicts));
            groups.computeIfAbsent(
                            grouping == Grouping.SITE ? site.frames() : key,
                            absent -> new Naive(key, new ArrayList<>(), verdicts))
                    .sites()
                    .add(site);
        });
        return List.copyOf(groups.values());
    }

    static Frame frame(AllocationSite site, Verdicts verdicts) {
        return verdicts.frameOfApplication(site);
    }

    static boolean passes(String key, Selection selection) {
        String filter = selection.filter();
        return filter == null || key.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }

    static List<Naive> fitting(Verdicts verdicts, Selection selection) {
        Metric metric = selection.metric();
        Comparator<Naive> byKey = Comparator.comparing(Naive::key)
                .thenComparingInt(group -> group.sites().getFirst().index());
        Comparator<Naive> order = switch (selection.order()) {
            case COUNT ->
                Comparator.<Naive>comparingLong(group -> group.sum(SiteNumber.TOTAL_BLOCKS))
                        .reversed()
                        .thenComparing(byKey);
            case SIZE ->
                Comparator.<Naive>comparingLong(group -> group.weight(metric))
                        .reversed()
                        .thenComparing(byKey);
            case NAME -> byKey;
        };
        return all(verdicts, selection.grouping()).stream()
                .filter(group -> passes(group.key(), selection))
                .filter(group -> group.fits(selection))
                .sorted(order)
                .toList();
    }

    static <T> List<T> limited(List<T> lines, Selection selection) {
        return selection.limit() == 0 ? lines : lines.subList(0, Math.min(lines.size(), selection.limit()));
    }
}
