package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfilePair;
import io.github.underheap.profile.SiteNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changed from one profile to another, group by group. Both sides are filtered alike: a line is shown if either side reaches the thresholds, and lines
 * where nothing changed are left out.
 *
 * <p>Immutable, thread-safe.
 */
public final class Comparison {

    private final Profile before;
    private final Profile after;
    private final List<Change> lines;
    private final int hidden;

    private Comparison(Profile before, Profile after, List<Change> lines, int hidden) {
        this.before = before;
        this.after = after;
        this.lines = lines;
        this.hidden = hidden;
    }

    /**
     * Compares two profiles.
     *
     * @param isFinal whether both were taken at an end, so that what is live was not given back
     */
    public static Comparison of(Profile before, Profile after, Selection selection, Rules rules, boolean isFinal) {
        ProfilePair pair = ProfilePair.of(before, after);
        Profile union = pair.union();
        Verdicts names = new Verdicts(union, rules, isFinal);
        Verdicts verdictsBefore = new Verdicts(before, rules, isFinal);
        Verdicts verdictsAfter = new Verdicts(after, rules, isFinal);
        Map<Object, Both> groups = new HashMap<>();
        for (int i = 0; i < union.siteCount(); i++) {
            AllocationSite stack = union.site(i);
            int frame = names.frameOfApplication(stack);
            String key = selection.grouping().key(union.frame(Math.max(frame, 0)));
            Object identity = selection.grouping() == Grouping.SITE ? Integer.valueOf(i) : key;
            Both both = groups.computeIfAbsent(identity, absent -> new Both(key));
            AllocationSite then = pair.before(i);
            AllocationSite now = pair.after(i);
            if (then != null) {
                both.before.add(then, selection.metric().of(then, verdictsBefore));
            }
            if (now != null) {
                both.after.add(now, selection.metric().of(now, verdictsAfter));
            }
            both.consider(
                    now != null ? now : then, now != null, selection, now != null ? verdictsAfter : verdictsBefore);
        }
        List<Change> lines = new ArrayList<>();
        for (Both both : groups.values()) {
            Change change = both.change();
            if (isChanged(change) && isShown(change, selection)) {
                lines.add(change);
            }
        }
        lines.sort(order(selection));
        int all = lines.size();
        List<Change> shown =
                selection.limit() == 0 || all <= selection.limit() ? lines : lines.subList(0, selection.limit());
        return new Comparison(before, after, List.copyOf(shown), groups.size() - shown.size());
    }

    private static final class Both {
        private final String key;
        private final Change.Side before = new Change.Side();
        private final Change.Side after = new Change.Side();
        private @Nullable AllocationSite largest;
        private long heaviest;
        private boolean isOfAfter;

        Both(String key) {
            this.key = key;
        }

        void consider(@Nullable AllocationSite site, boolean ofAfter, Selection selection, Verdicts verdicts) {
            if (site != null) {
                long weight = selection.metric().of(site, verdicts);
                if (largest == null || (ofAfter && !isOfAfter) || (ofAfter == isOfAfter && weight > heaviest)) {
                    largest = site;
                    heaviest = weight;
                    isOfAfter = ofAfter;
                }
            }
        }

        @SuppressWarnings("NullAway") // a stack of the union is of one of them
        Change change() {
            return new Change(before, after, key, largest);
        }
    }

    private static boolean isChanged(Change change) {
        for (SiteNumber number : SiteNumber.values()) {
            boolean counts = number.unit() != SiteNumber.Unit.NANOS;
            if (counts && change.before(number) != change.after(number)) {
                return true;
            }
        }
        return change.isNew() || change.isRemoved();
    }

    private static boolean isShown(Change change, Selection selection) {
        long blocks = Math.max(change.before(SiteNumber.TOTAL_BLOCKS), change.after(SiteNumber.TOTAL_BLOCKS));
        long bytes = selection.metric() == Metric.BLOCKS
                ? Math.max(change.before(SiteNumber.TOTAL_BYTES), change.after(SiteNumber.TOTAL_BYTES))
                : Math.max(change.weightBefore(), change.weightAfter());
        String filter = selection.filter();
        return blocks >= selection.minCount()
                && bytes >= selection.thresholdBytes()
                && (filter == null || change.key().toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT)));
    }

    private static Comparator<Change> order(Selection selection) {
        Comparator<Change> byKey = Comparator.comparing(Change::key)
                .thenComparing(Change::isRemoved)
                .thenComparing(change -> change.largest().index());
        return switch (selection.order()) {
            case COUNT ->
                Comparator.<Change>comparingLong(change -> Math.abs(
                                change.after(SiteNumber.TOTAL_BLOCKS) - change.before(SiteNumber.TOTAL_BLOCKS)))
                        .reversed()
                        .thenComparing(byKey);
            case SIZE ->
                Comparator.<Change>comparingLong(change -> Math.abs(change.growth()))
                        .reversed()
                        .thenComparing(byKey);
            case NAME -> byKey;
        };
    }

    /** The earlier profile. */
    public Profile before() {
        return before;
    }

    /** The later profile. */
    public Profile after() {
        return after;
    }

    /** What changed, in the order of the selection. */
    public List<Change> lines() {
        return lines;
    }

    /** Groups that did not change, or that a threshold, the filter or the limit left out. */
    public int hidden() {
        return hidden;
    }
}
