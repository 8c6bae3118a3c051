/** What was recorded, as data: profiles, sites, frames and counters, and the one table of the numbers of a site. */
@NullMarked
package io.github.underheap.profile;

import org.jspecify.annotations.NullMarked;
