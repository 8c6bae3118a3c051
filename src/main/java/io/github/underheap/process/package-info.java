/**
 * What there is once in a process: the global recorder, the report at the end, messages, host and command line. This package is
 * internal: it is not exported by the module.
 */
@NullMarked
package io.github.underheap.process;

import org.jspecify.annotations.NullMarked;
