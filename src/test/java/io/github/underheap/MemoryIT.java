package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.underheap.config.TrackerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library's own memory is used again: however often something is done, the process does not grow.
 *
 * <p>Everything is done a tenth as often before it is measured, which brings the pool to what is in use at one time. The heap is
 * small, so that the collector runs often, and touched beforehand, so that it is no part of what grows.
 */
@Order(3) // takes long, so it begins early
class MemoryIT {

    private static final Path MEMORY = Path.of("/proc/self/status");

    /**
     * How many MiB the process may grow. Compiled code, what the compilers need meanwhile, and what lies unreachable between two
     * collections are up to 25. If everything stayed it would be far more: a recording takes 60 KiB in the pool and as much for the
     * native walk, so 600 resets would take 70 MiB and 10,000 trackers 1,200; a window takes 13 KiB, so 100,000 would take 1,300; a
     * profile of 1,500 sites takes 250 KiB where it lies off the heap, so 2,000 would take 480.
     */
    private static final int LIMIT_MIB = 48;

    @TempDir
    private Path folder;

    @BeforeEach
    void needsToSeeTheMemory() {
        assumeTrue(Files.exists(MEMORY), "the system does not tell how much memory a process has");
    }

    @Test
    void resets() throws Exception {
        doesNotGrow(Resets.class);
    }

    @Test
    void trackers() throws Exception {
        doesNotGrow(Trackers.class);
    }

    @Test
    void windows() throws Exception {
        doesNotGrow(Windows.class);
    }

    @Test
    void profiles() throws Exception {
        doesNotGrow(Profiles.class);
    }

    @Test
    void largeProfiles() throws Exception {
        doesNotGrow(LargeProfiles.class);
    }

    private void doesNotGrow(Class<?> program) throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("--enable-native-access=ALL-UNNAMED")
                .option("-XX:+UseSerialGC", "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch")
                .run(program);
        System.out.println(program.getSimpleName() + ": " + result.conclusion());
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.count("grown by")).as(result.output()).isLessThan(LIMIT_MIB);
    }

    static final class Resets {

        public static void main(String[] args) throws IOException {
            Tracker tracker = Tracker.create();
            Growth.print(600, () -> {
                tracker.reset();
                use(tracker);
            });
        }
    }

    static final class Trackers {

        public static void main(String[] args) throws IOException {
            Growth.print(10_000, () -> {
                try (Tracker tracker = Tracker.create()) {
                    use(tracker);
                }
            });
        }
    }

    /** In a process that has many sites, of which each window sees one. */
    static final class Windows {

        public static void main(String[] args) throws IOException {
            Tracker tracker = Sites.tracker(1_500);
            Growth.print(100_000, () -> {
                try (Profiler window = Profiler.start(tracker)) {
                    use(tracker);
                    if (window.stop().totalBytes() != 1_009) {
                        throw new AssertionError(window.stats());
                    }
                }
            });
        }
    }

    static final class Profiles {

        public static void main(String[] args) throws IOException {
            takeProfiles(10_000, 50);
        }

        static void takeProfiles(int times, int sites) throws IOException {
            Tracker tracker = Sites.tracker(sites);
            Growth.print(times, () -> {
                int seen = tracker.profile().siteCount();
                if (seen != sites) {
                    throw new AssertionError(seen);
                }
            });
        }
    }

    static final class LargeProfiles {

        public static void main(String[] args) throws IOException {
            Profiles.takeProfiles(2_000, 1_500);
        }
    }

    private static void use(Tracker tracker) {
        try (TrackingArena arena = tracker.ofConfined()) {
            arena.allocate(1_009);
        }
    }

    /** Makes distinct stacks: the bits of a number choose the way down. */
    private static final class Sites {

        private static final int BITS = 11;

        static Tracker tracker(int sites) {
            Tracker tracker =
                    Tracker.create(TrackerOptions.builder().depth(BITS + 2).build());
            try (TrackingArena arena = tracker.ofConfined()) {
                for (int site = 0; site < sites; site++) {
                    allocate(arena, site, BITS);
                }
            }
            return tracker;
        }

        /** The branches are alike but for their place in the code, which is what makes a site. */
        @SuppressWarnings("DuplicateBranches")
        private static void allocate(TrackingArena arena, int site, int bits) {
            if (bits == 0) {
                arena.allocate(8);
            } else if ((site & 1) == 0) {
                allocate(arena, site >> 1, bits - 1);
            } else {
                allocate(arena, site >> 1, bits - 1);
            }
        }
    }

    /** Measures how much a process grows. */
    private static final class Growth {

        private static final Duration PATIENCE = Duration.ofSeconds(10);

        /** Does something so many times, and prints by how many MiB that made the process grow for good. */
        static void print(int times, Runnable action) throws IOException {
            repeat(times / 10, action);
            System.gc();
            long before = residentMib();
            long start = System.nanoTime();
            repeat(times, action);
            long took = System.nanoTime() - start;
            // A compiler that is at work beside this gives back what it took when it is done.
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            do {
                System.gc();
            } while (residentMib() - before >= LIMIT_MIB && System.nanoTime() < deadline);
            long grown = Math.max(residentMib() - before, 0);
            System.out.println("RESULT " + times + " times in " + took / 1_000_000 + " ms: grown by " + grown
                    + " MiB from " + before + " MiB");
        }

        private static void repeat(int times, Runnable action) {
            for (int i = 0; i < times; i++) {
                action.run();
            }
        }

        private static long residentMib() throws IOException {
            String line = Files.readAllLines(MEMORY).stream()
                    .filter(each -> each.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
        }
    }
}
