package io.github.underheap.bench.compare;

import org.jspecify.annotations.Nullable;

/**
 * What came of one JVM.
 *
 * @param round from 0
 * @param measured null if it failed
 * @param failure why it did; null if it did not
 */
record Outcome(
        int round,
        Task task,
        Peer peer,
        @Nullable Measured measured,
        @Nullable String failure) {}
