package io.github.underheap.record;

import io.github.underheap.config.Capture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After any steps that an application can take, a recorder shows what a simple model of it does: per site total, live and peak bytes and
 * blocks, lifetimes, parts, backing and failed closes, for the recording, for those before the last resets, and for windows that are open or
 * were. The long version is {@link LedgerOracleStressTest}.
 */
class LedgerOracleTest {

    /** A prime, so that comparisons come at all points of whatever has a period. */
    private static final int EVERY = 499;

    @ParameterizedTest
    @CsvSource({"AUTO,2,100000", "AUTO,3,100000", "STACKWALKER,5,20000", "NONE,7,100000"})
    void showsWhatAModelDoes(Capture capture, long seed, long steps) {
        LedgerOracle.run(seed, capture, steps, EVERY);
    }
}
