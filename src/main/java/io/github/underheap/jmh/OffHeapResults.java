package io.github.underheap.jmh;

import io.github.underheap.profile.AllocStats;
import io.github.underheap.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** What an iteration came to, as JMH's results: the same ones always, named and summed up as those of its {@code gc} profiler. */
final class OffHeapResults {

    private static final double NANOS_PER_SECOND = 1e9;

    /** JMH's MB. */
    private static final double BYTES_PER_MB = 1 << 20;

    private OffHeapResults() {}

    /**
     * The results of a measurement; of none if faults make its numbers uncertain.
     *
     * @param profile of the window, which has ended
     * @param knowsSites whether there are call sites, without which there are no leaks
     * @param operations of all threads, those before and after the measured time included; not known if 0
     * @param nanos how long the window was open
     * @param top how many sites the text shows
     * @param notes what the text says besides what the profile remarks
     */
    static List<Result<?>> of(
            Profile profile, boolean knowsSites, long operations, long nanos, int top, List<String> notes) {
        List<String> remarks = new ArrayList<>(notes);
        if (!knowsSites) {
            remarks.add(
                    "leaks are not known: without call sites (capture=none) all blocks are of one, whatever their arenas");
        }
        remarks.addAll(profile.remarks());
        if (profile.isFaulty()) {
            return notMeasured(remarks);
        }
        AllocStats stats = profile.stats();
        SiteTable sites = SiteTable.of(profile, operations, top, remarks);
        return results(
                nanos > 0 ? stats.totalBytes() / BYTES_PER_MB * NANOS_PER_SECOND / nanos : Double.NaN,
                per(operations, stats.totalBytes()),
                per(operations, stats.allocCount()),
                (double) stats.peakBytes(),
                knowsSites ? per(operations, sites.leakedBytes()) : Double.NaN,
                sites);
    }

    /** The results if there was no measurement. */
    static List<Result<?>> notMeasured(List<String> notes) {
        double none = Double.NaN;
        return results(none, none, none, none, none, SiteTable.empty(notes));
    }

    private static List<Result<?>> results(
            double rate, double bytes, double blocks, double peak, double leaked, SiteTable sites) {
        return List.of(
                new ScalarResult("offheap.alloc.rate", rate, "MB/sec", AggregationPolicy.AVG),
                new ScalarResult("offheap.alloc.rate.norm", bytes, "B/op", AggregationPolicy.AVG),
                new ScalarResult("offheap.count.norm", blocks, "#/op", AggregationPolicy.AVG),
                new ScalarResult("offheap.live.max", peak, "B", AggregationPolicy.MAX),
                new ScalarResult("offheap.leak.norm", leaked, "B/op", AggregationPolicy.AVG),
                new SitesResult(sites));
    }

    /** A share of one operation; NaN if their number is not known. */
    static double per(long operations, long amount) {
        return operations > 0 ? (double) amount / operations : Double.NaN;
    }
}
