package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.ProfilePair;
import io.github.underheap.profile.SiteNumber;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What changed from one profile to another, group by group. Sites are the same if their stacks are equal, lines of the source included; with
 * another {@link Grouping} than by site, lines that moved make no difference.
 *
 * <p>The filter and the thresholds treat both sides alike: a group is shown if one of its sides would be shown by itself. Groups where nothing but
 * times changed are counted and not shown.
 *
 * <p>As in {@link Groups}, lines for sites are made when they are asked for. Immutable, thread-safe.
 */
public final class Comparison {

    private final Verdicts before;
    private final Verdicts after;
    private final Selection selection;
    private final List<Change> lines;
    private final int fitting;
    private final int unchanged;

    private Comparison(
            Verdicts before, Verdicts after, Selection selection, List<Change> lines, int fitting, int unchanged) {
        this.before = before;
        this.after = after;
        this.selection = selection;
        this.lines = lines;
        this.fitting = fitting;
        this.unchanged = unchanged;
    }

    /**
     * Compares two profiles.
     *
     * @param before on the earlier one
     * @param after on the later one
     */
    public static Comparison of(Verdicts before, Verdicts after, Selection selection) {
        ProfilePair pair = ProfilePair.of(before.profile(), after.profile());
        Keys keys = new Keys(new Verdicts(pair.union(), after.rules()), selection);
        Sides sides = selection.grouping() == Grouping.SITE
                ? new SiteSides(pair, before, after, selection, keys)
                : new GroupSides(pair, before, after, selection, keys);
        return new Collector(sides, selection, keys).comparison(before, after);
    }

    /** What each group has on both sides. Groups are numbered from 0. */
    private interface Sides {
        int size();

        int key(int group);

        @Nullable
        Group before(int group);

        @Nullable
        Group after(int group);
    }

    /** Each site is a group. */
    private record SiteSides(ProfilePair pair, Verdicts then, Verdicts now, Selection selection, Keys keys)
            implements Sides {

        @Override
        public int size() {
            return pair.union().siteCount();
        }

        @Override
        public int key(int group) {
            return keys.of(pair.union().site(group));
        }

        @Override
        public @Nullable Group before(int group) {
            return group(group, pair.before(group), then);
        }

        @Override
        public @Nullable Group after(int group) {
            return group(group, pair.after(group), now);
        }

        private @Nullable Group group(int group, @Nullable AllocationSite site, Verdicts verdicts) {
            return site == null
                    ? null
                    : new Group(new GroupSum(keys.text(key(group)), selection.metric()).add(site, verdicts));
        }
    }

    /** A group is what has the same key. */
    private static final class GroupSides implements Sides {

        private final List<@Nullable GroupSum> before = new ArrayList<>();
        private final List<@Nullable GroupSum> after = new ArrayList<>();

        GroupSides(ProfilePair pair, Verdicts then, Verdicts now, Selection selection, Keys keys) {
            for (int i = 0; i < pair.union().siteCount(); i++) {
                int key = keys.of(pair.union().site(i));
                if (key == before.size()) {
                    before.add(null);
                    after.add(null);
                }
                add(before, key, pair.before(i), then, selection, keys);
                add(after, key, pair.after(i), now, selection, keys);
            }
        }

        private static void add(
                List<@Nullable GroupSum> side,
                int key,
                @Nullable AllocationSite site,
                Verdicts verdicts,
                Selection selection,
                Keys keys) {
            if (site != null) {
                GroupSum sum = side.get(key);
                if (sum == null) {
                    sum = new GroupSum(keys.text(key), selection.metric());
                    side.set(key, sum);
                }
                sum.add(site, verdicts);
            }
        }

        @Override
        public int size() {
            return before.size();
        }

        @Override
        public int key(int group) {
            return group;
        }

        @Override
        public @Nullable Group before(int group) {
            GroupSum sum = before.get(group);
            return sum == null ? null : new Group(sum);
        }

        @Override
        public @Nullable Group after(int group) {
            GroupSum sum = after.get(group);
            return sum == null ? null : new Group(sum);
        }
    }

    /** Chooses and sorts the lines. */
    private static final class Collector {

        private final Sides sides;
        private final Selection selection;
        private final Keys keys;
        private final int[] key;
        private final long[] value;
        private int unchanged;

        Collector(Sides sides, Selection selection, Keys keys) {
            this.sides = sides;
            this.selection = selection;
            this.keys = keys;
            this.key = new int[sides.size()];
            this.value = new long[sides.size()];
        }

        Comparison comparison(Verdicts before, Verdicts after) {
            int[] fitting = new int[sides.size()];
            int size = 0;
            for (int i = 0; i < sides.size(); i++) {
                key[i] = sides.key(i);
                if (keys.fits(key[i])) {
                    Change change = change(i);
                    if (fits(change, selection)) {
                        if (isChanged(change)) {
                            fitting[size++] = i;
                            value[i] = value(change);
                        } else {
                            unchanged++;
                        }
                    }
                }
            }
            int[] ranks = keys.ranks();
            int[] order = IntSort.sorted(Arrays.copyOf(fitting, size), (a, b) -> {
                int byValue = Long.compare(value[b], value[a]);
                return byValue != 0 ? byValue : Integer.compare(ranks[key[a]], ranks[key[b]]);
            });
            return new Comparison(
                    before, after, selection, new Lines(selection.limited(order), this::change), size, unchanged);
        }

        private Change change(int group) {
            return new Change(keys.text(sides.key(group)), sides.before(group), sides.after(group));
        }

        private long value(Change change) {
            return switch (selection.order()) {
                case COUNT -> Math.abs(change.of(SiteNumber.TOTAL_BLOCKS).difference());
                case SIZE -> Math.abs(change.weight().difference());
                case NAME -> 0;
            };
        }
    }

    private static boolean isChanged(Change change) {
        for (SiteNumber number : SiteNumber.values()) {
            if (number.unit() != SiteNumber.Unit.NANOS && change.of(number).difference() != 0) {
                return true;
            }
        }
        return change.isNew() || change.isRemoved() || change.weight().difference() != 0;
    }

    /** Whether one side would be shown by itself. */
    private static boolean fits(Change change, Selection selection) {
        return fits(change.before(), selection) || fits(change.after(), selection);
    }

    private static boolean fits(@Nullable Group side, Selection selection) {
        return side != null && selection.fits(side.get(SiteNumber.TOTAL_BLOCKS), side.bytes(selection.metric()));
    }

    /** Makes its elements when they are asked for. */
    private static final class Lines extends AbstractList<Change> implements RandomAccess {

        private final int[] order;
        private final IntFunction<Change> line;

        Lines(int[] order, IntFunction<Change> line) {
            this.order = order;
            this.line = line;
        }

        @Override
        public Change get(int index) {
            return line.apply(order[index]);
        }

        @Override
        public int size() {
            return order.length;
        }
    }

    /** On the earlier profile. */
    public Verdicts before() {
        return before;
    }

    /** On the later profile. */
    public Verdicts after() {
        return after;
    }

    /** What was asked for. */
    public Selection selection() {
        return selection;
    }

    /** How the whole changed, by the metric of the selection. */
    public Growth weight() {
        return new Growth(selection.metric().of(before), selection.metric().of(after));
    }

    /** What changed, in the order of the selection; unmodifiable. */
    public List<Change> lines() {
        return lines;
    }

    /** How many groups changed that the filter and the thresholds let through; the limit may show fewer. */
    public int fitting() {
        return fitting;
    }

    /** How many groups did not change, of those that the filter and the thresholds let through. */
    public int unchanged() {
        return unchanged;
    }
}
