package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks one profile against {@link Limits}. Not thread-safe. */
final class Checker {

    /** The most groups that are named for each limit; nobody would read more. */
    static final int MOST_GROUPS = 100;

    private final Limits limits;
    private final Verdicts verdicts;
    private final @Nullable Verdicts baseline;

    Checker(Limits limits, Verdicts verdicts, @Nullable Verdicts baseline) {
        if (limits.needsBaseline() && baseline == null) {
            throw new IllegalArgumentException(Limit.GROWTH.key() + " needs a baseline");
        }
        this.limits = limits;
        this.verdicts = verdicts;
        this.baseline = limits.needsBaseline() ? baseline : null;
    }

    Check check() {
        List<Check.Result> results = new ArrayList<>();
        Grouping per = limits.per();
        limits.most()
                .forEach((limit, most) -> results.add(per == null ? whole(limit, most) : groups(limit, most, per)));
        if (baseline != null) {
            results.add(per == null ? wholeGrowth(baseline) : groupGrowth(baseline, per));
        }
        return new Check(verdicts.profile(), baseline == null ? null : baseline.profile(), results, doubts());
    }

    private List<String> doubts() {
        List<String> doubts = new ArrayList<>(verdicts.profile().flaws());
        if (baseline != null) {
            baseline.profile().flaws().forEach(flaw -> doubts.add("baseline: " + flaw));
        }
        for (Limit limit : limits.most().keySet()) {
            addIfUnknown(limit, limit.metric(), "the profile", verdicts.profile(), doubts);
        }
        if (baseline != null) {
            addIfUnknown(Limit.GROWTH, limits.growthOf(), "the profile", verdicts.profile(), doubts);
            addIfUnknown(Limit.GROWTH, limits.growthOf(), "the baseline", baseline.profile(), doubts);
        }
        return doubts;
    }

    private static void addIfUnknown(Limit limit, Metric metric, String what, Profile profile, List<String> doubts) {
        if (!metric.isMeasured(profile)) {
            doubts.add(what + " does not know " + metric.words() + ", so " + limit.key() + " cannot be checked");
        } else if (metric == Metric.LEAKED && !profile.isFinal()) {
            doubts.add(what + " was taken while the program was running, so leaks are not known yet; use "
                    + Limit.LIVE.key() + " instead, or a profile that was written at the end");
        }
    }

    private Check.Result whole(Limit limit, long most) {
        Metric metric = limit.metric();
        Figure figure = new Figure(limit, metric, metric.of(verdicts), most, null);
        List<Breach.Culprit> largest = figure.isTooMuch()
                ? Groups.of(verdicts, most(Grouping.SITE, metric)).lines().stream()
                        .filter(group -> group.weight() > 0)
                        .limit(Breach.MOST_CULPRITS)
                        .map(group -> culprit(group.largest(), group.weight()))
                        .toList()
                : List.of();
        return result(figure, largest);
    }

    private Check.Result groups(Limit limit, long most, Grouping per) {
        Metric metric = limit.metric();
        Figure worst = new Figure(limit, metric, 0, most, null);
        List<Breach> breaches = new ArrayList<>();
        long unnamed = 0;
        for (Group group : Groups.of(verdicts, most(per, metric)).lines()) {
            Figure figure = new Figure(limit, metric, group.weight(), most, null);
            worst = figure.value() > worst.value() ? figure : worst;
            if (!figure.isTooMuch()) {
                break;
            }
            if (breaches.size() == MOST_GROUPS) {
                unnamed++;
            } else {
                AllocationSite largest = group.largest();
                breaches.add(new Breach(group.key(), figure, List.of(culprit(largest, metric.of(largest, verdicts)))));
            }
        }
        return new Check.Result(worst, breaches, unnamed, isKnown(worst));
    }

    private Check.Result wholeGrowth(Verdicts before) {
        Comparison comparison = Comparison.of(before, verdicts, most(Grouping.SITE, limits.growthOf()));
        Figure figure = figure(comparison.weight());
        List<Breach.Culprit> grown = figure.isTooMuch()
                ? comparison.lines().stream()
                        .filter(change -> change.weight().difference() > 0)
                        .limit(Breach.MOST_CULPRITS)
                        .map(this::culprit)
                        .toList()
                : List.of();
        return result(figure, grown);
    }

    private Check.Result groupGrowth(Verdicts before, Grouping per) {
        Figure worst = figure(new Growth(0, 0));
        List<Breach> breaches = new ArrayList<>();
        long unnamed = 0;
        for (Change change :
                Comparison.of(before, verdicts, most(per, limits.growthOf())).lines()) {
            Figure figure = figure(change.weight());
            if (figure.isTooMuch()) {
                worst = breaches.isEmpty() ? figure : worst;
                if (breaches.size() == MOST_GROUPS) {
                    unnamed++;
                } else {
                    breaches.add(new Breach(change.key(), figure, List.of(culprit(change))));
                }
            }
        }
        return new Check.Result(worst, breaches, unnamed, isKnown(worst));
    }

    private Check.Result result(Figure figure, List<Breach.Culprit> culprits) {
        List<Breach> breaches = figure.isTooMuch() ? List.of(new Breach(null, figure, culprits)) : List.of();
        return new Check.Result(figure, breaches, 0, isKnown(figure));
    }

    private boolean isKnown(Figure figure) {
        boolean isInBaseline =
                baseline == null || figure.limit() != Limit.GROWTH || isKnown(figure.metric(), baseline.profile());
        return isInBaseline && isKnown(figure.metric(), verdicts.profile());
    }

    private static boolean isKnown(Metric metric, Profile profile) {
        return metric.isMeasured(profile) && (metric != Metric.LEAKED || profile.isFinal());
    }

    private Figure figure(Growth growth) {
        return new Figure(
                Limit.GROWTH,
                limits.growthOf(),
                growth.after(),
                growth.most(limits.growthPercent()),
                new Figure.Allowance(growth, limits.growthPercent()));
    }

    private Breach.Culprit culprit(Change change) {
        return culprit(change.largest(), change.weight().difference());
    }

    private Breach.Culprit culprit(AllocationSite site, long share) {
        return new Breach.Culprit(site, verdicts.frameOfApplication(site), share);
    }

    /** All groups, those with the most of a metric first. */
    private static Selection most(Grouping grouping, Metric metric) {
        return new Selection(grouping, metric, Order.SIZE, 0, 0, null, 0);
    }
}
