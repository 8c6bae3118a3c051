package io.github.underheap.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
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
            RowCopies copies = new RowCopies(profile);
            RowNumbers sum = copies.sum();
            r.r1 = sum.liveBytes == copies.totals().live() && sum.liveBytes == 110;
            r.r2 = sum.atPeakBytes == copies.totals().peak();
        }
    }

    /** The same without sites: two records of threads of their own, or one that both share. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "sums are exact")
    @State
    public static class Counters {

        private final MemorySource source = new ReclaimedMemory();
        private final Totals totals = new Totals(source, 0);
        /** Some of the threads that jcstress makes are among the owners. */
        private final ThreadCounters counters = new ThreadCounters(source, 64);

        @Actor
        public void first() {
            allocate(100);
            free(100);
            allocate(50);
        }

        @Actor
        public void second() {
            allocate(60);
            free(60);
            allocate(60);
        }

        private void allocate(long bytes) {
            counters.allocated(bytes, totals.add(bytes), 0);
        }

        private void free(long bytes) {
            counters.freed(1, totals.remove(bytes), false);
        }

        @Arbiter
        public void sums(ZZ_Result r) {
            RowNumbers sum = counters.read(totals.read());
            r.r1 = sum.liveBlocks == 2 && sum.totalBlocks == 4 && sum.totalBytes == 270;
            r.r2 = possible(sum.atPeakBytes, sum.atPeakBlocks);
        }

        /** 100 and 60; or, one after the other, 110 of 50 and 60. */
        private static boolean possible(long bytes, long blocks) {
            return (bytes == 160 || bytes == 110) && blocks == 2;
        }
    }

    /** A reader of a thread's own record gets all its numbers from one instant. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before the first block")
    @Outcome(id = "1, 100", expect = Expect.ACCEPTABLE, desc = "after one block")
    @Outcome(id = "2, 200", expect = Expect.ACCEPTABLE, desc = "after both")
    @State
    public static class CountersReader {

        private final MemorySource source = new ReclaimedMemory();
        private final Totals totals = new Totals(source, 0);
        private final ThreadCounters counters = new ThreadCounters(source, 64);

        @Actor
        public void writer() {
            counters.allocated(100, totals.add(100), 0);
            counters.allocated(100, totals.add(100), 0);
        }

        @Actor
        public void reader(JJ_Result r) {
            RowNumbers sum = counters.read(totals.read());
            r.r1 = sum.totalBlocks;
            r.r2 = sum.totalBytes;
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
            RowNumbers row = Profiles.read(profile, a);
            r.r1 = row.totalBlocks;
            r.r2 = row.liveBytes;
            r.r3 = row.peakBytes;
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
            RowNumbers row = Profiles.read(profile, a);
            r.r1 = row.totalBlocks;
            r.r2 = row.liveBytes;
        }
    }
}
