package io.github.underheap.bench.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Measures one work with one variant in this JVM: {@code TASK PEER WARM-UP-SECONDS SECONDS}. The last line that it prints is a
 * {@link Measured}, or why there is no such variant here.
 */
final class Measurement {

    /** The time is that of the middle one of so many blocks, so that a late compilation or a collection counts for nothing. */
    private static final int BLOCKS = 5;

    private final com.sun.management.ThreadMXBean heap =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Work work;
    private long operations;

    private Measurement(Work work) {
        this.work = work;
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        Peer peer = Peer.valueOf(args[1]);
        try {
            System.out.println("\n"
                    + new ObjectMapper()
                            .writeValueAsString(measure(
                                    Task.valueOf(args[0]),
                                    peer,
                                    Double.parseDouble(args[2]),
                                    Double.parseDouble(args[3]))));
        } catch (UnavailableException e) {
            System.out.println("\n" + new ObjectMapper().writeValueAsString(e.getMessage()));
        }
    }

    private static Measured measure(Task task, Peer peer, double warmUpSeconds, double seconds)
            throws InterruptedException {
        try (Memory memory = peer.memory()) {
            Measured measured;
            try (Work work = task.work(memory)) {
                measured = new Measurement(work).run(warmUpSeconds, seconds);
            }
            peer.check();
            Long recorded = memory.recorded();
            return recorded == null ? measured : measured.withRecorded(recorded);
        }
    }

    private Measured run(double warmUpSeconds, double seconds) throws InterruptedException {
        block(warmUpSeconds);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(block(seconds / BLOCKS));
        }
        blocks.sort(Comparator.comparingDouble(Block::processorNanos));
        Block middle = blocks.get(BLOCKS / 2);
        double heapBytes =
                blocks.stream().mapToDouble(Block::heapBytes).average().orElseThrow();
        return new Measured(middle.processorNanos, middle.clockNanos, heapBytes, operations, null);
    }

    private Block block(double seconds) throws InterruptedException {
        long bytes = heap.getTotalThreadAllocatedBytes();
        long processor = work.processorNanos();
        long start = System.nanoTime();
        long elapsed;
        double count = 0;
        do {
            work.batch();
            count += work.operations();
            elapsed = System.nanoTime() - start;
        } while (elapsed < seconds * 1e9);
        operations += (long) count;
        return new Block(
                (work.processorNanos() - processor) / count,
                elapsed / count,
                (heap.getTotalThreadAllocatedBytes() - bytes) / count);
    }

    /** Of one operation. */
    private record Block(double processorNanos, double clockNanos, double heapBytes) {}
}
