/** Files that are written whole or not at all, places that nobody else can meddle with, and the system properties that name them. */
@NullMarked
package io.github.underheap.file;

import org.jspecify.annotations.NullMarked;
