package io.github.underheap.memory;

import static io.github.underheap.memory.Profiles.elsewhere;
import static io.github.underheap.memory.RowNumbers.CORE;
import static io.github.underheap.memory.RowNumbers.INTERRUPTED;
import static io.github.underheap.memory.RowNumbers.LIVE_BLOCKS;
import static io.github.underheap.memory.RowNumbers.LIVE_BYTES;
import static io.github.underheap.memory.RowNumbers.OWN_PEAK_BLOCKS;
import static io.github.underheap.memory.RowNumbers.OWN_PEAK_BYTES;
import static io.github.underheap.memory.RowNumbers.PEAK_BLOCKS;
import static io.github.underheap.memory.RowNumbers.PEAK_BYTES;
import static io.github.underheap.memory.RowNumbers.TOTAL_BLOCKS;
import static io.github.underheap.memory.RowNumbers.TOTAL_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With records of the threads' own, and with shared ones. */
class ThreadCountersTest {

    private final MemorySource source = new PooledMemory();
    private final Totals totals = new Totals(source);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsTheBlocksAtThePeakAcrossThreads(boolean own) throws Exception {
        ThreadCounters counters = counters(own);
        allocate(counters, 1009);
        elsewhere(() -> {
            allocate(counters, 503);
            free(counters, 1, 1009);
        });
        allocate(counters, 7);
        RowNumbers row = counters.read(totals.read());
        long[] sum = row.numbers;
        assertThat(row.role).isEqualTo(RowRole.NO_SITES);
        assertThat(sum[TOTAL_BLOCKS]).isEqualTo(3);
        assertThat(sum[TOTAL_BYTES]).isEqualTo(1519);
        assertThat(sum[LIVE_BLOCKS]).isEqualTo(2);
        assertThat(sum[LIVE_BYTES]).isEqualTo(510);
        assertThat(sum[PEAK_BLOCKS]).isEqualTo(2);
        assertThat(sum[PEAK_BYTES]).isEqualTo(1512);
        assertThat(sum[OWN_PEAK_BLOCKS]).isEqualTo(2);
        assertThat(sum[OWN_PEAK_BYTES]).isEqualTo(1512);
        assertThat(row.origin).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOvertakenShareBelongsToTheStoredStateToo(boolean own) {
        ThreadCounters counters = counters(own);
        allocate(counters, 503);
        long overtaken = totals.remove(503);
        allocate(counters, 1009);
        allocate(counters, 13);
        free(counters, 2, 1022);
        assertThat(counters.share(1, 503, overtaken, 3, false)).isTrue();
        long[] sum = counters.read(totals.read()).numbers;
        assertThat(sum[PEAK_BYTES]).isEqualTo(1022);
        assertThat(sum[PEAK_BLOCKS]).isEqualTo(2);
        assertThat(sum[LIVE_BLOCKS]).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsWhatElseThereIs(boolean own) {
        ThreadCounters counters = counters(own);
        allocate(counters, 100);
        assertThat(counters.resized(100, 40, 1, 2)).isTrue();
        assertThat(counters.died(1, 40, 3, true)).isTrue();
        assertThat(counters.tally2(0, 31, 1, 1, 2)).isTrue();
        assertThat(counters.tally2(0, 37, 1, 1, 8)).isTrue();
        assertThat(counters.tally(3, 31, 0)).isTrue();
        RowNumbers row = counters.read(totals.read());
        long[] sum = row.numbers;
        assertThat(sum[TOTAL_BLOCKS]).isEqualTo(2);
        assertThat(sum[TOTAL_BYTES]).isEqualTo(140);
        assertThat(sum[LIVE_BLOCKS]).isZero();
        assertThat(sum[PEAK_BLOCKS]).isEqualTo(1);
        assertThat(sum[CORE + 2]).as("late").isEqualTo(1);
        assertThat(sum[CORE]).isEqualTo(68);
        assertThat(sum[CORE + 1]).isEqualTo(2);
        assertThat(sum[CORE + 3]).isEqualTo(31);
        assertThat(row.origin).isEqualTo(15);
        assertThat(sum[INTERRUPTED]).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void numbersThatPassTheLargestSaySo(boolean own) throws Exception {
        ThreadCounters counters = counters(own);
        counters.tally(0, Long.MAX_VALUE, 0);
        elsewhere(() -> counters.tally(0, Long.MAX_VALUE, 0));
        counters.tally(3, Long.MAX_VALUE, 0);
        counters.tally2(3, Long.MAX_VALUE, 3, 13, 0);
        for (int i = 0; i < 140_000; i++) {
            allocate(counters, 1L << 46);
            free(counters, 1, 1L << 46);
        }
        long[] sum = counters.read(totals.read()).numbers;
        assertThat(sum[CORE]).isEqualTo(Long.MAX_VALUE);
        assertThat(sum[CORE + 3]).isEqualTo(Long.MAX_VALUE);
        assertThat(sum[TOTAL_BYTES]).isEqualTo(Long.MAX_VALUE);
        assertThat(sum[TOTAL_BLOCKS]).isEqualTo(140_000);
        assertThat(sum[LIVE_BLOCKS]).isZero();
    }

    @Test
    void aBlockThatTheTotalsCannotHoldIsLost() {
        ThreadCounters counters = counters(true);
        assertThat(counters.born(Totals.LIMIT, 1, 7)).isFalse();
        assertThat(counters.resized(1, Totals.LIMIT + 1, 1, 2)).isFalse();
        RowNumbers row = counters.read(totals.read());
        assertThat(row.isUsed()).isFalse();
        assertThat(row.origin).isZero();
        assertThat(totals.read().lost()).isEqualTo(2);
    }

    @Test
    void aThreadGivesUpWhatItCouldNotRelease() {
        ThreadCounters counters = counters(false);
        counters.recover();
        assertThat(counters.read(totals.read()).numbers[INTERRUPTED]).isZero();
        assertThat(counters.claim()).isTrue();
        counters.recover();
        counters.recover();
        assertThat(counters.read(totals.read()).numbers[INTERRUPTED]).isEqualTo(1);
        assertThat(counters.claim()).isTrue();
        allocate(counters, 503);
        long[] sum = counters.read(totals.read()).numbers;
        assertThat(sum[INTERRUPTED]).isEqualTo(2);
        assertThat(sum[TOTAL_BYTES]).isEqualTo(503);
    }

    @Test
    void theEventsOfASharedRecordWhoseWriterDoesNotComeBackAreLost() throws Exception {
        ThreadCounters counters = counters(false);
        elsewhere(() -> assertThat(counters.claim()).isTrue());
        int[] booked = new int[1];
        int threads = 0;
        while (totals.read().lost() == 0) {
            assertThat(threads++).isLessThan(10_000);
            elsewhere(() -> booked[0] += counters.born(13, 1, 0) ? 1 : 0);
        }
        assertThat(booked[0]).isEqualTo(threads - 1);
        assertThat(counters.read(totals.read()).numbers[TOTAL_BLOCKS]).isEqualTo(threads - 1);
        assertThat(totals.read().live()).isEqualTo(13L * (threads - 1));
    }

    @Test
    void findsTheRecordsOfAllThreads() throws Exception {
        ThreadCounters counters = counters(true);
        for (int i = 1; i <= 140; i++) {
            elsewhere(() -> allocate(counters, 13));
            assertThat(counters.read(totals.read()).numbers[TOTAL_BLOCKS]).isEqualTo(i);
        }
        allocate(counters, 13);
        assertThat(counters.read(totals.read()).numbers[TOTAL_BLOCKS]).isEqualTo(141);
    }

    @Test
    void withoutMemoryForTheRecordOfAThreadTheEventIsLost() {
        BoundedMemory memory = new BoundedMemory(1 << 20);
        Totals own = new Totals(memory);
        ThreadCounters counters = new ThreadCounters(null, memory, own, 1_000, Profiles.TALLIES, Profiles.impatient());
        memory.leave(100);
        assertThat(counters.born(13, 1, 0)).isFalse();
        assertThat(own.read()).isEqualTo(new Totals.State(0, 0, false, 1, 1, 0));
    }

    private ThreadCounters counters(boolean own) {
        long next = Thread.ofPlatform().unstarted(() -> {}).threadId();
        return new ThreadCounters(
                null, source, totals, own ? (int) next + 1_000 : 1, Profiles.TALLIES, Profiles.impatient());
    }

    private static void allocate(ThreadCounters counters, long bytes) {
        assertThat(counters.born(bytes, 1, bytes == 1009 ? 1 : 5)).isTrue();
    }

    private static void free(ThreadCounters counters, long blocks, long bytes) {
        assertThat(counters.died(blocks, bytes, 2, false)).isTrue();
    }
}
