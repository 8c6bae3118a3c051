package io.github.underheap.select;

import org.jspecify.annotations.Nullable;

/**
 * A number that is limited, and its limit.
 *
 * @param limit which limit
 * @param metric what is limited
 * @param value what there is, in bytes or, for {@link Metric#BLOCKS}, blocks
 * @param most what is allowed at most, in the same unit; for growth, rounded down to a whole number
 * @param growth for {@link Limit#GROWTH}, what it grew from and to and by how much it may; else null
 */
public record Figure(
        Limit limit,
        Metric metric,
        long value,
        long most,
        @Nullable Allowance growth) {

    /**
     * A growth and the one that is allowed.
     *
     * @param growth from the baseline to the profile
     * @param percent what is allowed at most
     */
    public record Allowance(Growth growth, double percent) {}

    /** Whether the limit is broken. */
    public boolean isTooMuch() {
        return value > most;
    }
}
