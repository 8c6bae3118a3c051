package io.github.underheap.bench;

import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.SiteCapture;
import io.github.underheap.stack.SiteSink;
import io.github.underheap.stack.WalkMode;
import java.lang.foreign.Arena;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to know the site of {@code open + allocate(64) + close}: eight Java frames, on stacks of several depths,
 * with the eight inner callers inlined as usual or not at all. {@code plain} asks for no site, {@code vm} walks and books
 * nothing; {@code counters}, {@code tracked} and {@code stackwalker} are arenas of a tracker, which books all there is: without
 * sites, by the native walk, by StackWalker.
 *
 * <pre>java -jar target/benchmarks.jar WalkBenchmark</pre>
 *
 * The rows of {@code fp} are in {@link FramePointerBenchmark}, whose JVM keeps frame pointers: its {@code plain} is what to
 * compare them with.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {Flags.NATIVE_ACCESS, Flags.LEAST_HEAP, Flags.MOST_HEAP, Flags.TOUCHED})
public class WalkBenchmark {
    private static final int SITE_FRAMES = 8;
    private static final int SIZE = 64;

    /** Frames of this class below the site. */
    @Param({"8", "32", "100"})
    public int depth;

    /** How the site is found. */
    @Param({"plain", "vm", "counters", "tracked", "stackwalker"})
    public String site;

    private Variant.Source arenas = Variant.PLAIN.source(Variant.Kind.CONFINED);
    private SiteCapture capture = () -> 0;
    private NativeWalk walk = NativeWalk.open(WalkMode.OFF, 0);
    public int row;

    /** Rows from the frames' own numbers; what a sink costs is paid once for each new stack. */
    private static final class Numbers implements SiteSink {
        @Override
        public int frame(StackWalker.StackFrame frame) {
            return frame.getMethodName().hashCode() ^ frame.getByteCodeIndex();
        }

        @Override
        public int site(int[] frames, int length) {
            int hash = length;
            for (int i = 0; i < length; i++) {
                hash = 31 * hash + frames[i];
            }
            return hash & Integer.MAX_VALUE;
        }
    }

    private static boolean isOwn(Class<?> type) {
        return type.getPackageName().equals("io.github.underheap.stack");
    }

    @Setup
    public void open() {
        switch (site) {
            case "vm", "fp" -> {
                walk = NativeWalk.open(WalkMode.valueOf(site.toUpperCase(Locale.ROOT)), 0);
                if (!walk.isOn()) {
                    throw new IllegalStateException(walk.state());
                }
                capture = walk.capture(new Numbers(), SITE_FRAMES, WalkBenchmark::isOwn);
            }
            case "counters" -> arenas = Variant.COUNTERS.source(Variant.Kind.CONFINED);
            case "tracked" -> arenas = Variant.NATIVE_WALK.source(Variant.Kind.CONFINED);
            case "stackwalker" -> arenas = Variant.STACKWALKER.source(Variant.Kind.CONFINED);
            default -> {}
        }
    }

    /** The price of misses is in the numbers too. */
    @TearDown
    public void check() {
        System.out.println("StackWalker answered " + walk.misses() + " calls");
        arenas.close();
    }

    @Benchmark
    public long inlined() {
        return deepen(depth - SITE_FRAMES, false);
    }

    @Benchmark
    public long notInlined() {
        return deepen(depth - SITE_FRAMES, true);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long deepen(int more, boolean apart) {
        if (more > 0) {
            return deepen(more - 1, apart);
        }
        return apart ? apart8() : inline7();
    }

    private long allocate() {
        try (Arena arena = arenas.open()) {
            long address = arena.allocate(SIZE).address();
            row = capture.site();
            return address;
        }
    }

    private long inline7() {
        return inline6();
    }

    private long inline6() {
        return inline5();
    }

    private long inline5() {
        return inline4();
    }

    private long inline4() {
        return inline3();
    }

    private long inline3() {
        return inline2();
    }

    private long inline2() {
        return allocate();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long apart8() {
        return apart7();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long apart7() {
        return apart6();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long apart6() {
        return apart5();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long apart5() {
        return apart4();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long apart4() {
        return apart3();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long apart3() {
        return apart2();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long apart2() {
        return allocateApart();
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private long allocateApart() {
        return allocate();
    }
}
