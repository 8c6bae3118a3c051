package io.github.underheap.select;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which lines a report has, and in which order. Thresholds and the filter look at groups, not at the sites in them. Immutable.
 *
 * @param grouping what makes sites one line
 * @param metric by which lines are weighed
 * @param order of the lines
 * @param minCount fewest blocks of a line that is shown
 * @param thresholdBytes fewest bytes, by the metric, of a line that is shown; of all its bytes if the metric counts blocks
 * @param filter text that the key of a line contains, in upper or lower case; null for all
 * @param limit most lines; 0 for all
 */
public record Selection(
        Grouping grouping,
        Metric metric,
        Order order,
        long minCount,
        long thresholdBytes,
        @Nullable String filter,
        int limit) {

    /** All sites, those with the most bytes first. */
    public static final Selection ALL = new Selection(Grouping.SITE, Metric.TOTAL, Order.SIZE, 0, 0, null, 0);

    /** @throws IllegalArgumentException if a number is negative */
    public Selection {
        Objects.requireNonNull(grouping, "grouping");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(order, "order");
        if (minCount < 0 || thresholdBytes < 0 || limit < 0) {
            throw new IllegalArgumentException("minCount, thresholdBytes and limit must not be negative");
        }
    }

    /** Whether thresholds let a line through. */
    boolean fits(long blocks, long bytes) {
        return blocks >= minCount && bytes >= thresholdBytes;
    }

    /** The first ones, if there is a limit. */
    int[] limited(int[] order) {
        return limit == 0 || order.length <= limit ? order : Arrays.copyOf(order, limit);
    }
}
