/** A profiler for JMH: how much off-heap memory an operation of a benchmark takes, and how much of it is not given back. */
@NullMarked
package io.github.underheap.jmh;

import org.jspecify.annotations.NullMarked;
