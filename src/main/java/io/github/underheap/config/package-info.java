/** How a tracker works: its options, and the one table of them that everything that reads or prints options uses. */
@NullMarked
package io.github.underheap.config;

import org.jspecify.annotations.NullMarked;
