package io.github.underheap.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks of random profiles against random limits find what one would find by hand. */
class LimitsOracleTest {

    private static final double[] PERCENTS = {0, 7, 10, 12.5, 33, 100, 250};

    private final Random random = new Random(2_147_483_647);
    private final RandomProfiles profiles = new RandomProfiles(random);
    private int broken;
    private int kept;

    @Test
    void limitsOfTheWhole() {
        for (int i = 0; i < 600; i++) {
            Verdicts verdicts = new Verdicts(profiles.next(), Rules.BUILT_IN);
            Map<Limit, Long> most = most();

            Check check = limits(most).build().check(verdicts, null);

            assertThat(check.results().stream().map(Check.Result::limit)).isEqualTo(List.copyOf(most.keySet()));
            for (Check.Result result : check.results()) {
                long allowed = most.get(result.limit());
                Metric metric = metric(result.limit());
                long figure = metric.of(verdicts);
                assertThat(result.worst()).isEqualTo(new Figure(result.limit(), metric, figure, allowed, null));
                assertThat(result.breaches().stream()
                                .map(breach -> shown(breach))
                                .toList())
                        .isEqualTo(
                                figure > allowed ? List.of(shown(null, figure, largest(verdicts, metric))) : List.of());
                count(result);
            }
            assertPassed(check, verdicts, most, null);
        }
        assertThat(broken).isGreaterThan(250);
        assertThat(kept).isGreaterThan(250);
    }

    @Test
    void limitsOfEachGroup() {
        for (int i = 0; i < 600; i++) {
            Verdicts verdicts = new Verdicts(profiles.next(), Rules.BUILT_IN);
            Map<Limit, Long> most = most();
            Grouping grouping = Grouping.values()[random.nextInt(Grouping.values().length)];

            Check check = limits(most).per(grouping).build().check(verdicts, null);

            for (Check.Result result : check.results()) {
                long allowed = most.get(result.limit());
                Metric metric = metric(result.limit());
                List<NaiveGroups.Naive> groups = NaiveGroups.fitting(verdicts, all(grouping, metric));
                List<String> expected = new ArrayList<>();
                for (NaiveGroups.Naive group : groups) {
                    if (group.weight(metric) > allowed) {
                        AllocationSite largest = group.largest(metric);
                        expected.add(
                                shown(group.key(), group.weight(metric), List.of(culprit(largest, verdicts, metric))));
                    }
                }
                assertThat(result.breaches().stream()
                                .map(breach -> shown(breach))
                                .toList())
                        .isEqualTo(expected);
                assertThat(result.unnamed()).isZero();
                assertThat(result.worst().value())
                        .isEqualTo(groups.stream()
                                .mapToLong(group -> group.weight(metric))
                                .max()
                                .orElse(0));
                count(result);
            }
            assertPassed(check, verdicts, most, null);
        }
        assertThat(broken).isGreaterThan(250);
        assertThat(kept).isGreaterThan(250);
    }

    @Test
    void growthOfTheWholeAndOfEachGroup() {
        for (int i = 0; i < 600; i++) {
            Profile earlier = profiles.next();
            Profile later = random.nextBoolean()
                    ? Profile.builder().add(earlier).add(profiles.next()).build()
                    : profiles.next();
            Verdicts before = new Verdicts(earlier, Rules.BUILT_IN);
            Verdicts after = new Verdicts(later, Rules.BUILT_IN);
            Metric metric = Metric.values()[random.nextInt(Metric.values().length)];
            double percent = PERCENTS[random.nextInt(PERCENTS.length)];
            Grouping grouping =
                    random.nextBoolean() ? null : Grouping.values()[random.nextInt(Grouping.values().length)];
            Limits.Builder limits = Limits.builder().growth(metric, percent);

            Check check =
                    (grouping == null ? limits : limits.per(grouping)).build().check(after, before);

            Check.Result result = check.results().getFirst();
            List<Growth> expected = new ArrayList<>();
            if (grouping == null) {
                expected.add(new Growth(metric.of(before), metric.of(after)));
            } else {
                Comparison.of(before, after, all(grouping, metric))
                        .lines()
                        .forEach(line -> expected.add(line.weight()));
            }
            expected.removeIf(growth -> !isTooMuch(growth, percent));
            assertThat(result.breaches().stream()
                            .map(breach -> breach.figure().growth())
                            .toList())
                    .isEqualTo(expected.stream()
                            .map(growth -> new Figure.Allowance(growth, percent))
                            .toList());
            for (Breach breach : result.breaches()) {
                assertThat(breach.figure().isTooMuch()).isTrue();
                assertThat(breach.culprits())
                        .allSatisfy(culprit -> assertThat(culprit.share()).isPositive());
            }
            count(result);
            assertPassed(check, after, Map.of(), before);
        }
        assertThat(broken).isGreaterThan(250);
        assertThat(kept).isGreaterThan(60);
    }

    private static boolean isTooMuch(Growth growth, double percent) {
        BigDecimal allowed = BigDecimal.valueOf(growth.before())
                .multiply(BigDecimal.valueOf(percent))
                .divide(BigDecimal.valueOf(100));
        return BigDecimal.valueOf(growth.after())
                        .subtract(BigDecimal.valueOf(growth.before()))
                        .compareTo(allowed)
                > 0;
    }

    private void count(Check.Result result) {
        broken += result.breaches().isEmpty() ? 0 : 1;
        kept += result.breaches().isEmpty() ? 1 : 0;
    }

    /** A check passes if no limit is broken, nothing was lost, and leaks are known where they are asked for. */
    private static void assertPassed(Check check, Verdicts verdicts, Map<Limit, Long> most, @Nullable Verdicts before) {
        boolean breaks =
                check.results().stream().anyMatch(result -> !result.breaches().isEmpty());
        boolean lost = !verdicts.profile().flaws().isEmpty()
                || (before != null && !before.profile().flaws().isEmpty());
        boolean asksForLeaks = most.containsKey(Limit.LEAK)
                || check.results().stream()
                        .anyMatch(result ->
                                result.limit() == Limit.GROWTH && result.worst().metric() == Metric.LEAKED);
        boolean isOver = verdicts.profile().isFinal()
                && (before == null || before.profile().isFinal());
        assertThat(check.passed()).isEqualTo(!breaks && !lost && (isOver || !asksForLeaks));
    }

    private Map<Limit, Long> most() {
        Map<Limit, Long> most = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            if (limit != Limit.GROWTH && random.nextBoolean()) {
                most.put(
                        limit,
                        random.nextInt(20) == 0 ? Long.MAX_VALUE : random.nextInt(random.nextBoolean() ? 8 : 90));
            }
        }
        return most;
    }

    private static Limits.Builder limits(Map<Limit, Long> most) {
        Limits.Builder limits = Limits.builder();
        most.forEach(limits::most);
        return limits;
    }

    private static Metric metric(Limit limit) {
        return switch (limit) {
            case PEAK -> Metric.PEAK;
            case LIVE -> Metric.LIVE;
            case TOTAL, GROWTH -> Metric.TOTAL;
            case BLOCKS -> Metric.BLOCKS;
            case LEAK -> Metric.LEAKED;
        };
    }

    private static Selection all(Grouping grouping, Metric metric) {
        return new Selection(grouping, metric, Order.SIZE, 0, 0, null, 0);
    }

    private static List<String> largest(Verdicts verdicts, Metric metric) {
        Profile profile = verdicts.profile();
        Comparator<AllocationSite> order = Comparator.<AllocationSite>comparingLong(site -> metric.of(site, verdicts))
                .reversed()
                .thenComparing(site -> verdicts.frameOfApplication(site).text())
                .thenComparingInt(AllocationSite::index);
        return IntStream.range(0, profile.siteCount())
                .mapToObj(profile::site)
                .filter(site -> metric.of(site, verdicts) > 0)
                .sorted(order)
                .limit(5)
                .map(site -> culprit(site, verdicts, metric))
                .toList();
    }

    private static String culprit(AllocationSite site, Verdicts verdicts, Metric metric) {
        return site.index() + " " + verdicts.frameOfApplication(site) + " " + metric.of(site, verdicts);
    }

    private static String shown(@Nullable String key, long figure, List<String> culprits) {
        return key + " " + figure + " " + culprits;
    }

    private static String shown(Breach breach) {
        return shown(
                breach.key(),
                breach.figure().value(),
                breach.culprits().stream()
                        .map(culprit -> culprit.site().index() + " " + culprit.frame() + " " + culprit.share())
                        .toList());
    }
}
