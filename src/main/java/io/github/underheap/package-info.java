/** Profiles the off-heap memory of Java programs. */
@NullMarked
package io.github.underheap;

import org.jspecify.annotations.NullMarked;
