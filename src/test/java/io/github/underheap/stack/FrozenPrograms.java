package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.ForkedJvm;
import io.github.underheap.stack.program.FrozenMain;
import io.github.underheap.stack.program.RedefineAgent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Virtual threads that yield, under the flags that frozen frames can meet, each until so many hits by frozen frames were compared with StackWalker.
 *
 * @param flags of the JVM
 * @param shape of the program
 * @param share of all comparisons, in thousandths
 * @param meanwhile what happens to classes: {@code renew}, {@code retransform}, or nothing if it is empty
 */
record FrozenPrograms(List<String> flags, String shape, int share, String meanwhile) {

    static final int SHARES = 1_000;

    private static final String FRAME_POINTERS = "-XX:+PreserveFramePointer";
    private static final String RETRANSFORM = "retransform";

    /** Under each collector once. */
    static List<FrozenPrograms> some() {
        return List.of(
                of("all", 200).with("-XX:+UseG1GC").renewing(),
                of("all", 100).with("-XX:+UseParallelGC").renewing(),
                of("all", 100).with("-XX:+UseSerialGC", FRAME_POINTERS).renewing());
    }

    /** All situations; their shares make a whole. */
    static List<FrozenPrograms> all() {
        return Stream.concat(some().stream(), others().stream()).toList();
    }

    private static List<FrozenPrograms> others() {
        return List.of(
                of("all", 40).with("-XX:+UseG1GC"),
                of("all", 30).with("-XX:+UseG1GC").retransforming(),
                of("nested", 60).with("-XX:+UseG1GC", "-Xmx96m").renewing(),
                of("nested", 50).with("-XX:+UseSerialGC", "-Xmx64m").renewing(),
                of("recursion", 20),
                of("continuations", 20).with("-XX:+UseParallelGC"),
                of("exceptions", 40).with("-XX:+UseParallelGC"),
                of("contended", 30),
                of("arguments", 40),
                of("generated", 40).with("-XX:+UseSerialGC").renewing(),
                of("all", 40).with("-XX:TieredStopAtLevel=1").renewing(),
                of("all", 40).with("-XX:-TieredCompilation"),
                of("all", 40).with("-XX:-Inline"),
                of("all", 5).with("-Xint"),
                of("all", 30).with("-XX:+UseCompactObjectHeaders"),
                of("all", 20).with("-XX:-UseCompressedOops"),
                of("all", 20)
                        .with("-XX:+UseSerialGC", "-XX:ReservedCodeCacheSize=10m")
                        .renewing(),
                of("all", 15).with("-Xmx40g"),
                of("all", 10).with("-XX:-UsePerfData", "-XX:-SegmentedCodeCache"),
                of("all", 10).with(FRAME_POINTERS).renewing());
    }

    private static FrozenPrograms of(String shape, int share) {
        return new FrozenPrograms(List.of(), shape, share, "");
    }

    private FrozenPrograms with(String... more) {
        return new FrozenPrograms(List.of(more), shape, share, meanwhile);
    }

    private FrozenPrograms renewing() {
        return new FrozenPrograms(flags, shape, share, "renew");
    }

    private FrozenPrograms retransforming() {
        return new FrozenPrograms(flags, shape, share, RETRANSFORM);
    }

    /** What came of it when it was run until its share of {@code comparisons} was compared, or so many seconds were over. */
    ForkedJvm.Result result(Path directory, long comparisons, int seconds) throws Exception {
        List<String> given = new ArrayList<>();
        given.add(flags.contains(FRAME_POINTERS) ? "fp" : "vm");
        given.add(Long.toString(comparisons * share / SHARES));
        given.add(Integer.toString(seconds));
        given.add(shape);
        if (!meanwhile.isEmpty()) {
            given.add(meanwhile);
        }
        ForkedJvm jvm = ForkedJvm.in(directory)
                .option(
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                        "-Xmx1g")
                .option(flags.toArray(String[]::new))
                .patience(Duration.ofSeconds(seconds + 60L));
        if (meanwhile.equals(RETRANSFORM)) {
            jvm = jvm.agent(RedefineAgent.class);
        }
        return jvm.run(FrozenMain.class, given.toArray(String[]::new));
    }

    /** Runs until its share of {@code comparisons} was compared, and finds no wrong one. */
    void run(Path directory, long comparisons, int seconds) throws Exception {
        ForkedJvm.Result result = result(directory, comparisons, seconds);

        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.conclusion()).startsWith("RESULT frozen frames: read, ");
        assertThat(result.count("mismatches")).as(result.output()).isZero();
        assertThat(result.count("hits by frozen frames"))
                .as(result.conclusion())
                .isGreaterThanOrEqualTo(comparisons * share / SHARES);
        System.out.println(this + " " + result.conclusion());
    }

    @Override
    public String toString() {
        return String.join(" ", flags) + " " + shape + (meanwhile.isEmpty() ? "" : " " + meanwhile);
    }
}
