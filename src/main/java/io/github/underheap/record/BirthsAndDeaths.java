package io.github.underheap.record;

import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.ThreadCounters;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Where births and deaths are booked: rows of sites, or the counters that take their place while there are no sites. What both {@link Books} and the
 * {@link Era}s of their blocks are, so that an era needs no load to come to its books.
 *
 * <p>Times are those of the recorder's clock; the numbers count from the start. Thread-safe.
 */
abstract class BirthsAndDeaths {

    final @Nullable SiteRows rows;
    final @Nullable ThreadCounters counters;
    final long start;

    /** @param start the time of the recorder's clock at which the books begin */
    BirthsAndDeaths(@Nullable SiteRows rows, @Nullable ThreadCounters counters, long start) {
        this.rows = rows;
        this.counters = counters;
        this.start = start;
    }

    /** A new block; false if the books cannot take it. */
    final boolean born(int row, long bytes, long time, int origin) {
        try {
            SiteRows known = rows;
            return known != null
                    ? known.born(row, bytes, time - start, origin)
                    : counters != null && counters.born(bytes, time - start, origin);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The end of blocks of one site, all at once; false if the books cannot take it. */
    final boolean died(int row, long blocks, long bytes, long time, boolean late) {
        try {
            SiteRows known = rows;
            return known != null
                    ? known.died(row, blocks, bytes, time - start, late)
                    : counters != null && counters.died(blocks, bytes, time - start, late);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
