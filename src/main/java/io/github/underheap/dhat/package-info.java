/**
 * The surface of <a href="https://docs.rs/dhat">dhat-rs</a>, method for method: a profiler that a program starts and ends itself, statistics, ad
 * hoc events, and assertions that save the profile before they fail. Messages begin with {@code dhat:}, as there.
 *
 * <p>Blocks are those of {@link io.github.underheap.Tracker#global()}. There is one profiler at a time.
 */
@NullMarked
package io.github.underheap.dhat;

import org.jspecify.annotations.NullMarked;
