package com.acme;

import io.github.underheap.TrackingArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Three ways to hand a name to native code: how much off-heap memory does a call take, and is it given back?
 *
 * <pre>
 * mvn install -DskipTests                            in the checkout, once
 * mvn package                                        in examples/jmh
 * java -jar target/benchmarks.jar -prof io.github.underheap.jmh.OffHeapProfiler
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NamesBenchmark {

    private String name = "jupiter-and-its-moons.";

    private Arena arena;
    private MemorySegment buffer;

    @Setup(Level.Trial)
    public void open() {
        arena = TrackingArena.ofConfined();
        buffer = arena.allocate(64);
    }

    @TearDown(Level.Trial)
    public void close() {
        arena.close();
    }

    /** An arena for each call: simple, and each call allocates. */
    @Benchmark
    public byte arenaForEachCall() {
        try (Arena call = TrackingArena.ofConfined()) {
            return nativeCall(call.allocateFrom(name));
        }
    }

    /** A buffer that is used again: nothing is allocated. */
    @Benchmark
    public byte bufferThatIsKept() {
        buffer.setString(0, name);
        return nativeCall(buffer);
    }

    /** An arena that nobody closes: each call leaks. Single shots, because after millions of them there would be no memory. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    public byte arenaThatIsForgotten() {
        return nativeCall(TrackingArena.ofConfined().allocateFrom(name));
    }

    /** Stands for native code that reads the name. */
    private static byte nativeCall(MemorySegment name) {
        return name.get(ValueLayout.JAVA_BYTE, 0);
    }
}
