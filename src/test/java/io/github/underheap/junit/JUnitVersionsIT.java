package io.github.underheap.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.ForkedJvm;
import io.github.underheap.TrackingArena;
import io.github.underheap.examples.LaunchedTests;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The extension in JVMs of its own: all its tests with the older JUnit, which stands in for the one that they are compiled with; and what it says
 * where nothing, or not enough, is recorded.
 */
class JUnitVersionsIT {

    private static final Path OLDER = Path.of(System.getProperty("build.jar")).resolveSibling("junit5");

    private static final List<Class<?>> TESTS = List.of(
            ClosingTest.class,
            FailureTest.class,
            LeakTest.class,
            LimitTest.class,
            OffHeapScopeTest.class,
            ParallelTest.class,
            SettingsTest.class,
            ShapeTest.class);

    @TempDir
    private Path folder;

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static boolean isJUnit(String jar) {
        return Path.of(jar).getFileName().toString().matches("junit-(jupiter|platform)-?.*\\.jar");
    }

    private static String olderClassPath() throws IOException {
        try (Stream<Path> jars = Files.list(OLDER)) {
            return Stream.concat(
                            Arrays.stream(classPath().split(File.pathSeparator)).filter(jar -> !isJUnit(jar)),
                            jars.map(Path::toString))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private ForkedJvm jvm() {
        return ForkedJvm.in(folder)
                .option(ForkedJvm.QUICK.toArray(String[]::new))
                .option("--enable-native-access=ALL-UNNAMED");
    }

    private static String[] names(List<Class<?>> classes) {
        return classes.stream().map(Class::getName).toArray(String[]::new);
    }

    @Test
    void everyTestWithTheOlderJUnit() throws Exception {
        ForkedJvm.Result result = jvm().classPath(olderClassPath()).run(LaunchedTests.class, names(TESTS));

        List<String> lines = result.out().lines().toList();
        assertThat(lines).as(result.err()).isNotEmpty();
        assertThat(lines.getLast()).startsWith("Jupiter 5.14.");
        assertThat(lines.subList(0, lines.size() - 1))
                .hasSizeGreaterThan(40)
                .allMatch(line -> line.endsWith("(): SUCCESSFUL") || line.matches("\\[\\d+] .*: SUCCESSFUL"));
    }

    static class Sample {

        @Test
        @AssertNoOffHeapLeaks
        void a_leaks() {}

        @Test
        @MaxOffHeapBytes("1009")
        void b_justAllowed() {
            TrackingArena.ofConfined().allocate(1_009);
        }

        @Test
        @MaxOffHeapAllocations(1)
        void c_tooMany() {
            TrackingArena arena = TrackingArena.ofConfined();
            arena.allocate(1_013);
            arena.allocate(1_019);
        }

        @Test
        @MaxOffHeapPeak(value = "1009", per = Per.SITE)
        void d_perSite() {}

        @Test
        @MaxOffHeapBytes("1009")
        void e_ignoresSites(OffHeapScope scope) {
            scope.ignore("com.acme.Cache");
        }

        @Test
        @TrackOffHeap
        void f_numbers(OffHeapScope scope) {
            assertThat(scope.stats().allocCount()).isZero();
        }

        @Test
        @TrackOffHeap
        void g_sites(OffHeapScope scope) {
            assertThat(scope.sites()).isEmpty();
        }
    }

    @Test
    void withoutSites() throws Exception {
        ForkedJvm.Result result = jvm().classPath(classPath())
                .option("-Dunderheap.capture=none", "-Dunderheap.junit.output=profiles")
                .run(LaunchedTests.class, Sample.class.getName());

        Path profile = folder.toRealPath().resolve("profiles", Sample.class.getName() + ".c_tooMany-limits");
        assertThat(result.out())
                .isEqualTo("""
                a_leaks(): FAILED: @AssertNoOffHeapLeaks cannot be checked: underheap records no call sites (capture=none)
                b_justAllowed(): SUCCESSFUL
                c_tooMany(): FAILED: @MaxOffHeapAllocations(1): the test allocated 2 blocks, 1 more than allowed
                profile: %1$s.json and %1$s.html
                d_perSite(): FAILED: @MaxOffHeapPeak(value = "1009", per = SITE) cannot be checked: underheap records no call sites (capture=none)
                e_ignoresSites(OffHeapScope): FAILED: @MaxOffHeapBytes("1009") cannot be checked: underheap records no call sites (capture=none)
                f_numbers(OffHeapScope): SUCCESSFUL
                g_sites(OffHeapScope): FAILED: underheap records no call sites (capture=none)
                Jupiter %2$s
                """.formatted(profile, Test.class.getPackage().getImplementationVersion()));
        assertThat(result.err()).doesNotContain("no such option");
    }

    @Test
    void withNothing() throws Exception {
        ForkedJvm.Result result = jvm().classPath(classPath())
                .option("-Dunderheap.enabled=false")
                .run(LaunchedTests.class, Sample.class.getName());

        assertThat(result.out()).isEqualTo("""
                a_leaks(): FAILED: @AssertNoOffHeapLeaks cannot be checked: underheap records nothing (enabled=false)
                b_justAllowed(): FAILED: @MaxOffHeapBytes("1009") cannot be checked: underheap records nothing (enabled=false)
                c_tooMany(): FAILED: @MaxOffHeapAllocations(1) cannot be checked: underheap records nothing (enabled=false)
                d_perSite(): FAILED: @MaxOffHeapPeak(value = "1009", per = SITE) cannot be checked: underheap records nothing (enabled=false)
                e_ignoresSites(OffHeapScope): FAILED: @MaxOffHeapBytes("1009") cannot be checked: underheap records nothing (enabled=false)
                f_numbers(OffHeapScope): FAILED: underheap records nothing (enabled=false)
                g_sites(OffHeapScope): FAILED: underheap records nothing (enabled=false)
                Jupiter %s
                """.formatted(Test.class.getPackage().getImplementationVersion()));
    }
}
