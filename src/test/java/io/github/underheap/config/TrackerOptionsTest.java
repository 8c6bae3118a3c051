package io.github.underheap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "1, 64",
        "63, 64",
        "64, 64",
        "65, 128",
        "4096, 4096",
        "4097, 8192",
        "524289, 1048576",
        "1048576, 1048576",
        "2000000, 1048576",
        "2147483647, 1048576",
    })
    void bucketsAreBroughtIntoTheRangeAndRoundedUp(int given, int expected) {
        assertThat(TrackerOptions.builder().buckets(given).build().buckets()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void bucketsBelowOne(int given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerOptions.builder().buckets(given))
                .withMessage("buckets: " + given + " is not valid; expected a whole number from 1 to 2147483647");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65, -8})
    void depthOutsideOneToSixtyFour(int given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerOptions.builder().depth(given))
                .withMessage("depth: " + given + " is not valid; expected a whole number from 1 to 64");
    }

    @Test
    void depthAtItsBounds() {
        assertThat(TrackerOptions.builder().depth(1).build().depth()).isEqualTo(1);
        assertThat(TrackerOptions.builder().depth(64).build().depth()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3, (1 << 24) + 1})
    void maxSitesOutsideItsBounds(int given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerOptions.builder().maxSites(given))
                .withMessage("maxSites: " + given + " is not valid; expected a whole number from 1 to 16777216");
    }

    @Test
    void maxSitesAtItsBounds() {
        assertThat(TrackerOptions.builder().maxSites(1).build().maxSites()).isEqualTo(1);
        assertThat(TrackerOptions.builder().maxSites(1 << 24).build().maxSites())
                .isEqualTo(16_777_216);
    }

    @Test
    void outputWithAWrongPlaceholder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerOptions.builder().output("%y.json"))
                .withMessage("output: '%y' in '%y.json' is not valid; expected %p, %t, %h, %{NAME} or %%");
    }

    @Test
    void nullIsRefusedAtOnceWhereItMeansNothing() {
        assertThatNullPointerException()
                .isThrownBy(() -> TrackerOptions.builder().capture(null))
                .withMessage("capture");
        assertThatNullPointerException()
                .isThrownBy(() -> TrackerOptions.builder().walk(null))
                .withMessage("walk");
        assertThat(TrackerOptions.builder().output("a").output(null).build().output())
                .isNull();
    }

    @Test
    void whatIsBuiltDoesNotChangeWithItsBuilder() {
        TrackerOptions.Builder builder = TrackerOptions.builder().depth(3);
        TrackerOptions built = builder.build();
        builder.depth(5).output("a");

        assertThat(built)
                .hasToString("enabled=true,capture=auto,walk=auto,verify=0,depth=3,buckets=4096,maxSites=1048576");
    }

    @Test
    void valuesThatAreNotAnyOptionsDefault() {
        assertThat(TrackerOptions.builder()
                        .enabled(false)
                        .capture(Capture.STACKWALKER)
                        .walk(Walk.FP)
                        .verify(101)
                        .depth(7)
                        .buckets(1_009)
                        .maxSites(10_007)
                        .output("x")
                        .build())
                .hasToString("enabled=false,capture=stackwalker,walk=fp,verify=101,depth=7,buckets=1024,maxSites=10007"
                        + ",output=x");
    }
}
