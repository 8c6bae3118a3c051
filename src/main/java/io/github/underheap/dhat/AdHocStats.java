package io.github.underheap.dhat;

/**
 * Events since the profiler began, as in dhat-rs.
 *
 * @param totalEvents how many
 * @param totalUnits the sum of their weights
 */
public record AdHocStats(long totalEvents, long totalUnits) {

    /**
     * The numbers of now. It costs a look at each site.
     *
     * @throws IllegalStateException if no profiler runs, it profiles the heap, or one of its assertions has failed
     */
    public static AdHocStats get() {
        if (Session.measure("getting ad hoc stats") instanceof AdHocMeasure adHoc) {
            return adHoc.stats();
        }
        throw Session.misuse("getting ad hoc stats while doing heap profiling");
    }
}
