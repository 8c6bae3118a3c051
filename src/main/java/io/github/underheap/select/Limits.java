package io.github.underheap.select;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Limits that a profile has to keep: of the whole, or of each group of sites.
 *
 * <p>Immutable, thread-safe.
 */
public final class Limits {

    private final Map<Limit, Long> most;
    private final boolean growth;
    private final double growthPercent;
    private final Metric growthOf;
    private final @Nullable Grouping per;

    private Limits(Builder builder) {
        this.most = Collections.unmodifiableMap(new EnumMap<>(builder.most));
        this.growthPercent = builder.growthPercent;
        this.growth = builder.growth;
        this.growthOf = builder.growthOf;
        this.per = builder.per;
    }

    /** Begins with no limits. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether nothing is limited. */
    public boolean isEmpty() {
        return most.isEmpty() && !growth;
    }

    /** Whether a baseline is needed. */
    public boolean needsBaseline() {
        return growth;
    }

    /** The bytes or blocks that are just allowed, by limit; that of {@link Limit#GROWTH} is not among them. */
    Map<Limit, Long> most() {
        return most;
    }

    /** The growth that is just allowed, in per cent. */
    double growthPercent() {
        return growthPercent;
    }

    /** What must not grow. */
    Metric growthOf() {
        return growthOf;
    }

    /** What a limit holds for; null for the whole. */
    @Nullable
    Grouping per() {
        return per;
    }

    /**
     * Checks a profile.
     *
     * @param verdicts on the profile
     * @param baseline on the earlier profile that growth is measured against; null if growth is not limited
     * @throws IllegalArgumentException if growth is limited and there is no baseline
     */
    public Check check(Verdicts verdicts, @Nullable Verdicts baseline) {
        return new Checker(this, verdicts, baseline).check();
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {

        private final Map<Limit, Long> most = new EnumMap<>(Limit.class);
        private boolean growth;
        private double growthPercent;
        private Metric growthOf = Metric.TOTAL;
        private @Nullable Grouping per;

        private Builder() {}

        /**
         * Limits a number of bytes or blocks.
         *
         * @param figure the greatest that is allowed
         * @throws IllegalArgumentException if it is negative, or for {@link Limit#GROWTH}, whose limit is no such number
         */
        public Builder most(Limit limit, long figure) {
            if (limit == Limit.GROWTH || figure < 0) {
                throw new IllegalArgumentException(limit.key() + " is not limited by " + figure);
            }
            most.put(limit, figure);
            return this;
        }

        /**
         * Limits growth against a baseline. Where there was nothing before, there must be nothing now, whatever the per cent.
         *
         * @param percent the greatest that is allowed; 0 to allow none
         * @throws IllegalArgumentException if it is negative or no number
         */
        public Builder growth(Metric metric, double percent) {
            if (!(percent >= 0 && percent < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(Limit.GROWTH.key() + " is not limited by " + percent);
            }
            growthOf = Objects.requireNonNull(metric, "metric");
            growthPercent = percent;
            growth = true;
            return this;
        }

        /** Has the limits hold for each group by itself; without this they hold for the whole profile. */
        public Builder per(Grouping grouping) {
            per = Objects.requireNonNull(grouping, "grouping");
            return this;
        }

        /** The limits as they are now. */
        public Limits build() {
            return new Limits(this);
        }
    }
}
