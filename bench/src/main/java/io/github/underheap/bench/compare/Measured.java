package io.github.underheap.bench.compare;

import org.jspecify.annotations.Nullable;

/**
 * What one JVM measured.
 *
 * @param processorNanos processor time of one operation
 * @param clockNanos time on the clock of one operation
 * @param heapBytes bytes that one operation allocates on the Java heap, in all threads
 * @param operations how often it was done, the warm-up included
 * @param recorded how many blocks the variant recorded of them; null if it counts no allocations
 */
record Measured(
        double processorNanos,
        double clockNanos,
        double heapBytes,
        long operations,
        @Nullable Long recorded) {

    Measured withRecorded(long blocks) {
        return new Measured(processorNanos, clockNanos, heapBytes, operations, blocks);
    }
}
