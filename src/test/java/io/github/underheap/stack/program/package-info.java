/**
 * Programs that are run in JVMs of their own, with flags of all kinds, and compare each recognised stack with StackWalker.
 */
@NullMarked
package io.github.underheap.stack.program;

import org.jspecify.annotations.NullMarked;
