package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of old generations goes back to the system, and not only to malloc. */
class ResetIT {

    private static final Path MEMORY = Path.of("/proc/self/statm");
    private static final int LIMIT_MIB = 64;

    @TempDir
    private Path folder;

    @Test
    void resetsDoNotFillTheMemory() throws Exception {
        assumeTrue(Files.exists(MEMORY), "the system does not tell how much memory a process has");
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-XX:+UseSerialGC")
                .run(Resets.class);
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.count("grown")).as(result.output()).isLessThan(LIMIT_MIB);
    }

    /** Prints by how many MiB 600 resets made the process grow for good. */
    static final class Resets {

        private static final int RESETS = 100;
        private static final int ROUNDS = 6;

        public static void main(String[] args) throws IOException {
            Tracker tracker = Tracker.create();
            resets(tracker);
            long before = residentMib();
            for (int i = 0; i < ROUNDS; i++) {
                resets(tracker);
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            // The cleaner works beside the collector.
            while (residentMib() - before >= LIMIT_MIB && System.nanoTime() < deadline) {
                System.gc();
            }
            System.out.println("RESULT grown " + Math.max(residentMib() - before, 0));
        }

        private static void resets(Tracker tracker) {
            for (int i = 0; i < RESETS; i++) {
                tracker.reset();
                try (TrackingArena arena = tracker.ofConfined()) {
                    arena.allocate(1009);
                }
            }
            System.gc();
        }

        private static long residentMib() throws IOException {
            return (Long.parseLong(Files.readString(MEMORY).split(" ", -1)[1]) * 4096) >> 20;
        }
    }
}
