/**
 * Other ways to watch off-heap memory beside underheap, at the same work: {@code bench/compare}.
 * {@link io.github.underheap.bench.compare.Compare} starts a JVM for each measurement,
 * {@link io.github.underheap.bench.compare.Measurement} is what runs in it.
 */
@NullMarked
package io.github.underheap.bench.compare;

import org.jspecify.annotations.NullMarked;
