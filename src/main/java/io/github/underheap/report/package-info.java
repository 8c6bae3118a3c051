/**
 * Reports: one class per format. Formats of a whole profile are written from a {@link io.github.underheap.profile.Profile}; reports, comparisons and
 * checks from what {@link io.github.underheap.select} has chosen, sorted and judged before.
 */
@NullMarked
package io.github.underheap.report;

import org.jspecify.annotations.NullMarked;
