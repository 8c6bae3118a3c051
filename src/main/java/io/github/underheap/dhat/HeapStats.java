package io.github.underheap.dhat;

/**
 * Blocks since the profiler began, as in dhat-rs.
 *
 * @param totalBlocks allocated; a new size of a block is one more
 * @param totalBytes the same in bytes, of a new size all of it
 * @param currBlocks live now
 * @param currBytes live now
 * @param maxBlocks live when the most bytes were, which need not be the most blocks that ever were
 * @param maxBytes the most bytes that were live at a time
 */
public record HeapStats(
        long totalBlocks, long totalBytes, long currBlocks, long currBytes, long maxBlocks, long maxBytes) {

    /**
     * The numbers of now. It costs a look at each site.
     *
     * @throws IllegalStateException if no profiler runs, it profiles ad hoc events, or one of its assertions has failed
     */
    public static HeapStats get() {
        if (Session.measure("getting heap stats") instanceof HeapMeasure heap) {
            return heap.stats();
        }
        throw Session.misuse("getting heap stats while doing ad hoc profiling");
    }
}
