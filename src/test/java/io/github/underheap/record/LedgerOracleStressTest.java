package io.github.underheap.record;

import io.github.underheap.config.Capture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link LedgerOracleTest} over ten million steps. */
class LedgerOracleStressTest {

    /** A prime, so that comparisons come at all points of whatever has a period. */
    private static final int EVERY = 997;

    @ParameterizedTest
    @CsvSource({
        "AUTO,101",
        "AUTO,103",
        "AUTO,107",
        "AUTO,109",
        "AUTO,113",
        "AUTO,127",
        "AUTO,131",
        "AUTO,137",
        "AUTO,139",
        "NONE,149"
    })
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void showsWhatAModelDoesOverAMillionSteps(Capture capture, long seed) {
        LedgerOracle.run(seed, capture, 1_000_000, EVERY);
    }
}
