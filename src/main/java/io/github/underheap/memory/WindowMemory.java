package io.github.underheap.memory;

import org.jspecify.annotations.Nullable;

/**
 * All off-heap state of a window of a recording: totals that start at 0, and rows by the numbers of the recording's
 * {@link ProfileMemory}, which take memory when something happens at them.
 *
 * <p>A window that goes on while a new recording begins has rows for each ({@link #moreRows}), all on the same totals.
 *
 * <p>Thread-safe.
 */
public final class WindowMemory {

    private final MemorySource source;
    private final Tallies tallies;
    private final Patience patience;
    private final Totals totals;
    private final SiteRows rows;
    private final @Nullable ThreadCounters counters;

    /**
     * Lays out totals alone.
     *
     * @param countingThreads threads that have counters of their own in a recording without sites; 0 for one with sites
     * @throws OutOfMemoryError if there is no memory for them
     */
    public WindowMemory(MemorySource source, int countingThreads, Tallies tallies, Patience patience) {
        this.source = source;
        this.tallies = tallies;
        this.patience = patience;
        totals = new Totals(source);
        rows = moreRows();
        counters = countingThreads == 0
                ? null
                : new ThreadCounters(null, source, totals, countingThreads, tallies, patience);
    }

    public Totals totals() {
        return totals;
    }

    /** Rows without role and stack; {@link SiteRows#next} goes over those that have memory. */
    public SiteRows rows() {
        return rows;
    }

    /** Rows by the numbers of another recording, on the same totals. */
    public SiteRows moreRows() {
        return SiteRows.sparse(source, totals, tallies, patience);
    }

    /** What takes the place of the rows while there are no sites; null if there are. */
    public @Nullable ThreadCounters counters() {
        return counters;
    }
}
