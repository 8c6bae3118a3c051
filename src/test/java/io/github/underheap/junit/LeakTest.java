package io.github.underheap.junit;

import static io.github.underheap.junit.Marked.at;
import static io.github.underheap.junit.Marked.here;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.Profiles;
import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import io.github.underheap.profile.Profile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@link AssertNoOffHeapLeaks} fails, what it only reports, and how it says so. */
class LeakTest {

    @TempDir
    private Path folder;

    private String profile(Class<?> sample, String test) {
        Path name = folder.resolve(sample.getName() + "." + test);
        return "profile: " + name + ".json and " + name + ".html";
    }

    @AssertNoOffHeapLeaks
    static class Sample {

        @Test
        void closes() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(1_009);
            }
        }

        @Test
        void leaks() {
            TrackingArena.ofShared().allocate(here(1_013));
        }

        @Test
        void leaksInAHelper() {
            helper();
        }

        private static void helper() {
            TrackingArena arena = TrackingArena.ofConfined();
            for (int i = 0; i < 3; i++) {
                arena.allocate(here(1_019));
            }
        }
    }

    @Test
    void aLeakIsAFailure() {
        SampleRun run = SampleRun.of(folder, Sample.class);

        assertThat(run.tests())
                .containsEntry("closes", "SUCCESSFUL")
                .containsEntry("leaks", """
                        FAILED: @AssertNoOffHeapLeaks: the test leaks 1,013 bytes in 1 block
                          1,013 bytes in 1 block, shared arena: 1 of 1 blocks were never freed
                            %s
                        %s""".formatted(at(Sample.class, "leaks"), profile(Sample.class, "leaks-leaks")))
                .hasSize(3);
        assertThat(run.tests().get("leaksInAHelper"))
                .startsWith("""
                        FAILED: @AssertNoOffHeapLeaks: the test leaks 3,057 bytes in 3 blocks
                          3,057 bytes in 3 blocks, confined arena: 3 of 3 blocks were never freed
                            %s
                            at %s.leaksInAHelper(LeakTest.java:""".formatted(at(Sample.class, "helper"), Sample.class.getName()));
        assertThat(run.reports()).isEmpty();
    }

    @Test
    void theStackTraceIsThatOfTheLeak() {
        SampleRun run = SampleRun.of(folder, Sample.class);

        assertThat(run.thrown("leaks").getStackTrace())
                .singleElement()
                .hasToString(at(Sample.class, "leaks").substring("at ".length()));
    }

    @Test
    void theProfileIsThere() throws IOException {
        SampleRun.of(folder, Sample.class);

        Profile profile = Profiles.read(folder.resolve(Sample.class.getName() + ".leaks-leaks.json"));
        assertThat(profile.stats().currentBytes()).isEqualTo(1_013);
        assertThat(profile.siteCount()).isOne();
        assertThat(Files.readString(folder.resolve(Sample.class.getName() + ".leaks-leaks.html")))
                .startsWith("<!");
        assertThat(folder).isDirectoryNotContaining("glob:**closes*");
    }

    @AssertNoOffHeapLeaks
    static class AFolderThatIsAFile {

        @Test
        void leaks() {
            TrackingArena.ofShared().allocate(here(1_013));
        }
    }

    @Test
    void aProfileThatCannotBeWrittenHidesNoLeak() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        String why = file + " is a file; expected the name of a folder as underheap.junit.output";

        assertThat(SampleRun.of(file, AFolderThatIsAFile.class).tests()).containsEntry("leaks", unwritten(why));
        assertThat(SampleRun.of(file.resolve("a/b"), AFolderThatIsAFile.class).tests())
                .containsEntry("leaks", unwritten(why));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatCannotBeMade() {
        assertThat(SampleRun.of(Path.of("/proc/underheap"), AFolderThatIsAFile.class)
                        .tests())
                .containsEntry("leaks", unwritten("cannot make the folder /proc/underheap"));
    }

    @Test
    void aFileThatCannotBeReplaced() throws IOException {
        Path file = Files.createDirectories(folder.resolve(AFolderThatIsAFile.class.getName() + ".leaks-leaks.json/a"));

        assertThat(SampleRun.of(folder, AFolderThatIsAFile.class).tests())
                .containsEntry("leaks", unwritten("cannot write " + file.getParent() + ": it is a directory"));
    }

    private static String unwritten(String why) {
        return """
                FAILED: @AssertNoOffHeapLeaks: the test leaks 1,013 bytes in 1 block
                  1,013 bytes in 1 block, shared arena: 1 of 1 blocks were never freed
                    %s
                the profile could not be written: %s""".formatted(at(AFolderThatIsAFile.class, "leaks"), why);
    }

    @AssertNoOffHeapLeaks
    static class Lifecycle {

        private static TrackingArena forAll;
        private final TrackingArena ofTheInstance = TrackingArena.ofConfined();
        private final MemorySegment inTheInstance = ofTheInstance.allocate(2_003);
        private TrackingArena forEach;

        @BeforeAll
        static void openForAll() {
            forAll = TrackingArena.ofConfined();
            forAll.allocate(2_011);
        }

        @BeforeEach
        void openForEach() {
            forEach = TrackingArena.ofConfined();
            forEach.allocate(2_017);
        }

        @Test
        void usesWhatIsThere() {
            assertThat(inTheInstance.byteSize()).isEqualTo(2_003);
            forEach.allocate(2_027);
        }

        @Test
        void addsToWhatStays() {
            forAll.allocate(here(2_029));
        }

        @AfterEach
        void closeForEach() {
            forEach.close();
        }

        @AfterAll
        static void closeForAll() {
            forAll.close();
        }
    }

    @Test
    void aTestBeginsBeforeAndEndsAfterItsLifecycleMethods() {
        assertThat(SampleRun.of(folder, Lifecycle.class).tests())
                .isEqualTo(Map.of("usesWhatIsThere", "SUCCESSFUL", "addsToWhatStays", """
                        FAILED: @AssertNoOffHeapLeaks: the test leaks 2,029 bytes in 1 block
                          2,029 bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                            %s
                        %s""".formatted(
                        at(Lifecycle.class, "addsToWhatStays"), profile(Lifecycle.class, "addsToWhatStays-leaks"))));
    }

    @AssertNoOffHeapLeaks
    static class LeakyLifecycle {

        @BeforeEach
        void opens() {
            TrackingArena.ofConfined().allocate(here(2_039));
        }

        @Test
        void doesNothing() {}
    }

    @Test
    void whatALifecycleMethodLeaksIsTheTests() {
        assertThat(SampleRun.of(folder, LeakyLifecycle.class).tests()).containsEntry("doesNothing", """
                FAILED: @AssertNoOffHeapLeaks: the test leaks 2,039 bytes in 1 block
                  2,039 bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                    %s
                %s""".formatted(
                        at(LeakyLifecycle.class, "opens"), profile(LeakyLifecycle.class, "doesNothing-leaks")));
    }

    static class Initialised {

        private static final MemorySegment TABLE = TrackingArena.ofShared().allocate(here(3_001));

        static long size() {
            return TABLE.byteSize();
        }
    }

    static class AlsoInitialised {

        private static final MemorySegment TABLE = TrackingArena.ofShared().allocate(here(3_011));

        static long size() {
            return TABLE.byteSize();
        }
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Kept {

        @Test
        @AssertNoOffHeapLeaks
        void a_automatic() {
            MemorySegment held = TrackingArena.ofAuto().allocate(here(3_019));
            HELD.add(held);
        }

        @Test
        @AssertNoOffHeapLeaks
        void b_global() {
            TrackingArena.global().allocate(here(3_023));
        }

        @Test
        @AssertNoOffHeapLeaks
        void c_static() {
            assertThat(Initialised.size()).isEqualTo(3_001);
        }

        @Test
        @AssertNoOffHeapLeaks(processLifetime = true)
        void d_globalIsAsked() {
            TrackingArena.global().allocate(here(3_037));
        }

        @Test
        @AssertNoOffHeapLeaks(processLifetime = true)
        void e_staticIsAsked() {
            assertThat(AlsoInitialised.size()).isEqualTo(3_011);
        }
    }

    private static final List<MemorySegment> HELD = new ArrayList<>();

    @Test
    void whatLivesAsLongAsTheProcessIsReported() {
        SampleRun run = SampleRun.of(folder, Kept.class);

        assertThat(run.tests())
                .containsEntry("a_automatic", "SUCCESSFUL")
                .containsEntry("b_global", "SUCCESSFUL")
                .containsEntry("c_static", "SUCCESSFUL")
                .containsEntry("d_globalIsAsked", """
                        FAILED: @AssertNoOffHeapLeaks: the test leaks 3,037 bytes in 1 block
                          3,037 bytes in 1 block, global arena: in the global arena, which is never closed
                            %s
                        %s""".formatted(
                                at(Kept.class, "d_globalIsAsked"), profile(Kept.class, "d_globalIsAsked-leaks")));
        assertThat(run.tests().get("e_staticIsAsked"))
                .startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks 3,011 bytes in 1 block\n")
                .contains("allocated under the static initialiser of " + AlsoInitialised.class.getName() + "\n");
        assertThat(run.reports()).hasSize(3);
        assertThat(run.reports().get(0)).isEqualTo("""
                live and not counted as leaked:
                  3,019 bytes in 1 block, auto arena: in an automatic arena, whose blocks the garbage collector frees
                    %s""".formatted(at(Kept.class, "a_automatic")));
        assertThat(run.reports().get(1)).isEqualTo("""
                live and not counted as leaked:
                  3,023 bytes in 1 block, global arena: in the global arena, which is never closed
                    %s""".formatted(at(Kept.class, "b_global")));
        assertThat(run.reports().get(2))
                .startsWith("""
                live and not counted as leaked:
                  3,001 bytes in 1 block, shared arena: allocated under the static initialiser of %s
                    %s
                """.formatted(Initialised.class.getName(), at(Initialised.class, "<clinit>")));
    }

    /** One line allocates in arenas of two kinds. */
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Mixed {

        @Test
        @AssertNoOffHeapLeaks
        void a_confinedIsLeft() {
            TrackingArena left = TrackingArena.ofConfined();
            for (Arena arena : List.of(TrackingArena.global(), left, left)) {
                arena.allocate(arena == left ? 3_041 : 3_049);
            }
        }

        @Test
        @AssertNoOffHeapLeaks
        void b_confinedIsClosed() {
            try (TrackingArena closed = TrackingArena.ofConfined()) {
                for (Arena arena : List.of(TrackingArena.global(), closed)) {
                    arena.allocate(3_061);
                }
            }
        }

        @Test
        @AssertNoOffHeapLeaks(processLifetime = true)
        void c_bothAreAsked() {
            TrackingArena left = TrackingArena.ofConfined();
            for (Arena arena : List.of(TrackingArena.global(), left)) {
                arena.allocate(arena == left ? 3_067 : 3_079);
            }
        }
    }

    @Test
    void ofALineWithArenasOfSeveralKindsThoseAreLeaksThatCouldHaveBeenClosed() {
        SampleRun run = SampleRun.of(folder, Mixed.class);

        assertThat(run.tests().get("a_confinedIsLeft")).startsWith("""
                FAILED: @AssertNoOffHeapLeaks: the test leaks 6,082 bytes in 2 blocks
                  6,082 bytes in 2 blocks, confined and global arenas: 2 of 3 blocks were never freed, besides 1 in the global arena
                """);
        assertThat(run.tests()).containsEntry("b_confinedIsClosed", "SUCCESSFUL");
        assertThat(run.reports().getFirst()).startsWith("""
                live and not counted as leaked:
                  3,061 bytes in 1 block, confined and global arenas: in the global arena, which is never closed
                """);
        assertThat(run.tests().get("c_bothAreAsked")).startsWith("""
                FAILED: @AssertNoOffHeapLeaks: the test leaks 6,146 bytes in 2 blocks
                """);
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Pausing {

        @Test
        @AssertNoOffHeapLeaks
        void a_pauses() {
            Tracker.global().pause();
            TrackingArena.ofConfined().allocate(3_083);
            Tracker.global().resume();
        }

        @Test
        @MaxOffHeapAllocations(1)
        void b_pausesWithALimit() {
            Tracker.global().pause();
            Tracker.global().resume();
        }
    }

    @Test
    void aTestDuringWhichTheTrackerWasPausedDoesNotPass() {
        SampleRun run = SampleRun.of(folder, Pausing.class);

        String flaw = """
                FAILED: no limit can be vouched for: the tracker was paused or closed for a while; blocks that were allocated meanwhile \
                are not counted
                """;
        assertThat(run.tests().get("a_pauses")).startsWith(flaw);
        assertThat(run.tests().get("b_pausesWithALimit")).startsWith(flaw);
    }

    @AssertNoOffHeapLeaks
    static class ManySites {

        @Test
        void leaks() {
            TrackingArena arena = TrackingArena.ofConfined();
            arena.allocate(101);
            arena.allocate(103);
            arena.allocate(107);
            arena.allocate(109);
            arena.allocate(113);
            arena.allocate(127);
            arena.allocate(131);
            Tracker.global().recordAlloc(137);
        }
    }

    @Test
    void theLargestOfManySitesAreNamed() {
        String message = SampleRun.of(folder, ManySites.class).tests().get("leaks");

        assertThat(message.lines().filter(line -> line.startsWith("  ") && !line.startsWith("   ")))
                .containsExactly(
                        "  137 bytes in 1 block, not in an arena: 1 of 1 blocks were never freed",
                        "  131 bytes in 1 block, confined arena: 1 of 1 blocks were never freed",
                        "  127 bytes in 1 block, confined arena: 1 of 1 blocks were never freed",
                        "  113 bytes in 1 block, confined arena: 1 of 1 blocks were never freed",
                        "  109 bytes in 1 block, confined arena: 1 of 1 blocks were never freed",
                        "  and 3 more sites");
        assertThat(message).startsWith("FAILED: @AssertNoOffHeapLeaks: the test leaks 928 bytes in 8 blocks\n");
    }
}
