/**
 * Who called: captures the Java stack of the current thread and turns it into the row of a site.
 *
 * <p>Knows neither where rows lie nor what is counted in them. This package is internal: it is not exported by the module.
 *
 * <p>The native walk is opened while an application starts. What runs until then avoids what costs a JVM most then: lambdas and
 * streams, {@code equals} of records, native signatures that nobody else has, and layouts with arrays. Only the self-check has two
 * lambdas and a stream, because it tries stacks with such frames.
 */
@NullMarked
package io.github.underheap.stack;

import org.jspecify.annotations.NullMarked;
