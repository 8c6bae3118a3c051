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
            RowCopies copies = new RowCopies(profile);
            RowNumbers sum = copies.sum();
            r.r1 = sum.liveBytes == copies.totals().live() && sum.liveBytes == 110;
            r.r2 = sum.atPeakBytes == copies.totals().peak();
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

        private final MemorySource source = new ReclaimedMemory();
        private final Totals totals = new Totals(source, 0);
        private final ThreadCounters counters;

        Counters(int owners) {
            counters = new ThreadCounters(source, owners);
        }

        final void allocateTwice(int thread, long first, long second) {
            long record = counters.at(thread);
            counters.allocated(record, first, totals.add(first), 0);
            counters.freed(record, 1, totals.remove(first), false);
            counters.allocated(record, second, totals.add(second), 0);
        }

        final void judge(ZZ_Result r) {
            RowNumbers sum = counters.read(totals.read());
            r.r1 = sum.liveBlocks == 2 && sum.totalBlocks == 4 && sum.totalBytes == 270;
            // 100 and 60; or, one after the other, 110 of 50 and 60.
            r.r2 = (sum.atPeakBytes == 160 || sum.atPeakBytes == 110) && sum.atPeakBlocks == 2;
        }
    }

    /** A reader that has seen the end of a block has seen its birth. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "before or after")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "in between")
    @State
    public static class CountersReader {

        private final MemorySource source = new ReclaimedMemory();
        private final Totals totals = new Totals(source, 0);
        private final ThreadCounters counters = new ThreadCounters(source, 2);

        @Actor
        public void writer() {
            long record = counters.at(1);
            counters.allocated(record, 100, totals.add(100), 0);
            counters.freed(record, 1, totals.remove(100), false);
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = counters.read(totals.read()).liveBlocks;
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
