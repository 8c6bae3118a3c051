package io.github.underheap.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SiteNumberTest {

    @Test
    void theCoreComesFirstAndThenTheTallies() {
        assertThat(SiteNumber.INTERRUPTED.ordinal()).isEqualTo(SiteNumber.FIRST_TALLY - 1);
        assertThat(SiteNumber.PART_BYTES.tallyIndex()).isZero();
        assertThat(SiteNumber.UNCLOSEABLE_FREED_BLOCKS.tallyIndex()).isEqualTo(SiteNumber.TALLIES - 1);
        assertThat(Arrays.stream(SiteNumber.values())
                        .filter(SiteNumber::isTally)
                        .mapToInt(SiteNumber::tallyIndex))
                .containsExactlyElementsOf(
                        IntStream.range(0, SiteNumber.TALLIES).boxed().toList());
        assertThat(SiteNumber.COUNT).isEqualTo(SiteNumber.values().length);
        assertThatIllegalStateException()
                .isThrownBy(SiteNumber.INTERRUPTED::tallyIndex)
                .withMessage("INTERRUPTED is no tally");
    }

    @ParameterizedTest
    @EnumSource
    void everyNumberSaysWhatItMeansInOneSentence(SiteNumber number) {
        assertThat(number.meaning()).matches("[A-Z].*\\.").doesNotContain("\n");
        assertThat(number.unit()).isNotNull();
    }

    /** The recorder's rows add up tallies and know nothing else of them. */
    @ParameterizedTest
    @EnumSource
    void aTallyIsAddedAndCountsUp(SiteNumber number) {
        if (number.isTally()) {
            assertThat(number.sum()).isEqualTo(SiteNumber.Sum.ADD);
            assertThat(number.isDelta()).isTrue();
        }
    }

    @Test
    void statesAreWhatHoldsAtOneInstant() {
        assertThat(Arrays.stream(SiteNumber.values()).filter(number -> !number.isDelta()))
                .containsExactly(
                        SiteNumber.LIVE_BYTES,
                        SiteNumber.LIVE_BLOCKS,
                        SiteNumber.PEAK_BYTES,
                        SiteNumber.PEAK_BLOCKS,
                        SiteNumber.OWN_PEAK_BYTES,
                        SiteNumber.OWN_PEAK_BLOCKS,
                        SiteNumber.LAST_BIRTH);
    }

    @Test
    void keysAreInCamelCase() {
        assertThat(SiteNumber.TOTAL_BYTES.key()).isEqualTo("totalBytes");
        assertThat(SiteNumber.OWN_PEAK_BLOCKS.key()).isEqualTo("ownPeakBlocks");
        assertThat(SiteNumber.INTERRUPTED.key()).isEqualTo("interrupted");
        assertThat(SiteNumber.PART_FREED_BYTES.key()).isEqualTo("partFreedBytes");
    }

    @Test
    void wordsOf128BitsCarry() {
        long[] numbers = new long[SiteNumber.COUNT];

        SiteNumber.LIFETIME_LOW.addTo(numbers, -1);
        assertThat(numbers[SiteNumber.LIFETIME_HIGH.ordinal()]).isZero();
        SiteNumber.LIFETIME_LOW.addTo(numbers, 1);
        assertThat(numbers[SiteNumber.LIFETIME_LOW.ordinal()]).isZero();
        assertThat(numbers[SiteNumber.LIFETIME_HIGH.ordinal()]).isEqualTo(1);
    }

    @Test
    void sumsStopAtTheirLimits() {
        SiteNumber.Sum add = SiteNumber.Sum.ADD;

        assertThat(add.of(1_009, -2_003)).isEqualTo(-994);
        assertThat(add.of(Long.MAX_VALUE - 7, 7)).isEqualTo(Long.MAX_VALUE);
        assertThat(add.of(Long.MAX_VALUE - 7, 11)).isEqualTo(Long.MAX_VALUE);
        assertThat(add.of(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(add.of(-Long.MAX_VALUE, -3)).isEqualTo(-Long.MAX_VALUE);
        assertThat(SiteNumber.Sum.MAX.of(3, 7)).isEqualTo(7);
    }
}
