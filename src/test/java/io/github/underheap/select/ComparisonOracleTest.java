package io.github.underheap.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Comparisons of random profiles by random selections are those that one would make by hand; both directions agree. */
class ComparisonOracleTest {

    /** A group on both sides; null where it is not. */
    private static final class Pair {
        private final String key;
        private NaiveGroups.@Nullable Naive before;
        private NaiveGroups.@Nullable Naive after;

        Pair(String key) {
            this.key = key;
        }

        long before(SiteNumber number) {
            return before == null ? 0 : before.sum(number);
        }

        long after(SiteNumber number) {
            return after == null ? 0 : after.sum(number);
        }

        long weightBefore(Metric metric) {
            return before == null ? 0 : before.weight(metric);
        }

        long weightAfter(Metric metric) {
            return after == null ? 0 : after.weight(metric);
        }

        boolean isChanged(Metric metric) {
            if (before == null || after == null || weightBefore(metric) != weightAfter(metric)) {
                return true;
            }
            for (SiteNumber number : SiteNumber.values()) {
                if (number.unit() != SiteNumber.Unit.NANOS && before(number) != after(number)) {
                    return true;
                }
            }
            return false;
        }

        boolean fits(Selection selection) {
            return NaiveGroups.passes(key, selection)
                    && ((before != null && before.fits(selection)) || (after != null && after.fits(selection)));
        }
    }

    @Test
    void changesAreThoseThatOneWouldFindByHand() {
        Random random = new Random(15_485_863);
        RandomProfiles profiles = new RandomProfiles(random);
        int lines = 0;
        int news = 0;
        int removed = 0;
        int unchanged = 0;
        for (int i = 0; i < 1_000; i++) {
            Profile earlier = profiles.next();
            // Half of the time the later one has all of the earlier one, so that there is something in common.
            Profile later = random.nextBoolean()
                    ? Profile.builder().add(earlier).add(profiles.next()).build()
                    : profiles.next();
            Verdicts before = new Verdicts(earlier, Rules.BUILT_IN);
            Verdicts after = new Verdicts(later, Rules.BUILT_IN);
            Selection selection = profiles.selection();

            Comparison comparison = Comparison.of(before, after, selection);

            List<Pair> fitting = pairs(before, after, selection.grouping()).stream()
                    .filter(pair -> pair.fits(selection))
                    .toList();
            List<Pair> changed = fitting.stream()
                    .filter(pair -> pair.isChanged(selection.metric()))
                    .sorted(order(selection))
                    .toList();
            assertThat(comparison.lines().stream().map(line -> shown(line)).toList())
                    .as("%s", selection)
                    .isEqualTo(NaiveGroups.limited(changed, selection).stream()
                            .map(pair -> shown(pair, selection.metric()))
                            .toList());
            assertThat(comparison.fitting()).isEqualTo(changed.size());
            assertThat(comparison.unchanged()).isEqualTo(fitting.size() - changed.size());
            lines += comparison.lines().size();
            unchanged += comparison.unchanged();
            for (Change change : comparison.lines()) {
                news += change.isNew() ? 1 : 0;
                removed += change.isRemoved() ? 1 : 0;
            }
        }
        assertThat(List.of(lines, news, removed, unchanged))
                .allSatisfy(count -> assertThat(count).isGreaterThan(400));
    }

    /** What is new one way is removed the other way, and what grew shrinks. */
    @Test
    void bothDirectionsAgree() {
        Random random = new Random(6_700_417);
        RandomProfiles profiles = new RandomProfiles(random);
        for (int i = 0; i < 500; i++) {
            Verdicts a = new Verdicts(profiles.next(), Rules.BUILT_IN);
            Verdicts b = new Verdicts(profiles.next(), Rules.BUILT_IN);
            Selection some = profiles.selection();
            Selection all = new Selection(
                    some.grouping(),
                    some.metric(),
                    Order.NAME,
                    some.minCount(),
                    some.thresholdBytes(),
                    some.filter(),
                    0);

            Comparison forth = Comparison.of(a, b, all);
            Comparison back = Comparison.of(b, a, all);

            assertThat(forth.lines().stream()
                            .map(line -> line.key()
                                    + line.isNew()
                                    + line.isRemoved()
                                    + line.weight().difference())
                            .sorted())
                    .isEqualTo(back.lines().stream()
                            .map(line -> line.key()
                                    + line.isRemoved()
                                    + line.isNew()
                                    + -line.weight().difference())
                            .sorted()
                            .toList());
            assertThat(forth.unchanged()).isEqualTo(back.unchanged());
        }
    }

    @Test
    void aProfileAndItselfDoNotDiffer() {
        Verdicts verdicts = new Verdicts(new RandomProfiles(new Random(97)).next(), Rules.BUILT_IN);

        Comparison comparison = Comparison.of(verdicts, verdicts, Selection.ALL);

        assertThat(comparison.lines()).isEmpty();
        assertThat(comparison.unchanged()).isEqualTo(verdicts.profile().siteCount());
        assertThat(comparison.weight().difference()).isZero();
    }

    /** In the order in which stacks first appear: those of the later profile, then those of the earlier one. */
    private static List<Pair> pairs(Verdicts before, Verdicts after, Grouping grouping) {
        Map<Object, Pair> pairs = new LinkedHashMap<>();
        for (NaiveGroups.Naive group : NaiveGroups.all(after, grouping)) {
            pairs.computeIfAbsent(identity(group, grouping), absent -> new Pair(group.key())).after = group;
        }
        for (NaiveGroups.Naive group : NaiveGroups.all(before, grouping)) {
            pairs.computeIfAbsent(identity(group, grouping), absent -> new Pair(group.key())).before = group;
        }
        return new ArrayList<>(pairs.values());
    }

    private static Object identity(NaiveGroups.Naive group, Grouping grouping) {
        return grouping == Grouping.SITE ? group.sites().getFirst().frames() : group.key();
    }

    /** A stable sort: what is equal stays in order of first appearance. */
    private static Comparator<Pair> order(Selection selection) {
        Comparator<Pair> byKey = Comparator.comparing(pair -> pair.key);
        Metric metric = selection.metric();
        return switch (selection.order()) {
            case COUNT ->
                Comparator.<Pair>comparingLong(pair ->
                                Math.abs(pair.after(SiteNumber.TOTAL_BLOCKS) - pair.before(SiteNumber.TOTAL_BLOCKS)))
                        .reversed()
                        .thenComparing(byKey);
            case SIZE ->
                Comparator.<Pair>comparingLong(pair -> Math.abs(pair.weightAfter(metric) - pair.weightBefore(metric)))
                        .reversed()
                        .thenComparing(byKey);
            case NAME -> byKey;
        };
    }

    private static String shown(Change change) {
        StringBuilder text = new StringBuilder(change.key() + " " + change.isNew() + " " + change.isRemoved() + " "
                + change.weight() + " " + change.largest().index());
        for (SiteNumber number : SiteNumber.values()) {
            text.append(' ').append(change.of(number));
        }
        return text.toString();
    }

    private static String shown(Pair pair, Metric metric) {
        NaiveGroups.Naive known = pair.after != null ? pair.after : pair.before;
        StringBuilder text = new StringBuilder(pair.key + " " + (pair.before == null) + " " + (pair.after == null) + " "
                + new Growth(pair.weightBefore(metric), pair.weightAfter(metric)) + " "
                + known.largest(metric).index());
        for (SiteNumber number : SiteNumber.values()) {
            text.append(' ').append(new Growth(pair.before(number), pair.after(number)));
        }
        return text.toString();
    }
}
