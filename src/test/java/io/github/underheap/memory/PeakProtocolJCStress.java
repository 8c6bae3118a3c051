package io.github.underheap.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Races on the totals' word and the rows: at rest the sums over the rows are the totals, and the peak. */
public final class PeakProtocolJCStress {

    private PeakProtocolJCStress() {}

    /** One thread opens and closes at one site while the other does so at two. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "sums are exact")
    @State
    public static class OpenAndClose {

        private final ProfileMemory profile = Profiles.profile();
        private final int a = Profiles.site(profile, 1);
        private final int b = Profiles.site(profile, 2);

        @Actor
        public void first() {
            Profiles.allocate(profile, a, 100, 1);
            Profiles.free(profile, a, 1, 100, 2);
            Profiles.allocate(profile, b, 50, 3);
        }

        @Actor
        public void second() {
            Profiles.allocate(profile, b, 60, 1);
            Profiles.free(profile, b, 1, 60, 2);
            Profiles.allocate(profile, a, 60, 3);
        }

        @Arbiter
        public void sums(ZZ_Result r) {
            Totals.State state = profile.totals().read();
            long[] sum = profile.rows().sum(state).numbers;
            r.r1 = sum[RowNumbers.LIVE_BYTES] == state.live() && state.live() == 110;
            r.r2 = sum[RowNumbers.PEAK_BYTES] == state.peak();
        }
    }

    /** A close of two sites, whose shares come to the rows after the step, beside one that reaches a new peak and leaves it. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "sums are exact")
    @State
    public static class CloseOfTwoSites {

        private final ProfileMemory profile = Profiles.profile();
        private final int a = Profiles.site(profile, 1);
        private final int b = Profiles.site(profile, 2);

        public CloseOfTwoSites() {
            Profiles.allocate(profile, a, 50, 1);
            Profiles.allocate(profile, b, 40, 1);
        }

        @Actor
        public void close() {
            long epoch = profile.totals().remove(90);
            boolean first = profile.rows().share(a, 1, 50, epoch, 2, false);
            boolean second = profile.rows().share(b, 1, 40, epoch, 2, false);
            if (!first || !second) {
                throw new AssertionError("lost");
            }
        }

        @Actor
        public void openAndClose() {
            Profiles.allocate(profile, a, 100, 1);
            Profiles.free(profile, a, 1, 100, 2);
            Profiles.allocate(profile, b, 10, 3);
        }

        @Arbiter
        public void sums(ZZ_Result r) {
            Totals.State state = profile.totals().read();
            long[] sum = profile.rows().sum(state).numbers;
            r.r1 = sum[RowNumbers.LIVE_BYTES] == 10 && state.live() == 10;
            r.r2 = sum[RowNumbers.PEAK_BYTES] == state.peak() && sum[RowNumbers.PEAK_BLOCKS] == blocksOf(state.peak());
        }

        /** 190 is all three; 100 the one that comes after the close. */
        private static long blocksOf(long peak) {
            return peak == 190 ? 3 : peak == 100 ? 1 : -1;
        }
    }

    /** The same without sites, in records of the threads' own. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "sums are exact")
    @State
    public static class OwnCounters extends Counters {

        public OwnCounters() {
            super(4);
        }

        @Actor
        public void first() {
            allocateTwice(1, 100, 50);
        }

        @Actor
        public void second() {
            allocateTwice(3, 60, 60);
        }

        @Arbiter
        public void sums(ZZ_Result r) {
            judge(r);
        }
    }

    /** The same in records that threads share, here in one. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "sums are exact")
    @State
    public static class SharedCounters extends Counters {

        public SharedCounters() {
            super(0);
        }

        @Actor
        public void first() {
            allocateTwice(1, 100, 50);
        }

        @Actor
        public void second() {
            allocateTwice(1, 60, 60);
        }

        @Arbiter
        public void sums(ZZ_Result r) {
            judge(r);
        }
    }

    /** What the tests without sites have in common. */
    public abstract static class Counters {

        private final MemorySource source = new PooledMemory();
        private final Totals totals = new Totals(source);
        private final ThreadCounters counters;

        Counters(int owners) {
            counters = new ThreadCounters(null, source, totals, owners, Profiles.TALLIES, Patience.USUAL);
        }

        final void allocateTwice(int thread, long first, long second) {
            int record = counters.record(thread);
            boolean booked = counters.bornIn(record, first, 0)
                    && counters.diedIn(record, 1, first, false)
                    && counters.bornIn(record, second, 0);
            if (!booked) {
                throw new AssertionError("lost");
            }
        }

        final void judge(ZZ_Result r) {
            long[] sum = counters.read(totals.read()).numbers;
            r.r1 = sum[RowNumbers.LIVE_BLOCKS] == 2
                    && sum[RowNumbers.TOTAL_BLOCKS] == 4
                    && sum[RowNumbers.TOTAL_BYTES] == 270;
            // 100 and 60; or, one after the other, 110 of 50 and 60.
            long peak = sum[RowNumbers.PEAK_BYTES];
            r.r2 = (peak == 160 || peak == 110) && sum[RowNumbers.PEAK_BLOCKS] == 2;
        }
    }

    /** A reader that has seen the end of a block has seen its birth. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "before or after")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "in between")
    @State
    public static class CountersReader {

        private final MemorySource source = new PooledMemory();
        private final Totals totals = new Totals(source);
        private final ThreadCounters counters =
                new ThreadCounters(null, source, totals, 2, Profiles.TALLIES, Patience.USUAL);

        @Actor
        public void writer() {
            int record = counters.record(1);
            boolean ignored = counters.bornIn(record, 100, 0) && counters.diedIn(record, 1, 100, false);
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = counters.read(totals.read()).numbers[RowNumbers.LIVE_BLOCKS];
        }
    }

    /** Two threads book at one row. */
    @JCStressTest
    @Outcome(id = "2, 200, 200", expect = Expect.ACCEPTABLE, desc = "both booked")
    @State
    public static class OneRow {

        private final ProfileMemory profile = Profiles.profile();
        private final int a = Profiles.site(profile, 1);

        @Actor
        public void first() {
            Profiles.allocate(profile, a, 100, 1);
        }

        @Actor
        public void second() {
            Profiles.allocate(profile, a, 100, 1);
        }

        @Arbiter
        public void sums(JJJ_Result r) {
            long[] row = Profiles.read(profile, a).numbers;
            r.r1 = row[RowNumbers.TOTAL_BLOCKS];
            r.r2 = row[RowNumbers.LIVE_BYTES];
            r.r3 = row[RowNumbers.OWN_PEAK_BYTES];
        }
    }

    /** A reader of a row that is being booked gets all its numbers from one instant. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before the first block")
    @Outcome(id = "1, 100", expect = Expect.ACCEPTABLE, desc = "after one block")
    @Outcome(id = "2, 200", expect = Expect.ACCEPTABLE, desc = "after both")
    @State
    public static class Reader {

        private final ProfileMemory profile = Profiles.profile();
        private final int a = Profiles.site(profile, 1);

        @Actor
        public void writer() {
            Profiles.allocate(profile, a, 100, 1);
            Profiles.allocate(profile, a, 100, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            long[] row = Profiles.read(profile, a).numbers;
            r.r1 = row[RowNumbers.TOTAL_BLOCKS];
            r.r2 = row[RowNumbers.LIVE_BYTES];
        }
    }
}
