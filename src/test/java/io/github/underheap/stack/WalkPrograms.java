package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.ForkedJvm;
import io.github.underheap.stack.program.StressMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The random program under the flags and in the situations that a walk can meet, each until so many hits were compared with
 * StackWalker.
 *
 * @param flags of the JVM
 * @param arguments of the program
 * @param share of all comparisons, in thousandths
 */
record WalkPrograms(List<String> flags, List<String> arguments, int share) {
    static final int SHARES = 1_000;

    /** Of a program that runs long enough for most of its code to be compiled. */
    private static final int MANY = 100;

    private static final String FRAME_POINTERS = "-XX:+PreserveFramePointer";
    private static final String NATIVE_REFLECTION = "-Djdk.reflect.useNativeAccessorOnly=true";

    /** All situations; their shares make a whole. */
    static List<WalkPrograms> all() {
        return Stream.concat(some().stream(), others().stream()).toList();
    }

    /** Those that differ most. */
    static List<WalkPrograms> some() {
        return List.of(
                of(240).with("-XX:+UseG1GC"),
                of(130).with("-XX:+UseSerialGC", FRAME_POINTERS),
                of(60).with("-XX:+UseZGC").doing("costly"),
                of(100).with("-XX:-Inline"),
                of(60).with("-XX:TieredStopAtLevel=1").doing("renew"),
                of(100).with("-XX:-TieredCompilation"),
                of(30).with("-XX:+UseSerialGC", "-XX:ReservedCodeCacheSize=10m").doing("renew", "costly"),
                of(50).with("-XX:+UseCompactObjectHeaders").doing("deoptimize=2000"),
                of(10).with("-Xint").doing("scripts=100"),
                of(10).doing("virtual"),
                of(25).with("-XX:-SegmentedCodeCache", "-XX:-UsePerfData"),
                of(5).with("-Xcomp", "-XX:TieredStopAtLevel=1").doing("scripts=50"));
    }

    private static List<WalkPrograms> others() {
        return List.of(
                of(70).with("-XX:+UseParallelGC").doing("renew", "scripts=200"),
                of(40).with("-XX:+UseShenandoahGC", FRAME_POINTERS).doing("renew", "scripts=200"),
                of(20).with(FRAME_POINTERS).doing("deoptimize=300"),
                of(10).with("-Xint", NATIVE_REFLECTION).doing("scripts=100"),
                of(20).with(NATIVE_REFLECTION),
                of(5).with("-XX:+UseZGC", FRAME_POINTERS).doing("virtual", "renew"),
                of(10).with("-Xcheck:jni"),
                of(5).with("-Xshare:off").doing("renew"));
    }

    /** A JVM whose programs may call native code and take their time. */
    static ForkedJvm jvm(Path directory, String... flags) {
        return ForkedJvm.in(directory)
                .option("--enable-native-access=ALL-UNNAMED", "-Xss4m", "-Xmx1500m")
                .option(flags)
                .patience(Duration.ofMinutes(20));
    }

    private static WalkPrograms of(int share) {
        return new WalkPrograms(List.of(), List.of(), share);
    }

    private WalkPrograms with(String... more) {
        return new WalkPrograms(List.of(more), arguments, share);
    }

    private WalkPrograms doing(String... more) {
        return new WalkPrograms(flags, List.of(more), share);
    }

    /** Runs until its share of {@code comparisons} was compared, and finds no wrong one. */
    void run(Path directory, long comparisons, int seed) throws IOException, InterruptedException {
        long wanted = comparisons * share / SHARES;
        List<String> given = new ArrayList<>();
        given.add(flags.contains(FRAME_POINTERS) ? "fp" : "vm");
        given.add(Long.toString(wanted));
        given.addAll(arguments);
        given.add("seed=" + seed);
        ForkedJvm jvm = jvm(directory, flags.toArray(String[]::new)).whiteBox();
        ForkedJvm.Result result = jvm.run(StressMain.class, given.toArray(String[]::new));

        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.count("mismatches")).as(result.output()).isZero();
        assertThat(result.count("verified")).isGreaterThanOrEqualTo(wanted);
        assertThat(result.count("by path")).as(result.conclusion()).isGreaterThanOrEqualTo(share < MANY ? 1 : 30);
        System.out.println(flags + " " + arguments + " " + result.conclusion());
    }

    @Override
    public String toString() {
        return String.join(" ", flags) + " " + String.join(" ", arguments);
    }
}
