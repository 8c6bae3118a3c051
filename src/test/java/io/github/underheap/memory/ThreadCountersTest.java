package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With records of the threads' own, and with shared ones. */
class ThreadCountersTest {

    private final MemorySource source = new ReclaimedMemory();
    private final Totals totals = new Totals(source, 0);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsTheBlocksAtThePeakAcrossThreads(boolean own) throws Exception {
        ThreadCounters counters = counters(own);
        allocate(counters, 1009);
        elsewhere(() -> {
            allocate(counters, 503);
            return free(counters, 1, 1009);
        });
        allocate(counters, 7);
        RowNumbers sum = counters.read(totals.read());
        assertThat(sum.role).isEqualTo(RowRole.NO_SITES);
        assertThat(sum.totalBlocks).isEqualTo(3);
        assertThat(sum.totalBytes).isEqualTo(1519);
        assertThat(sum.liveBlocks).isEqualTo(2);
        assertThat(sum.liveBytes).isEqualTo(510);
        assertThat(sum.atPeakBlocks).isEqualTo(2);
        assertThat(sum.atPeakBytes).isEqualTo(1512);
        assertThat(sum.peakBlocks).isEqualTo(2);
        assertThat(sum.peakBytes).isEqualTo(1512);
        assertThat(sum.kinds).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOvertakenOperationBelongsToTheStoredStateToo(boolean own) {
        ThreadCounters counters = counters(own);
        allocate(counters, 1009);
        long overtaken = totals.add(503);
        boolean ignored = free(counters, 1, 1009);
        counters.allocated(503, overtaken, 0);
        RowNumbers sum = counters.read(totals.read());
        assertThat(sum.atPeakBlocks).isEqualTo(2);
        assertThat(sum.liveBlocks).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsWhatElseThereIs(boolean own) {
        ThreadCounters counters = counters(own);
        allocate(counters, 100);
        long ignored = totals.remove(60);
        counters.resized(40);
        counters.freed(1, totals.remove(40), true);
        counters.logicalAllocated(31, 2);
        counters.logicalAllocated(37, 8);
        counters.logicalFreed(1, 31);
        counters.closeFailed();
        RowNumbers sum = counters.read(totals.read());
        assertThat(sum.totalBlocks).isEqualTo(2);
        assertThat(sum.totalBytes).isEqualTo(140);
        assertThat(sum.liveBlocks).isZero();
        assertThat(sum.atPeakBlocks).isEqualTo(1);
        assertThat(sum.lateBlocks).isEqualTo(1);
        assertThat(sum.logicalBlocks).isEqualTo(2);
        assertThat(sum.logicalBytes).isEqualTo(68);
        assertThat(sum.logicalLiveBlocks).isEqualTo(1);
        assertThat(sum.logicalLiveBytes).isEqualTo(37);
        assertThat(sum.failedCloses).isEqualTo(1);
        assertThat(sum.kinds).isEqualTo(15);
        assertThat(sum.takeovers).isZero();
    }

    @Test
    void aThreadGivesUpWhatItCouldNotRelease() {
        ThreadCounters counters = counters(false);
        counters.recover();
        assertThat(counters.read(totals.read()).takeovers).isZero();
        counters.claim();
        counters.recover();
        counters.recover();
        assertThat(counters.read(totals.read()).takeovers).isEqualTo(1);
        counters.claim();
        allocate(counters, 503);
        RowNumbers sum = counters.read(totals.read());
        assertThat(sum.takeovers).isEqualTo(2);
        assertThat(sum.totalBytes).isEqualTo(503);
    }

    @Test
    void aSharedRecordWhoseWriterDoesNotComeBackIsTakenOver() throws Exception {
        ThreadCounters counters = counters(false);
        elsewhere(() -> {
            counters.claim();
            return true;
        });
        int threads = 0;
        while (counters.read(totals.read()).takeovers == 0) {
            assertThat(threads++).isLessThan(10_000);
            elsewhere(() -> {
                allocate(counters, 13);
                return true;
            });
        }
        assertThat(counters.read(totals.read()).totalBlocks).isEqualTo(threads);
    }

    @Test
    void findsTheRecordsOfAllThreads() throws Exception {
        ThreadCounters counters = counters(true);
        for (int i = 1; i <= 40; i++) {
            elsewhere(() -> {
                allocate(counters, 13);
                return true;
            });
            assertThat(counters.read(totals.read()).totalBlocks).isEqualTo(i);
        }
        allocate(counters, 13);
        assertThat(counters.read(totals.read()).totalBlocks).isEqualTo(41);
    }

    private ThreadCounters counters(boolean own) {
        long next = Thread.ofPlatform().unstarted(() -> {}).threadId();
        return new ThreadCounters(source, own ? (int) next + 1_000 : 1);
    }

    private void allocate(ThreadCounters counters, long bytes) {
        counters.allocated(bytes, totals.add(bytes), bytes == 1009 ? 1 : 5);
    }

    private boolean free(ThreadCounters counters, long blocks, long bytes) {
        counters.freed(blocks, totals.remove(bytes), false);
        return true;
    }

    private static void elsewhere(Callable<Boolean> work) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread.ofPlatform().start(task);
        assertThat(task.get()).isTrue();
    }
}
