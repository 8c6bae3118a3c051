/** The command line. It is in the jar that has everything, not in the one that programs depend on. */
@NullMarked
package io.github.underheap.cli;

import org.jspecify.annotations.NullMarked;
