package io.github.underheap.bench.compare;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two threads allocate in one shared arena, which is closed and opened anew after many blocks. */
final class SharedArena implements Work {

    private static final int THREADS = 2;
    private static final int BLOCKS = 10_000;

    private final ThreadMXBean times = ManagementFactory.getThreadMXBean();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS, this::thread);
    private final Memory memory;

    SharedArena(Memory memory) {
        this.memory = memory;
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task);
        threads.add(thread);
        return thread;
    }

    @Override
    public void batch() throws InterruptedException {
        try (Arena arena = memory.shared()) {
            Callable<Long> task = () -> fill(arena);
            for (Future<Long> done : pool.invokeAll(List.of(task, task))) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long fill(Arena arena) {
        long sum = 0;
        for (int i = 0; i < BLOCKS; i++) {
            sum += arena.allocate(BYTES).address();
        }
        return sum;
    }

    @Override
    public int operations() {
        return THREADS * BLOCKS;
    }

    /** That of the two, and of this one, which opens and closes. */
    @Override
    public long processorNanos() {
        return Work.super.processorNanos()
                + threads.stream()
                        .mapToLong(thread -> times.getThreadCpuTime(thread.threadId()))
                        .sum();
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
