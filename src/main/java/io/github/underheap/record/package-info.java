/**
 * The engine: all booking of blocks, and the one guard against faults. It speaks in numbers; arenas, allocators and handles
 * call it alike. This package is internal: it is not exported by the module.
 */
@NullMarked
package io.github.underheap.record;

import org.jspecify.annotations.NullMarked;
