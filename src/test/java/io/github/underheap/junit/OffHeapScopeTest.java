package io.github.underheap.junit;

import static io.github.underheap.junit.Marked.at;
import static io.github.underheap.junit.Marked.here;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.underheap.Tracker;
import io.github.underheap.TrackingArena;
import io.github.underheap.profile.AllocationSite;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a test can ask and say of itself. */
class OffHeapScopeTest {

    @TempDir
    private Path folder;

    @TrackOffHeap
    static class Numbers {

        @BeforeEach
        void nothingYet(OffHeapScope scope) {
            TrackingArena.ofConfined().allocate(1_009);
            assertThat(scope.stats().allocCount()).isZero();
            assertThat(scope.sites()).isEmpty();
        }

        @Test
        void ofTheBody(OffHeapScope scope) {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(here(1_013));
                arena.allocate(1_019);
            }
            TrackingArena.ofConfined().allocate(1_021);

            assertThat(scope.tracker()).isSameAs(Tracker.global());
            assertThat(scope.stats().totalBytes()).isEqualTo(3_053);
            assertThat(scope.stats().peakBytes()).isEqualTo(2_032);
            assertThat(scope.stats().currentBytes()).isEqualTo(1_021);
            assertThat(scope.sites()).extracting(AllocationSite::totalBytes).containsExactly(1_021L, 1_019L, 1_013L);
            assertThat(SiteStack.line(scope.sites().getLast().frames().getFirst()))
                    .isEqualTo(at(Numbers.class, "ofTheBody"));
        }

        @AfterEach
        void allOfTheBody(OffHeapScope scope) {
            TrackingArena.ofConfined().allocate(1_031);
            assertThat(scope.stats().totalBytes()).isEqualTo(3_053);
        }
    }

    @Test
    void numbersAreThoseOfTheBody() {
        SampleRun run = SampleRun.of(folder, Numbers.class);

        assertThat(run.tests()).isEqualTo(Map.of("ofTheBody", "SUCCESSFUL"));
        assertThat(run.reports())
                .containsExactly(
                        "3,053 bytes in 3 blocks, at the peak 2,032 bytes in 2 blocks, live at the end 1,021 bytes in 1 block");
    }

    @AssertNoOffHeapLeaks
    @MaxOffHeapBytes("2 KiB")
    @MaxOffHeapPeak(value = "2 KiB", per = Per.SITE)
    static class Ignoring {

        @Test
        void byClass(OffHeapScope scope) {
            scope.ignore(Cache.class.getName());
            Cache.fill();
            allocate();
        }

        @Test
        void byMethod(OffHeapScope scope) {
            scope.ignore(Cache.class.getName() + ".fill");
            Cache.fill();
            allocate();
        }

        @Test
        void bySize() {
            OffHeapScope.current().ignore(site -> site.totalBytes() == 4_099);
            Cache.fill();
            allocate();
        }

        @Test
        void somethingElse(OffHeapScope scope) {
            scope.ignore(Cache.class.getName() + ".fil");
            Cache.fill();
        }

        private static void allocate() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(2_048);
            }
        }
    }

    static final class Cache {

        private Cache() {}

        static void fill() {
            TrackingArena.ofShared().allocate(4_099);
        }
    }

    @Test
    void ignoredSitesCountInNoLimit() {
        Map<String, String> tests = SampleRun.of(folder, Ignoring.class).tests();

        assertThat(tests)
                .containsEntry("byClass", "SUCCESSFUL")
                .containsEntry("byMethod", "SUCCESSFUL")
                .containsEntry("bySize", "SUCCESSFUL");
        assertThat(tests.get("somethingElse"))
                .contains("the test leaks 4,099 bytes in 1 block\n")
                .contains("the test allocated 4,099 bytes, 2,051 more than allowed\n")
                .contains("1 site of the test had more live at its peak than allowed\n");
    }

    @AssertNoOffHeapLeaks
    @MaxOffHeapBytes("2 KiB")
    static class BrokenRules {

        @Test
        void one(OffHeapScope scope) {
            ignoreNone(scope);
            TrackingArena.ofConfined().allocate(here(4_111));
        }

        @Test
        void otherRulesHold(OffHeapScope scope) {
            ignoreNone(scope);
            scope.ignore(OffHeapScopeTest.class.getName() + "$BrokenRules.otherRulesHold");
            TrackingArena.ofConfined().allocate(4_127);
        }

        @Test
        void nothingToIgnore(OffHeapScope scope) {
            ignoreNone(scope);
        }

        private static void ignoreNone(OffHeapScope scope) {
            here(1);
            scope.ignore(site -> {
                throw new IllegalStateException("no idea\nat all");
            });
        }
    }

    @Test
    void aPredicateThatThrowsIgnoresNothing() {
        SampleRun run = SampleRun.of(folder, BrokenRules.class);

        StackTraceElement before = Marked.place(BrokenRules.class, "ignoreNone");
        String mistake = ("the predicate that %s.ignoreNone(OffHeapScopeTest.java:%d) gave to scope.ignore threw"
                        + " java.lang.IllegalStateException: no idea; what it throws for is not ignored")
                .formatted(BrokenRules.class.getName(), before.getLineNumber() + 1);
        assertThat(run.tests())
                .isEqualTo(Map.of(
                        "one",
                        """
                        FAILED: @AssertNoOffHeapLeaks: the test leaks 4,111 bytes in 1 block
                          4,111 bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                            %1$s
                        @MaxOffHeapBytes("2 KiB"): the test allocated 4,111 bytes, 2,063 more than allowed
                          4,111 bytes in 1 block, confined arena
                            %1$s
                        %2$s
                        profile: %3$s-leaks.json and %3$s-leaks.html
                        profile: %3$s-limits.json and %3$s-limits.html""".formatted(
                                        at(BrokenRules.class, "one"),
                                        mistake,
                                        folder.resolve(BrokenRules.class.getName() + ".one")),
                        "otherRulesHold",
                        "FAILED: " + mistake,
                        "nothingToIgnore",
                        "SUCCESSFUL"));
    }

    static class Dynamic {

        @TestFactory
        @AssertNoOffHeapLeaks
        Stream<DynamicTest> tests(OffHeapScope ofTheFactory) {
            return Stream.of(dynamicTest("dynamic", () -> {
                TrackingArena.ofConfined().allocate(1_009);
                assertThat(OffHeapScope.current().stats().currentBytes()).isEqualTo(1_009);
                assertThat(ofTheFactory.stats().currentBytes()).isZero();
                OffHeapScope.current().ignore(site -> true);
            }));
        }
    }

    @Test
    void aDynamicTestHasAScopeOfItsOwn() {
        assertThat(SampleRun.of(folder, Dynamic.class).tests()).isEqualTo(Map.of("dynamic", "SUCCESSFUL"));
    }

    @TrackOffHeap
    static class ForAll {

        private static OffHeapScope given;

        @BeforeAll
        static void prepare(OffHeapScope scope) {
            given = scope;
        }

        @Test
        void neverRuns() {}
    }

    @Test
    void thereIsNoneForAllTests() {
        assertThat(SampleRun.of(folder, ForAll.class).containers().toString())
                .contains(
                        "an OffHeapScope belongs to one test: it can be a parameter of test methods, @BeforeEach and @AfterEach"
                                + " methods");
        assertThat(ForAll.given).isNull();
    }

    @Test
    void thereIsNoneWithoutATest() {
        assertThatIllegalStateException()
                .isThrownBy(OffHeapScope::current)
                .withMessage("the thread " + Thread.currentThread().getName()
                        + " runs no test that is tracked; add @TrackOffHeap");
    }
}
