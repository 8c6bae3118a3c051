package io.github.underheap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a defect that books in memory which was given back could do: spoil numbers, and never end the process. */
class UseAfterReleaseTest {

    private static final Tallies TALLIES = new Tallies(7, 1);

    private static SiteRows rows(PooledMemory source) {
        return SiteRows.sparse(source, new Totals(source), TALLIES, Patience.USUAL);
    }

    @Test
    void theProcessLives() {
        PooledMemory released = new PooledMemory();
        SiteRows stale = rows(released);
        for (int row = 0; row < 10_007; row += 61) {
            assertThat(stale.born(row, 101, 17, 1)).isTrue();
        }
        released.release();
        // Others have the memory now.
        List<PooledMemory> owners = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            PooledMemory owner = new PooledMemory();
            owners.add(owner);
            SiteRows fresh = rows(owner);
            for (int row = 0; row < 1_009; row += 61) {
                boolean ignored = fresh.born(row, 103, 19, 1);
            }
        }
        RowNumbers numbers = new RowNumbers(TALLIES.count());
        Totals.State state = new Totals.State(0, 0, true, 1, 0, 0);

        for (int i = 0; i < 100_003; i++) {
            int row = i % 10_007;
            boolean ignored = stale.born(row, 101, 17, 1) && stale.died(row, 1, 101, 23, false);
            ignored = stale.read(row, state, numbers);
        }

        owners.forEach(PooledMemory::release);
        // Memory that is taken afterwards is as good as any.
        PooledMemory after = new PooledMemory();
        SiteRows whole = rows(after);
        assertThat(whole.born(3, 107, 29, 1)).isTrue();
        assertThat(whole.read(3, state, numbers)).isTrue();
        assertThat(numbers.numbers[RowNumbers.TOTAL_BYTES]).isEqualTo(107);
        after.release();
    }
}
