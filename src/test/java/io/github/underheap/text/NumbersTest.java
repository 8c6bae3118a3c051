package io.github.underheap.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    private static final long SEED = 20_011;

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -7, 999, -999, 1_000, -1_000, 999_999, 1_000_003, Long.MAX_VALUE, Long.MIN_VALUE})
    void groupsOfThreeDigits(long value) {
        assertThat(Numbers.exact(value)).isEqualTo(String.format(Locale.ROOT, "%,d", value));
    }

    @Test
    void anyNumber() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >> random.nextInt(Long.SIZE);

            assertThat(Numbers.exact(value)).isEqualTo(String.format(Locale.ROOT, "%,d", value));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 µs",
        "0.5, 0.50 µs",
        "9.994, 9.99 µs",
        "9.996, 10.0 µs",
        "99.94, 99.9 µs",
        "99.96, 100 µs",
        "999.4, 999 µs",
        "999.6, 1.00 ms",
        "999499, 999 ms",
        "999501, 1.00 s",
        "999499999, 999 s",
        "999500000, 16.7 min",
        "86400000000, 24.0 h",
        "31557600000000, 365 d",
        "9007199254740991, 104250 d",
    })
    void durationsHaveThreeDigits(double micros, String expected) {
        assertThat(Numbers.duration(micros)).isEqualTo(expected);
    }
}
