package io.github.underheap.bench;

import io.github.underheap.Tracker;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Shows that blocks in an arena cost the profiler no memory, however many there are.
 *
 * <p>The arena that is wrapped gives out one and the same segment again and again, so that whatever grows is the profiler's:
 * the heap after a collection, and the resident memory of the process (Linux).
 */
public final class OneMillionBlocks {

    private static final int BLOCKS = 1_000_000;
    private static final int BYTES = 61;

    private OneMillionBlocks() {}

    public static void main(String[] args) throws IOException {
        try (Tracker tracker = Tracker.create();
                Arena memory = Arena.ofShared()) {
            Arena arena = tracker.arena(new OneSegment(memory, memory.allocate(BYTES)));
            fill(arena); // Classes are loaded and code is compiled now, which also takes memory.
            System.out.println("live blocks | heap in use | resident");
            for (int round = 1; round <= 4; round++) {
                print(tracker);
                fill(arena);
            }
            print(tracker);
        }
    }

    private static void fill(Arena arena) {
        for (int i = 0; i < BLOCKS; i++) {
            arena.allocate(BYTES);
        }
    }

    private static void print(Tracker tracker) throws IOException {
        long blocks = tracker.snapshot().currentBlocks();
        System.out.printf(Locale.ROOT, "%,11d | %,9d K | %s%n", blocks, heapInUse() / 1024, residentMemory());
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static String residentMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "-";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.substring("VmRSS:".length()).strip())
                .findFirst()
                .orElse("-");
    }

    private record OneSegment(Arena arena, MemorySegment segment) implements Arena {

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            return segment;
        }

        @Override
        public MemorySegment.Scope scope() {
            return arena.scope();
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
