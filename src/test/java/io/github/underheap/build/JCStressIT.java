package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs every {@code …JCStress} class under jcstress, which looks for forbidden outcomes of two threads that race.
 *
 * <p>With {@code -Praces} the time is bounded, so each test runs in one JVM configuration only. With {@code -Pstress} it runs in
 * all of them: every pair of compilation modes, every placement on processors, and with randomised compilers.
 *
 * <p>jcstress ends with 0 when it ran nothing, and leaves out tests with more actors than processors without a word, so this
 * class counts what ran.
 */
class JCStressIT {

    private static final Path SOURCES = Path.of("src", "test", "java");
    private static final Path WORK = Path.of("target", "jcstress");
    private static final String SUFFIX = "JCStress.java";

    /** Two processors are what every machine has that can show a race at all. */
    private static final int MOST_ACTORS = 2;

    private static final Pattern RESULTS = Pattern.compile(
            "\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs\\)");

    private static final String SHORT = "short";
    /** An iteration is at least this many times 256 states; each of them has tables of its own. */
    private static final String SHORT_STRIDES = "8";

    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** The long run has a limit of its own. */
    @Test
    @Timeout(value = 13, unit = TimeUnit.HOURS)
    void noForbiddenOutcome() throws IOException, InterruptedException {
        Set<String> sources = sources();
        assumeTrue(!sources.isEmpty(), "no class is named …JCStress");
        assumeTrue(processors() >= MOST_ACTORS, "one processor cannot race with itself");
        List<TestInfo> tests = TestList.tests().stream().map(TestList::getInfo).toList();

        assertThat(tests)
                .allSatisfy(test -> assertThat(test.threads()).as(test.name()).isLessThanOrEqualTo(MOST_ACTORS));
        assertThat(classesOf(tests)).isEqualTo(sources);

        String mode = System.getProperty("build.jcstress.mode", SHORT);
        boolean isShort = mode.equals(SHORT);
        Files.createDirectories(WORK);
        Processes.Result result = Processes.run(
                WORK,
                System.getenv(),
                "",
                command(isShort ? shortRun(tests.size()) : longRun(mode)),
                isShort ? Duration.ofMinutes(5) : Duration.ofHours(12));

        assertThat(result.code()).as(() -> summary(result)).isZero();
        MatchResult counts = RESULTS.matcher(result.out())
                .results()
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError(summary(result)));
        assertThat(counts.group(2))
                .as(() -> "passed of planned\n" + summary(result))
                .isEqualTo(counts.group(1));
        int planned = Integer.parseInt(counts.group(1));
        if (isShort) {
            assertThat(planned).isEqualTo(tests.size());
        } else {
            assertThat(planned).isGreaterThan(tests.size());
        }
    }

    /** One configuration of the JVM, and as many iterations of 200 ms as fit into about 20 s, with 1 s to start each test. */
    private static List<String> shortRun(int tests) {
        int parallel = processors() / MOST_ACTORS;
        double secondsEach = 15.0 * parallel / tests - 1.0;
        int iterations = Math.clamp((long) (secondsEach / 0.2), 1, 5);
        return List.of(
                "-m",
                "quick",
                "-f",
                "1",
                "-iters",
                String.valueOf(iterations),
                "-time",
                "200",
                "-strideCount",
                SHORT_STRIDES,
                // Touching all the heap before costs each of some thirty JVMs more than they need to start.
                "-pth",
                "false",
                "-af",
                "NONE",
                "-sc",
                "false",
                "-jvmArgs",
                NATIVE_ACCESS);
    }

    /** @param mode a preset of jcstress: quick, default, tough or stress */
    private static List<String> longRun(String mode) {
        return List.of("-m", mode, "-jvmArgsPrepend", NATIVE_ACCESS);
    }

    private static List<String> command(List<String> arguments) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                NATIVE_ACCESS,
                "-cp",
                classPath,
                "org.openjdk.jcstress.Main",
                "-r",
                "."));
        command.addAll(arguments);
        return command;
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static Set<String> sources() throws IOException {
        try (var paths = Files.walk(SOURCES)) {
            return new TreeSet<>(paths.map(path -> SOURCES.relativize(path).toString())
                    .filter(path -> path.endsWith(SUFFIX))
                    .map(path ->
                            path.substring(0, path.length() - ".java".length()).replace(File.separatorChar, '.'))
                    .toList());
        }
    }

    private static Set<String> classesOf(List<TestInfo> tests) {
        return new TreeSet<>(
                tests.stream().map(test -> test.binaryName().split("\\$", 2)[0]).toList());
    }

    /** What jcstress says at the end, without the progress before it. */
    private static String summary(Processes.Result result) {
        int start = result.out().indexOf("RUN RESULTS:");
        return (start < 0 ? result.out() : result.out().substring(start)) + "\n" + result.err();
    }
}
