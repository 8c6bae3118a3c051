package io.github.underheap.record;

import io.github.underheap.Engine;
import io.github.underheap.Tracker;
import io.github.underheap.config.Capture;
import io.github.underheap.config.TrackerOptions;
import java.util.TreeMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Whatever threads do at once with a ledger, it could have happened one after the other: each block ends once. */
@Param(name = "row", gen = IntGen.class, conf = "1:3")
@Param(name = "bytes", gen = IntGen.class, conf = "0:2")
public class LedgerLincheckTest {

    private static final Recorder RECORDER = Engine.of(
            Tracker.create(TrackerOptions.builder().capture(Capture.NONE).build()));
    private static final Era ERA = RECORDER.here();

    private final Ledger ledger = new Ledger(false, 0, Ledger.End.EACH_CLOSE, null);

    @Operation
    public String add(@Param(name = "row") int row, @Param(name = "bytes") int bytes) {
        return ledger.add(ERA, row, false, bytes, 0, RECORDER.patience()).name();
    }

    @Operation
    public String remove(@Param(name = "row") int row, @Param(name = "bytes") int bytes) {
        return ledger.remove(ERA, row, false, bytes, 0, RECORDER.patience()).name();
    }

    @Operation
    public String takeAll() {
        return text(ledger.takeAll(RECORDER));
    }

    @Operation
    public String endAll() {
        return text(ledger.endAll(RECORDER));
    }

    private static String text(ChainedEntry first) {
        TreeMap<Integer, String> sites = new TreeMap<>();
        for (ChainedEntry entry = first; entry != null; entry = entry.next) {
            sites.merge(entry.row, entry.bytes + " bytes in " + entry.blocks, (one, other) -> one + " and " + other);
        }
        return sites.toString();
    }

    @Test
    void isLinearizableInSomeHundredInterleavings() {
        new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(300)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .sequentialSpecification(OneAfterTheOther.class)
                .check(LedgerLincheckTest.class);
    }

    /** What a ledger does, as a map. */
    public static final class OneAfterTheOther {

        private final TreeMap<Integer, long[]> sites = new TreeMap<>();
        private boolean over;

        public String add(int row, int bytes) {
            if (over) {
                return "OVER";
            }
            long[] site = sites.computeIfAbsent(row, ignored -> new long[2]);
            site[0]++;
            site[1] += bytes;
            return "DONE";
        }

        public String remove(int row, int bytes) {
            if (over) {
                return "OVER";
            }
            long[] site = sites.get(row);
            if (site == null || site[0] == 0 || site[1] < bytes) {
                return "LOST";
            }
            site[0]--;
            site[1] -= bytes;
            return "DONE";
        }

        /** Its round is over then, and all that threads do afterwards is of that round. */
        public String takeAll() {
            return endAll();
        }

        public String endAll() {
            TreeMap<Integer, String> taken = new TreeMap<>();
            sites.forEach((row, site) -> {
                if (site[0] != 0 || site[1] != 0) {
                    taken.put(row, site[1] + " bytes in " + site[0]);
                }
            });
            sites.clear();
            over = true;
            return taken.toString();
        }
    }
}
