package io.github.underheap.record;

import io.github.underheap.memory.RowNumbers;
import io.github.underheap.stack.TickClock;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * How the units of a clock become nanoseconds: events are booked in units, and who reads them scales.
 *
 * <p>Immutable, thread-safe.
 */
final class Scale {

    private static final Scale NANOS = new Scale(null);

    /** Null if the units are nanoseconds. */
    private final TickClock.@Nullable Rate rate;

    private Scale(TickClock.@Nullable Rate rate) {
        this.rate = rate;
    }

    /**
     * The scale as it is known now.
     *
     * @param ticks the clock, if it counts the processor's ticks
     */
    static Scale of(@Nullable TickClock ticks) {
        return ticks == null ? NANOS : by(ticks.rate());
    }

    static Scale by(TickClock.Rate rate) {
        return new Scale(rate);
    }

    long unitsPerSecond() {
        return rate == null ? 1_000_000_000 : rate.ticksPerSecond();
    }

    /** The time of so many units, in ns. */
    long nanos(long units) {
        return rate == null ? units : rate.nanos(units);
    }

    /** Makes all times of a row nanoseconds. */
    void apply(RowNumbers row) {
        if (rate == null) {
            return;
        }
        long[] numbers = row.numbers;
        numbers[RowNumbers.LAST_BIRTH] = rate.nanos(numbers[RowNumbers.LAST_BIRTH]);
        long low = numbers[RowNumbers.LIFETIME_LOW];
        long high = numbers[RowNumbers.LIFETIME_HIGH];
        if (high == low >> (Long.SIZE - 1) && low << rate.shift() >> rate.shift() == low) {
            long nanos = rate.nanos(low);
            numbers[RowNumbers.LIFETIME_LOW] = nanos;
            numbers[RowNumbers.LIFETIME_HIGH] = nanos >> (Long.SIZE - 1);
        } else {
            BigInteger nanos = BigInteger.valueOf(high)
                    .shiftLeft(Long.SIZE)
                    .add(new BigInteger(Long.toUnsignedString(low)))
                    .multiply(BigInteger.valueOf(rate.factor()))
                    .shiftRight(Long.SIZE - rate.shift());
            numbers[RowNumbers.LIFETIME_LOW] = nanos.longValue();
            numbers[RowNumbers.LIFETIME_HIGH] = nanos.shiftRight(Long.SIZE).longValue();
        }
    }
}
