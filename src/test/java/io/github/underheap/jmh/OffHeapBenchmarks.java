package io.github.underheap.jmh;

import io.github.underheap.TrackingArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Benchmarks whose memory is known to the byte, which {@link OffHeapProfilerIT} has JMH run. */
public class OffHeapBenchmarks {

    /** So that a leak of a whole run stays small. */
    private static final int ABOUT_TEN_MICROS = 4_001;

    /** What is there for as long as the benchmark runs, and what for an iteration. */
    @State(Scope.Thread)
    public static class Buffers {

        static final long KEPT = 100_003;
        static final long OF_AN_ITERATION = 7_919;

        private Arena kept;
        private Arena ofAnIteration;

        @Setup(Level.Trial)
        public void open() {
            kept = TrackingArena.ofConfined();
            kept.allocate(KEPT);
        }

        @Setup(Level.Iteration)
        public void openForAnIteration() {
            ofAnIteration = TrackingArena.ofConfined();
            ofAnIteration.allocate(OF_AN_ITERATION);
        }

        @TearDown(Level.Iteration)
        public void closeAfterAnIteration() {
            ofAnIteration.close();
        }

        @TearDown(Level.Trial)
        public void close() {
            kept.close();
        }
    }

    @Benchmark
    public MemorySegment allocates() {
        try (Arena arena = TrackingArena.ofConfined()) {
            return arena.allocate(64);
        }
    }

    @Benchmark
    public void allocatesNothing() {
        Blackhole.consumeCPU(13);
    }

    @Benchmark
    public MemorySegment leaks() {
        Blackhole.consumeCPU(ABOUT_TEN_MICROS);
        return TrackingArena.ofConfined().allocate(48);
    }

    @Benchmark
    public MemorySegment usesBuffers(Buffers buffers) {
        return buffers.kept.allocate(31);
    }

    @Benchmark
    public MemorySegment leavesItToTheCollector() {
        return TrackingArena.ofAuto().allocate(37);
    }

    @Benchmark
    public void atTwoSites() {
        try (Arena arena = TrackingArena.ofConfined()) {
            arena.allocate(101);
            helper(arena);
        }
    }

    private static void helper(Arena arena) {
        arena.allocate(211);
    }
}
