package io.github.underheap.select;

import io.github.underheap.profile.AllocationSite;
import io.github.underheap.profile.Profile;
import io.github.underheap.profile.SiteNumber;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * The lines of a report: a {@link Selection} applied to a profile. Filter and thresholds act on groups, then the groups are sorted, then the
 * limit cuts.
 *
 * <p>A group is an object if it has several sites. Where each site is a line of its own, a line is made when it is asked for; about twenty
 * bytes are kept for each site.
 *
 * <p>Immutable, thread-safe.
 */
public final class Groups {

    private final Verdicts verdicts;
    private final Selection selection;
    private final List<Group> lines;
    private final int fitting;
    private final int all;

    private Groups(Verdicts verdicts, Selection selection, List<Group> lines, int fitting, int all) {
        this.verdicts = verdicts;
        this.selection = selection;
        this.lines = lines;
        this.fitting = fitting;
        this.all = all;
    }

    /**
     * The lines of a report.
     *
     * @param verdicts on the profile that is reported
     */
    public static Groups of(Verdicts verdicts, Selection selection) {
        Keys keys = new Keys(verdicts, selection);
        return selection.grouping() == Grouping.SITE
                ? sites(verdicts, selection, keys)
                : grouped(verdicts, selection, keys);
    }

    private static Groups sites(Verdicts verdicts, Selection selection, Keys keys) {
        Profile profile = verdicts.profile();
        Metric metric = selection.metric();
        int count = profile.siteCount();
        int[] fitting = new int[count];
        int[] key = new int[count];
        long[] value = new long[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            AllocationSite site = profile.site(i);
            key[i] = keys.of(site);
            long weight = metric.of(site, verdicts);
            long bytes = metric == Metric.BLOCKS ? site.totalBytes() : weight;
            value[i] = selection.order() == Order.COUNT ? site.totalBlocks() : weight;
            if (keys.fits(key[i]) && selection.fits(site.totalBlocks(), bytes)) {
                fitting[size++] = i;
            }
        }
        int[] order = sorted(Arrays.copyOf(fitting, size), key, value, keys.ranks(), selection);
        IntFunction<Group> line = i -> {
            AllocationSite site = profile.site(i);
            return new Group(new GroupSum(keys.text(key[i]), metric).add(site, verdicts));
        };
        return new Groups(verdicts, selection, new Lines(selection.limited(order), line), size, count);
    }

    private static Groups grouped(Verdicts verdicts, Selection selection, Keys keys) {
        Profile profile = verdicts.profile();
        List<GroupSum> sums = new ArrayList<>();
        for (int i = 0; i < profile.siteCount(); i++) {
            AllocationSite site = profile.site(i);
            int key = keys.of(site);
            if (key == sums.size()) {
                sums.add(new GroupSum(keys.text(key), selection.metric()));
            }
            sums.get(key).add(site, verdicts);
        }
        int count = sums.size();
        List<Group> groups = sums.stream().map(Group::new).toList();
        int[] fitting = new int[count];
        int[] key = new int[count];
        long[] value = new long[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            Group group = groups.get(i);
            long blocks = group.get(SiteNumber.TOTAL_BLOCKS);
            key[i] = i;
            value[i] = selection.order() == Order.COUNT ? blocks : group.weight();
            if (keys.fits(i) && selection.fits(blocks, group.bytes(selection.metric()))) {
                fitting[size++] = i;
            }
        }
        int[] order = sorted(Arrays.copyOf(fitting, size), key, value, keys.ranks(), selection);
        return new Groups(verdicts, selection, new Lines(selection.limited(order), groups::get), size, count);
    }

    /** By value, then by key, then by first appearance, in which they are. */
    private static int[] sorted(int[] items, int[] key, long[] value, int[] ranks, Selection selection) {
        boolean byName = selection.order() == Order.NAME;
        return IntSort.sorted(items, (a, b) -> {
            int byValue = byName ? 0 : Long.compare(value[b], value[a]);
            return byValue != 0 ? byValue : Integer.compare(ranks[key[a]], ranks[key[b]]);
        });
    }

    /** Makes its elements when they are asked for. */
    private static final class Lines extends AbstractList<Group> implements RandomAccess {

        private final int[] order;
        private final IntFunction<Group> line;

        Lines(int[] order, IntFunction<Group> line) {
            this.order = order;
            this.line = line;
        }

        @Override
        public Group get(int index) {
            return line.apply(order[index]);
        }

        @Override
        public int size() {
            return order.length;
        }
    }

    /** The profile that is reported. */
    public Profile profile() {
        return verdicts.profile();
    }

    /** On the profile that is reported. */
    public Verdicts verdicts() {
        return verdicts;
    }

    /** What was asked for. */
    public Selection selection() {
        return selection;
    }

    /** The lines, in their order; unmodifiable. */
    public List<Group> lines() {
        return lines;
    }

    /** How many groups the filter and the thresholds let through; the limit may show fewer. */
    public int fitting() {
        return fitting;
    }

    /** How many groups there are in all. */
    public int all() {
        return all;
    }
}
