package io.github.underheap.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;

/** Races on the index of an intern table. */
public final class SiteTableJCStress {

    private SiteTableJCStress() {}

    /** Two threads add the same record: both get the same number, and find its content whole. */
    @JCStressTest
    @Outcome(id = "5, 5, 1", expect = Expect.ACCEPTABLE, desc = "one record, whole for both")
    @State
    public static class SameRecord {

        private final Index index = new Index(8);

        @Actor
        public void first(III_Result r) {
            r.r1 = index.contentOf(index.intern(5, 5));
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = index.contentOf(index.intern(5, 5));
        }

        @Arbiter
        public void records(III_Result r) {
            r.r3 = index.count();
        }
    }

    /** Two threads add different records whose probe paths meet, while the table doubles once or twice. */
    @JCStressTest
    @Outcome(id = "1, 1, 1, 6", expect = Expect.ACCEPTABLE, desc = "each record once, all found")
    @State
    public static class Doubling {

        private final Index index = new Index(2);

        @Actor
        public void first(IIII_Result r) {
            r.r1 = addAll(1, 2, 3, 4) ? 1 : 0;
        }

        @Actor
        public void second(IIII_Result r) {
            r.r2 = addAll(3, 4, 5, 6) ? 1 : 0;
        }

        @Arbiter
        public void found(IIII_Result r) {
            r.r3 = addAll(1, 2, 3, 4) && addAll(5, 6) ? 1 : 0;
            r.r4 = index.count();
        }

        private boolean addAll(int... keys) {
            boolean right = true;
            for (int key : keys) {
                // One slot for all keys, different hashes.
                right &= index.contentOf(index.intern(key, key << 8)) == key;
            }
            return right;
        }
    }

    /** Records are numbers, written with plain stores as those of the real tables are. */
    static final class Index extends InternIndex<Integer> {

        private final ChunkedRegion records;

        Index(int slots) {
            this(slots, new PooledMemory());
        }

        private Index(int slots, MemorySource source) {
            this(slots, source, new Header(source));
        }

        private Index(int slots, MemorySource source, Header header) {
            super(Region.SITE_INDEX, header, source, Patience.USUAL, slots);
            records = new ChunkedRegion(Region.SITE_ROWS, header, source, Integer.BYTES, 3);
        }

        int contentOf(int number) {
            return Words.getInt(records.chunk(number), records.offset(number));
        }

        int count() {
            return (int) records.count();
        }

        @Override
        boolean matches(int number, Integer key) {
            return contentOf(number) == key;
        }

        @Override
        int append(Integer key) {
            int number = records.reserve(1, Long.MAX_VALUE);
            Words.setInt(records.chunk(number), records.offset(number), key);
            return number;
        }
    }
}
