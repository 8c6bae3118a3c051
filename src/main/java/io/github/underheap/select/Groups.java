package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Frame;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies a {@link Selection} to a profile. Sites are looked at one after another; what is held is one object for each group, and where each site is a group
 * of its own, one for each line that is shown.
 *
 * <p>Not thread-safe; for one selection.
 */
public final class Groups {

    private final Profile profile;
    private final Selection selection;
    private final Verdicts verdicts;
    /** Keys by the number of the frame that they come from. */
    private final @Nullable String[] keys;

    private Groups(Profile profile, Selection selection, Verdicts verdicts) {
        this.profile = profile;
        this.selection = selection;
        this.verdicts = verdicts;
        this.keys = new @Nullable String[profile.frameLimit()];
    }

    /**
     * The lines of a report.
     *
     * @param verdicts on the same profile
     */
    public static Shown of(Profile profile, Selection selection, Verdicts verdicts) {
        Groups groups = new Groups(profile, selection, verdicts);
        return selection.grouping() == Grouping.SITE ? groups.sites() : groups.grouped();
    }

    /**
     * What a report shows.
     *
     * @param lines in their order
     * @param hidden groups that a threshold, the filter or the limit left out
     */
    public record Shown(List<Group> lines, int hidden) {}

    private Shown sites() {
        List<Group> best = new ArrayList<>();
        int fitting = 0;
        int most = selection.limit() == 0 ? Integer.MAX_VALUE : selection.limit();
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            if (isShown(keyOf(site), site.totalBlocks(), bytes(site))) {
                fitting++;
                best.add(group(site));
                if (best.size() >= 2L * most) {
                    best.sort(order());
                    best.subList(most, best.size()).clear();
                }
            }
        }
        best.sort(order());
        List<Group> lines = best.size() > most ? List.copyOf(best.subList(0, most)) : best;
        return new Shown(lines, profile.siteCount() - lines.size());
    }

    private Shown grouped() {
        Map<String, Sum> sums = new HashMap<>();
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            sums.computeIfAbsent(keyOf(site), Sum::new)
                    .add(site, selection.metric().of(site, verdicts), bytes(site));
        }
        List<Group> lines = new ArrayList<>();
        for (Sum sum : sums.values()) {
            if (isShown(sum.key, sum.numbers[SiteNumber.TOTAL_BLOCKS.ordinal()], sum.bytes)) {
                lines.add(sum.group());
            }
        }
        lines.sort(order());
        List<Group> shown = selection.limit() == 0 || lines.size() <= selection.limit()
                ? lines
                : List.copyOf(lines.subList(0, selection.limit()));
        return new Shown(shown, sums.size() - shown.size());
    }

    private final class Sum {
        private final String key;
        private final long[] numbers = new long[SiteNumber.COUNT];
        private @Nullable AllocationSite largest;
        private long heaviest;
        private long weight;
        private long bytes;
        private int sites;

        Sum(String key) {
            this.key = key;
        }

        void add(AllocationSite site, long itsWeight, long itsBytes) {
            for (SiteNumber number : SiteNumber.values()) {
                number.addTo(numbers, site.get(number));
            }
            weight = SiteNumber.Sum.ADD.of(weight, itsWeight);
            bytes = SiteNumber.Sum.ADD.of(bytes, itsBytes);
            if (largest == null || itsWeight > heaviest) {
                largest = site;
                heaviest = itsWeight;
            }
            sites++;
        }

        @SuppressWarnings("NullAway") // there is a site in it
        Group group() {
            return new Group(key, largest, sites, numbers, weight);
        }
    }

    private Group group(AllocationSite site) {
        long[] numbers = new long[SiteNumber.COUNT];
        for (SiteNumber number : SiteNumber.values()) {
            numbers[number.ordinal()] = site.get(number);
        }
        return new Group(keyOf(site), site, 1, numbers, selection.metric().of(site, verdicts));
    }

    /** Bytes that the threshold is compared with: those of the metric, or all if that counts blocks. */
    private long bytes(AllocationSite site) {
        return selection.metric() == Metric.BLOCKS
                ? site.totalBytes()
                : selection.metric().of(site, verdicts);
    }

    private boolean isShown(String key, long blocks, long bytes) {
        String filter = selection.filter();
        return blocks >= selection.minCount()
                && bytes >= selection.thresholdBytes()
                && (filter == null || key.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT)));
    }

    private String keyOf(AllocationSite site) {
        int number = verdicts.frameOfApplication(site);
        if (number < 0) {
            return selection.grouping().key(Frame.NO_STACK);
        }
        String known = keys[number];
        if (known == null) {
            known = selection.grouping().key(profile.frame(number));
            keys[number] = known;
        }
        return known;
    }

    private Comparator<Group> order() {
        Comparator<Group> byKey = Comparator.comparing(Group::key)
                .thenComparing(group -> group.largest().index());
        return switch (selection.order()) {
            case COUNT ->
                Comparator.<Group>comparingLong(group -> group.get(SiteNumber.TOTAL_BLOCKS))
                        .reversed()
                        .thenComparing(byKey);
            case SIZE -> Comparator.comparingLong(Group::weight).reversed().thenComparing(byKey);
            case NAME -> byKey;
        };
    }
}
