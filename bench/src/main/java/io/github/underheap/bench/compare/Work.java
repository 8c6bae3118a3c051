package io.github.underheap.bench.compare;

import java.lang.management.ManagementFactory;

/** What a program does with memory; the same for all variants. */
interface Work extends AutoCloseable {

    /** Bytes of each block. */
    int BYTES = 64;

    /** Does it many times. */
    void batch() throws InterruptedException;

    /** How often a batch does it. */
    int operations();

    /** The processor time of those who do it, so far. */
    default long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    default void close() {}
}
