/**
 * Limits on the off-heap memory of JUnit tests, for Jupiter 5.14 or newer and 6.
 *
 * <p>What is seen is what goes through {@link io.github.underheap.Tracker#global()}, as {@link io.github.underheap.TrackingArena} does. Several tests
 * may run at a time: each counts what its own thread allocates, and what other threads do that it names
 * ({@link io.github.underheap.junit.OffHeapScope#include}).
 */
@NullMarked
package io.github.underheap.junit;

import org.jspecify.annotations.NullMarked;
