package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Virtual threads in a ring: each waits until its neighbour hands it a token, opens an arena, allocates a block and closes the
 * arena, four calls deeper, and hands the token on. There are fewer tokens than threads, so most of them wait, and run again on
 * whichever carrier is free.
 */
final class BlockingThreads implements Work {

    private static final int THREADS = 64;
    private static final int TOKENS = 8;
    private static final int HOPS = 100;

    private final com.sun.management.OperatingSystemMXBean process =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final LongAdder sum = new LongAdder();
    private final Memory memory;

    BlockingThreads(Memory memory) {
        this.memory = memory;
    }

    @Override
    public void batch() throws InterruptedException {
        List<BlockingQueue<Integer>> ring = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            ring.add(new LinkedBlockingQueue<>());
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            BlockingQueue<Integer> own = ring.get(i);
            BlockingQueue<Integer> next = ring.get((i + 1) % THREADS);
            threads.add(Thread.ofVirtual().start(() -> hop(own, next)));
        }
        for (int token = 0; token < TOKENS; token++) {
            ring.get(token * THREADS / TOKENS).add(token);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void hop(BlockingQueue<Integer> own, BlockingQueue<Integer> next) {
        try {
            for (int i = 0; i < HOPS; i++) {
                Integer token = own.take();
                sum.add(deeper3());
                next.add(token);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long deeper3() {
        return deeper2();
    }

    private long deeper2() {
        return deeper1();
    }

    private long deeper1() {
        return cycle();
    }

    private long cycle() {
        try (Arena arena = memory.confined()) {
            return arena.allocate(BYTES).address();
        }
    }

    @Override
    public int operations() {
        return THREADS * HOPS;
    }

    /** That of the whole process: there is no other for virtual threads. */
    @Override
    public long processorNanos() {
        return process.getProcessCpuTime();
    }
}
