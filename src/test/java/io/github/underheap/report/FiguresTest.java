package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.profile.Profile;
import io.github.underheap.profile.ProfileFacts;
import io.github.underheap.select.Growth;
import io.github.underheap.select.Metric;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "9999, '9,999 B'",
        "-9999, '-9,999 B'",
        "10000, 9.77 KiB",
        "-10000, -9.77 KiB",
        "10234, 9.99 KiB",
        "10235, 10.0 KiB",
        "102348, 99.9 KiB",
        "102349, 100 KiB",
        "1023487, 999 KiB",
        "1023488, 0.98 MiB",
        "1048576, 1.00 MiB",
        "1099511627776, 1.00 TiB",
        "9223372036854775807, 8.00 EiB",
        "-9223372036854775807, -8.00 EiB"
    })
    void sizes(long bytes, String text) {
        assertThat(Figures.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100, 0.0 %",
        "1, 3000, <0.1 %",
        "1, 2000, 0.1 %",
        "1, 3, 33.3 %",
        "9994, 10000, 99.9 %",
        "9996, 10000, 100 %",
        "10, 10, 100 %",
        "10, 0, -",
        "10, -1, -",
        "9223372036854775807, 9223372036854775807, 100 %"
    })
    void shares(long part, long whole, String text) {
        assertThat(Figures.share(part, whole)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000, ±0",
        "0, 0, ±0",
        "0, 7, ''",
        "1000, 1001, +0.1 %",
        "1000000, 1000001, <+0.1 %",
        "1000, 999, -0.1 %",
        "7, 0, -100 %",
        "1, 1001, '+100,000 %'"
    })
    void growths(long before, long after, String text) {
        assertThat(Figures.percent(new Growth(before, after))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "TOTAL, 0, ±0",
        "TOTAL, 10007, +9.77 KiB",
        "TOTAL, -61, -61 B",
        "BLOCKS, 1009, '+1,009'",
        "BLOCKS, -1, -1"
    })
    void differences(Metric metric, long value, String text) {
        assertThat(Figures.difference(metric, value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"TOTAL, 1009, '1,009 bytes'", "PEAK, 10007, '10,007 bytes (9.77 KiB)'", "BLOCKS, 10007, '10,007 blocks'"
    })
    void withAllDigits(Metric metric, long value, String text) {
        assertThat(Figures.full(metric, value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"µs, 2500000, 2.50 ms", "instrs, 2500000, '2,500 instrs'", "'a\u001b', 7000, '7 a\\u001b'"})
    void lifetimesInTheUnitOfTheProfile(String unit, double nanos, String text) {
        Profile profile = Profile.builder()
                .facts(ProfileFacts.builder().timeUnit(unit).build())
                .build();

        assertThat(Figures.duration(nanos, profile)).isEqualTo(text);
    }
}
