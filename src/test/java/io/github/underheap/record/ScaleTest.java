package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.memory.RowNumbers;
import io.github.underheap.stack.TickClock;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaleTest {

    private static final BigInteger LOW = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final RowNumbers row = new RowNumbers(0);

    private void lifetime(BigInteger units) {
        row.numbers[RowNumbers.LIFETIME_LOW] = units.longValue();
        row.numbers[RowNumbers.LIFETIME_HIGH] = units.shiftRight(64).longValue();
    }

    private BigInteger lifetime() {
        return BigInteger.valueOf(row.numbers[RowNumbers.LIFETIME_HIGH])
                .shiftLeft(64)
                .add(BigInteger.valueOf(row.numbers[RowNumbers.LIFETIME_LOW]).and(LOW));
    }

    @Test
    void nanosecondsStayWhatTheyAre() {
        row.numbers[RowNumbers.LAST_BIRTH] = 1_009;
        lifetime(BigInteger.TWO.pow(100).add(BigInteger.valueOf(17)));

        Scale.of(null).apply(row);

        assertThat(row.numbers[RowNumbers.LAST_BIRTH]).isEqualTo(1_009);
        assertThat(lifetime()).isEqualTo(BigInteger.TWO.pow(100).add(BigInteger.valueOf(17)));
        assertThat(Scale.of(null).unitsPerSecond()).isEqualTo(1_000_000_000);
    }

    /** Small and large sums of both signs, for counters that are faster and slower than nanoseconds. */
    @Test
    void ticksBecomeNanosecondsInAllLengths() {
        Random random = new Random(1_009);
        for (TickClock.Rate rate : new TickClock.Rate[] {
            new TickClock.Rate(0, 0x5555_5555_5555_5555L), new TickClock.Rate(7, 0x5000_0000_0000_0001L)
        }) {
            Scale scale = Scale.by(rate);
            for (int i = 0; i < 10_000; i++) {
                BigInteger units = new BigInteger(1 + random.nextInt(110), random);
                units = random.nextBoolean() ? units.negate() : units;
                BigInteger right = new BigDecimal(units.multiply(BigInteger.valueOf(rate.factor())))
                        .divide(new BigDecimal(BigInteger.TWO.pow(64 - rate.shift())))
                        .setScale(0, RoundingMode.FLOOR)
                        .toBigIntegerExact();
                lifetime(units);

                scale.apply(row);

                assertThat(lifetime()).as(units.toString()).isEqualTo(right);
                if (units.bitLength() < 56) {
                    assertThat(scale.nanos(units.longValue())).isEqualTo(right.longValueExact());
                }
            }
        }
    }

    @Test
    void theRateIsThatOfTheClock() {
        // 3 GHz.
        assertThat(Scale.by(new TickClock.Rate(0, 0x5555_5555_5555_5555L)).unitsPerSecond())
                .isEqualTo(3_000_000_000L);
        assertThat(Scale.by(new TickClock.Rate(0, 0x5555_5555_5555_5555L)).nanos(3_003))
                .isEqualTo(1_000);
    }
}
