package io.github.underheap.stack;

/**
 * Finds the site of the code that called the library. An instance belongs to one {@link SiteSink}, so that what it remembers
 * about rows is forgotten with them.
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
public interface SiteCapture {

    /** The row of the site of the current call, 0 or more. */
    int site();
}
