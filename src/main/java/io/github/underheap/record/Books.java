package io.github.underheap.record;

import io.github.underheap.memory.SiteRows;
import io.github.underheap.memory.ThreadCounters;
import io.github.underheap.memory.Totals;
import io.github.underheap.profile.SiteNumber;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Totals, and rows of sites or counters: of a recording, or of a window of it.
 *
 * <p>One method per kind of event, each a thin one around the method of the rows that does all of it and is compiled by itself
 * ({@link SiteRows}).
 *
 * <p>Times are those of the recorder's clock; the books count from their start. Thread-safe.
 */
abstract class Books extends BirthsAndDeaths {

    private final Totals totals;

    Books(Totals totals, @Nullable SiteRows rows, @Nullable ThreadCounters counters, long start) {
        super(rows, counters, start);
        this.totals = totals;
    }

    /** Whose stacks the rows have. */
    abstract Recording recording();

    final Totals totals() {
        return totals;
    }

    final @Nullable SiteRows rows() {
        return rows;
    }

    final @Nullable ThreadCounters counters() {
        return counters;
    }

    /** The time of the recorder's clock at which these books begin. */
    final long start() {
        return start;
    }

    /** Takes bytes off the live ones in one step; the epoch goes to {@link #share} for each site that they belong to. */
    final long step(long bytes) {
        try {
            return totals.remove(bytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** A site's share of a step. */
    final boolean share(int row, long blocks, long bytes, long epoch, long time, boolean late) {
        try {
            SiteRows known = rows;
            return known != null
                    ? known.share(row, blocks, bytes, epoch, time - start, late)
                    : counters != null && counters.share(blocks, bytes, epoch, time - start, late);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** A new size of a block; false if the books cannot take it. */
    final boolean resized(int row, long oldBytes, long newBytes, long birth, long time) {
        try {
            SiteRows known = rows;
            return known != null
                    ? known.resized(row, oldBytes, newBytes, birth - start, time - start)
                    : counters != null && counters.resized(oldBytes, newBytes, birth - start, time - start);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Adds to a plain counter of a site. */
    final void tally(int row, SiteNumber number, long amount, int origin) {
        try {
            boolean ignored = rows != null
                    ? rows.tally(row, number.tallyIndex(), amount, origin)
                    : counters != null && counters.tally(number.tallyIndex(), amount, origin);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Adds to two plain counters of a site. */
    final void tally(int row, SiteNumber number, long amount, SiteNumber other, long otherAmount, int origin) {
        try {
            boolean ignored = rows != null
                    ? rows.tally2(row, number.tallyIndex(), amount, other.tallyIndex(), otherAmount, origin)
                    : counters != null
                            && counters.tally2(number.tallyIndex(), amount, other.tallyIndex(), otherAmount, origin);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Counts an event that was lost. */
    final void lose() {
        try {
            totals.lose();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** After a fault: gives back what the current thread may have left claimed. */
    final void recover(int row) {
        try {
            if (rows != null) {
                rows.recover(row);
            } else if (counters != null) {
                counters.recover();
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
