package io.github.underheap.junit;

import static io.github.underheap.junit.Marked.at;
import static io.github.underheap.junit.Marked.here;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.Profiles;
import io.github.underheap.TrackingArena;
import java.io.IOException;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of bytes, blocks and peaks: exact, for tests and for sites, and on whatever they are put. */
class LimitTest {

    @TempDir
    private Path folder;

    private String profile(Class<?> sample, String test) {
        Path name = folder.resolve(sample.getName() + "." + test + "-limits");
        return "profile: " + name + ".json and " + name + ".html";
    }

    static class Bytes {

        @BeforeEach
        void isNotOfTheBody() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(100_003);
            }
        }

        @Test
        @MaxOffHeapBytes("64 KiB")
        void justAllowed() {
            allocate(65_536);
        }

        @Test
        @MaxOffHeapBytes("64 KiB")
        void oneMore() {
            allocate(65_536);
            TrackingArena.ofConfined().allocate(here(1));
        }

        @Test
        @MaxOffHeapBytes(value = "1009", per = Per.SITE)
        void justAllowedPerSite() {
            allocate(1_009);
            allocate(1_009);
        }

        @Test
        @MaxOffHeapBytes(value = "1009", per = Per.SITE)
        void tooMuchAtOneSite() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(1_009);
                for (int i = 0; i < 2; i++) {
                    arena.allocate(here(509));
                }
            }
        }
    }

    private static void allocate(long bytes) {
        try (TrackingArena arena = TrackingArena.ofConfined()) {
            arena.allocate(bytes);
        }
    }

    @Test
    void bytesOfTheBody() throws IOException {
        Map<String, String> tests = SampleRun.of(folder, Bytes.class).tests();

        assertThat(tests)
                .containsEntry("justAllowed", "SUCCESSFUL")
                .containsEntry("justAllowedPerSite", "SUCCESSFUL")
                .containsEntry("tooMuchAtOneSite", """
                        FAILED: @MaxOffHeapBytes(value = "1009", per = SITE): 1 site of the test allocated more than allowed
                          1,018 bytes in 2 blocks, confined arena
                            %s
                        %s""".formatted(
                                at(Bytes.class, "tooMuchAtOneSite"), profile(Bytes.class, "tooMuchAtOneSite")))
                .hasSize(4);
        assertThat(tests.get("oneMore"))
                .startsWith("""
                        FAILED: @MaxOffHeapBytes("64 KiB"): the test allocated 65,537 bytes, 1 more than allowed
                          65,536 bytes in 1 block, confined arena
                            at %s.allocate(LimitTest.java:""".formatted(LimitTest.class.getName()))
                .endsWith("""
                          1 byte in 1 block, confined arena
                            %s
                        %s""".formatted(at(Bytes.class, "oneMore"), profile(Bytes.class, "oneMore")));
        assertThat(Profiles.read(folder.resolve(Bytes.class.getName() + ".oneMore-limits.json"))
                        .stats()
                        .totalBytes())
                .isEqualTo(65_537);
    }

    static class Blocks {

        @Test
        @MaxOffHeapAllocations(2)
        void justAllowed() {
            allocate(11);
            allocate(13);
        }

        @Test
        @MaxOffHeapAllocations(2)
        void oneMore() {
            try (TrackingArena arena = TrackingArena.ofShared()) {
                for (int i = 0; i < 3; i++) {
                    arena.allocate(here(17));
                }
            }
        }

        @Test
        @MaxOffHeapAllocations(0)
        void none() {}

        @Test
        @MaxOffHeapAllocations(value = 2, per = Per.SITE)
        void perSite() {
            for (int i = 0; i < 3; i++) {
                allocate(19);
            }
            allocate(23);
        }
    }

    @Test
    void blocksOfTheBody() {
        Map<String, String> tests = SampleRun.of(folder, Blocks.class).tests();

        assertThat(tests)
                .containsEntry("justAllowed", "SUCCESSFUL")
                .containsEntry("none", "SUCCESSFUL")
                .containsEntry("oneMore", """
                        FAILED: @MaxOffHeapAllocations(2): the test allocated 3 blocks, 1 more than allowed
                          51 bytes in 3 blocks, shared arena
                            %s
                        %s""".formatted(at(Blocks.class, "oneMore"), profile(Blocks.class, "oneMore")));
        assertThat(tests.get("perSite"))
                .startsWith(
                        "FAILED: @MaxOffHeapAllocations(value = 2, per = SITE): 1 site of the test allocated more than"
                                + " allowed\n  57 bytes in 3 blocks, confined arena\n");
    }

    static class Peaks {

        @Test
        @MaxOffHeapPeak("1 KiB")
        void justAllowed() {
            allocate(1_024);
            allocate(1_024);
        }

        @Test
        @MaxOffHeapPeak("1 KiB")
        void both() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                for (int i = 0; i < 2; i++) {
                    arena.allocate(here(1_021));
                }
            }
            allocate(4);
        }

        @Test
        @MaxOffHeapPeak(value = "1k", per = Per.SITE)
        void justAllowedPerSite() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(1_021);
                arena.allocate(1_021);
            }
        }

        /** Each site has its peak at another time. */
        @Test
        @MaxOffHeapPeak(value = "1k", per = Per.SITE)
        void tooMuchAtASiteThatHasNoShareInThePeak() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(here(1_031));
            }
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(1_013);
                arena.allocate(1_019);
            }
        }
    }

    @Test
    void peaksOfTheBody() {
        assertThat(SampleRun.of(folder, Peaks.class).tests())
                .isEqualTo(Map.of(
                        "justAllowed",
                        "SUCCESSFUL",
                        "justAllowedPerSite",
                        "SUCCESSFUL",
                        "both",
                        """
                        FAILED: @MaxOffHeapPeak("1 KiB"): the test had 2,042 bytes live at its peak, 1,018 more than allowed
                          2,042 bytes in 2 blocks, confined arena
                            %s
                        %s""".formatted(at(Peaks.class, "both"), profile(Peaks.class, "both")),
                        "tooMuchAtASiteThatHasNoShareInThePeak",
                        """
                        FAILED: @MaxOffHeapPeak(value = "1k", per = SITE): 1 site of the test had more live at its peak than allowed
                          1,031 bytes in 1 block, confined arena
                            %s
                        %s""".formatted(
                                        at(Peaks.class, "tooMuchAtASiteThatHasNoShareInThePeak"),
                                        profile(Peaks.class, "tooMuchAtASiteThatHasNoShareInThePeak"))));
    }

    @MaxOffHeapBytes("31")
    @MaxOffHeapAllocations(1)
    @MaxOffHeapPeak("31")
    @AssertNoOffHeapLeaks
    static class All {

        @Test
        void breaksAll() {
            TrackingArena arena = TrackingArena.ofConfined();
            for (int i = 0; i < 2; i++) {
                arena.allocate(here(37));
            }
        }
    }

    @Test
    void oneFailureHasAllThatIsWrong() {
        Map<String, String> tests = SampleRun.of(folder, All.class).tests();

        String place = "    " + at(All.class, "breaksAll");
        Path name = folder.resolve(All.class.getName() + ".breaksAll");
        assertThat(tests).containsEntry("breaksAll", """
                FAILED: @AssertNoOffHeapLeaks: the test leaks 74 bytes in 2 blocks
                  74 bytes in 2 blocks, confined arena: 2 of 2 blocks were never freed
                %1$s
                @MaxOffHeapBytes("31"): the test allocated 74 bytes, 43 more than allowed
                  74 bytes in 2 blocks, confined arena
                %1$s
                @MaxOffHeapAllocations(1): the test allocated 2 blocks, 1 more than allowed
                  74 bytes in 2 blocks, confined arena
                %1$s
                @MaxOffHeapPeak("31"): the test had 74 bytes live at its peak, 43 more than allowed
                  74 bytes in 2 blocks, confined arena
                %1$s
                profile: %2$s-leaks.json and %2$s-leaks.html
                profile: %2$s-limits.json and %2$s-limits.html""".formatted(place, name));
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @MaxOffHeapBytes("41")
    @MaxOffHeapAllocations(1)
    @interface Small {}

    @Small
    static class Base {

        @Test
        void inherited() {
            allocate(43);
        }
    }

    static class Derived extends Base {

        @Test
        void ofTheClass() {
            allocate(47);
        }

        @Test
        @MaxOffHeapBytes("100")
        void theNearestHolds() {
            allocate(100);
        }

        @Nested
        class Inner {

            @Test
            void ofTheClassAround() {
                allocate(53);
            }

            @Test
            @MaxOffHeapAllocations(3)
            void eachKindByItself() {
                allocate(3);
                allocate(5);
                allocate(59);
            }
        }

        @Nested
        @MaxOffHeapBytes("200")
        class Larger {

            @Test
            void ofTheNestedClass() {
                allocate(200);
            }
        }
    }

    @Test
    void annotationsAreComposedInheritedAndNearest() {
        Map<String, String> tests = SampleRun.of(folder, Derived.class).tests();

        tests.replaceAll((test, outcome) -> outcome.lines().findFirst().orElseThrow());
        assertThat(tests)
                .isEqualTo(Map.of(
                        "inherited",
                        "FAILED: @MaxOffHeapBytes(\"41\"): the test allocated 43 bytes, 2 more than allowed",
                        "ofTheClass",
                        "FAILED: @MaxOffHeapBytes(\"41\"): the test allocated 47 bytes, 6 more than allowed",
                        "theNearestHolds",
                        "SUCCESSFUL",
                        "ofTheClassAround",
                        "FAILED: @MaxOffHeapBytes(\"41\"): the test allocated 53 bytes, 12 more than allowed",
                        "eachKindByItself",
                        "FAILED: @MaxOffHeapBytes(\"41\"): the test allocated 67 bytes, 26 more than allowed",
                        "ofTheNestedClass",
                        "SUCCESSFUL"));
    }

    static class Mistakes {

        @Test
        @MaxOffHeapPeak("1 MiX")
        void noSize() {}

        @Test
        @MaxOffHeapBytes("-1")
        void negative() {}

        @Test
        @MaxOffHeapAllocations(-1)
        void negativeNumber() {}

        @Test
        @TrackOffHeap(warmUp = -2)
        void negativeWarmUp() {}
    }

    @Test
    void whatIsNotValidIsSaidInALine() {
        assertThat(SampleRun.of(folder, Mistakes.class).tests())
                .isEqualTo(
                        Map.of(
                                "noSize",
                                "FAILED: @MaxOffHeapPeak: '1 MiX' is not valid; expected bytes, or a size such as 64k, 64 MiB or 1g",
                                "negative",
                                "FAILED: @MaxOffHeapBytes: '-1' is not valid; expected bytes, or a size such as 64k, 64 MiB or 1g",
                                "negativeNumber",
                                "FAILED: @MaxOffHeapAllocations: '-1' is not valid; expected a number of blocks, 0 or more",
                                "negativeWarmUp",
                                "FAILED: @TrackOffHeap: warmUp = -2 is not valid; expected how often the test runs before, 0 or more"));
    }
}
