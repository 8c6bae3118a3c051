/** Files that are written whole or not at all, and places that nobody else can meddle with. */
@NullMarked
package io.github.underheap.file;

import org.jspecify.annotations.NullMarked;
