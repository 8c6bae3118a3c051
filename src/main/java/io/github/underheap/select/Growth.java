package io.github.underheap.select;

import io.github.underheap.profile.SiteNumber;
import java.math.BigDecimal;

/**
 * How a number changed from one profile to another.
 *
 * @param before in the earlier profile, 0 if it is not there
 * @param after in the later profile, 0 if it is not there
 */
public record Growth(long before, long after) {

    private static final double HUNDRED = 100;

    /** How much more there is; negative if there is less. Stops at 2^63 - 1 on either side of 0. */
    public long difference() {
        return SiteNumber.Sum.ADD.of(after, -before);
    }

    /** What there may be at most if so many per cent more are allowed: exact, rounded down, at most 2^63 - 1. */
    long most(double percent) {
        BigDecimal most = BigDecimal.valueOf(before)
                .multiply(BigDecimal.valueOf(percent).add(BigDecimal.valueOf(100)))
                .movePointLeft(2);
        return most.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    /** The difference in per cent of what was there before: 0 if nothing changed, infinite if there was nothing. */
    public double percent() {
        if (after == before) {
            return 0;
        }
        return before == 0
                ? (after > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY)
                : ((double) after - before) * HUNDRED / Math.abs((double) before);
    }
}
