/**
 * The off-heap structures of a profile: everything that is recorded lies here, in fixed layouts that another process can
 * read while they are written.
 *
 * <p>Each record is declared once as a {@link java.lang.foreign.StructLayout} with a diagram, and one class touches it.
 * Nothing in here knows what a stack or a report is. This package is internal: it is not exported by the module.
 */
@NullMarked
package io.github.underheap.memory;

import org.jspecify.annotations.NullMarked;
