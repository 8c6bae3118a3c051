/** What of a profile a report shows: which sites, grouped and ordered how, with which verdicts. Applied once, before any format. */
@NullMarked
package io.github.underheap.select;

import org.jspecify.annotations.NullMarked;
