package io.github.underheap.jmh;

import java.util.Collection;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Aggregator;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;

/** The sites of iterations as a result of JMH: a text without a number, which the JVM of the benchmark sends to the one that shows it. */
final class SitesResult extends Result<SitesResult> {

    private static final long serialVersionUID = 1;

    private final SiteTable table;

    SitesResult(SiteTable table) {
        super(ResultRole.SECONDARY, "offheap.sites", of(Double.NaN), "---", AggregationPolicy.AVG);
        this.table = table;
    }

    @Override
    protected Aggregator<SitesResult> getThreadAggregator() {
        return SitesResult::sum;
    }

    @Override
    protected Aggregator<SitesResult> getIterationAggregator() {
        return SitesResult::sum;
    }

    private static SitesResult sum(Collection<SitesResult> results) {
        return new SitesResult(
                SiteTable.sum(results.stream().map(result -> result.table).toList()));
    }

    /** What stands in the line of an iteration. */
    @Override
    public String toString() {
        return "<delayed till summary>";
    }

    @Override
    public String extendedInfo() {
        return table.text();
    }
}
