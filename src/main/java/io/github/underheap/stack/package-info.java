/**
 * Who called: captures the Java stack of the current thread and turns it into the row of a site.
 *
 * <p>Knows neither where rows lie nor what is counted in them. This package is internal: it is not exported by the module.
 */
@NullMarked
package io.github.underheap.stack;

import org.jspecify.annotations.NullMarked;
