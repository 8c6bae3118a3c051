/** Profiles out of files: of this library, and of other tools that write DHAT's format. Needs jackson-core. */
@NullMarked
package io.github.underheap.read;

import org.jspecify.annotations.NullMarked;
