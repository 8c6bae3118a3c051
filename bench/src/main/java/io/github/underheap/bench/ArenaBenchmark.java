package io.github.underheap.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.infra.Blackhole;

/** What an allocation costs. README.md says how to run it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = {Flags.NATIVE_ACCESS, Flags.LEAST_HEAP, Flags.MOST_HEAP, Flags.TOUCHED})
public class ArenaBenchmark {

    private static final int BYTES = 64;

    /** Allocations after which the arena is opened anew, so that memory stays bounded. */
    private static final int BATCH = 1_000;

    private static final String TEXT = "sixty-three ASCII characters and the zero that ends a C string.";

    /** The best case of the JDK: nothing leaves the method, and the compiler makes none of the objects. */
    @Benchmark
    public long openAllocateClose(Arenas arenas) {
        try (Arena arena = arenas.open()) {
            return arena.allocate(BYTES).address();
        }
    }

    /** The usual case: the arena is passed to a method that the compiler does not see into. */
    @Benchmark
    public long openPassAllocateClose(Arenas arenas) {
        try (Arena arena = arenas.open()) {
            return elsewhere(arena).address();
        }
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static MemorySegment elsewhere(Arena arena) {
        return arena.allocate(BYTES);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void allocate(Arenas arenas, Blackhole sink) {
        try (Arena arena = arenas.open()) {
            for (int i = 0; i < BATCH; i++) {
                sink.consume(arena.allocate(BYTES));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void allocateFromString(Arenas arenas, Blackhole sink) {
        try (Arena arena = arenas.open()) {
            for (int i = 0; i < BATCH; i++) {
                sink.consume(arena.allocateFrom(TEXT));
            }
        }
    }
}
