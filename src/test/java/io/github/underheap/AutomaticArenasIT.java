package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of automatic arenas follows what the JDK really holds. */
class AutomaticArenasIT {

    private static final int LIMIT_MIB = 16;
    private static final int RUNS = 5;

    @TempDir
    private Path folder;

    /**
     * The JDK never has more than its limit at a time. It frees a block when it learns from the collector that its arena is unreachable, and
     * the tracker learns it at about the same time: in most runs the peak is the limit itself, in some the JDK was ahead by a few blocks.
     */
    @Test
    void thePeakIsWhatTheJdkHolds() throws Exception {
        long lowest = Long.MAX_VALUE;
        for (int run = 0; run < RUNS && lowest > LIMIT_MIB + 1; run++) {
            ForkedJvm.Result result = ForkedJvm.in(folder)
                    .option("-XX:MaxDirectMemorySize=" + LIMIT_MIB + "m", "-Xmx64m")
                    .run(Loop.class);
            assertThat(result.code()).as(result.output()).isZero();
            assertThat(result.count("blocks")).isEqualTo(Loop.BLOCKS);
            assertThat(result.count("late")).isZero();
            lowest = Math.min(lowest, result.count("peak"));
        }
        assertThat(lowest).as("MiB at the peak").isBetween(LIMIT_MIB - 2L, LIMIT_MIB + 1L);
    }

    /** Lets go of each arena at once. */
    static final class Loop {

        static final int BLOCKS = 500;

        public static void main(String[] args) {
            for (int i = 0; i < BLOCKS; i++) {
                TrackingArena.ofAuto().allocate(1 << 20);
            }
            var profile = Tracker.global().profile();
            System.out.println("RESULT blocks " + profile.stats().allocCount() + " peak "
                    + (profile.stats().peakBytes() >> 20) + " late "
                    + profile.sites().getFirst().lateBlocks());
        }
    }
}
