package io.github.underheap.memory;

import static io.github.underheap.memory.RowNumbers.CORE;
import static io.github.underheap.memory.RowNumbers.LAST_BIRTH;
import static io.github.underheap.memory.RowNumbers.LIFETIME_HIGH;
import static io.github.underheap.memory.RowNumbers.LIFETIME_LOW;
import static io.github.underheap.memory.RowNumbers.LIVE_BLOCKS;
import static io.github.underheap.memory.RowNumbers.LIVE_BYTES;
import static io.github.underheap.memory.RowNumbers.OWN_PEAK_BLOCKS;
import static io.github.underheap.memory.RowNumbers.OWN_PEAK_BYTES;
import static io.github.underheap.memory.RowNumbers.PEAK_BLOCKS;
import static io.github.underheap.memory.RowNumbers.PEAK_BYTES;
import static io.github.underheap.memory.RowNumbers.TOTAL_BLOCKS;
import static io.github.underheap.memory.RowNumbers.TOTAL_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class SiteRowsTest {

    private final ProfileMemory profile = Profiles.profile();
    private final int a = Profiles.site(profile, 1);
    private final int b = Profiles.site(profile, 2);

    @Test
    void keepsTheStateAtThePeakAfterItWasLeft() {
        Profiles.allocate(profile, a, 1009, 10);
        Profiles.allocate(profile, b, 503, 20);
        Profiles.free(profile, a, 1, 1009, 30);
        Profiles.allocate(profile, b, 7, 40);
        assertThat(read(a, PEAK_BYTES)).isEqualTo(1009);
        assertThat(read(b, PEAK_BYTES)).isEqualTo(503);
        assertThat(read(b, PEAK_BLOCKS)).isEqualTo(1);
        assertThat(read(b, LAST_BIRTH)).isEqualTo(20);
        assertThat(read(b, LIVE_BYTES)).isEqualTo(510);
    }

    @Test
    void anOvertakenShareBelongsToTheStoredStateToo() {
        Profiles.allocate(profile, a, 503, 10);
        Profiles.allocate(profile, b, 503, 20);
        // A close of both sites has taken its step and comes to the rows last.
        long overtaken = profile.totals().remove(1006);
        Profiles.allocate(profile, b, 1009, 30);
        Profiles.free(profile, b, 1, 1009, 40);
        assertThat(profile.rows().share(a, 1, 503, overtaken, 25, false)).isTrue();
        assertThat(profile.rows().share(b, 1, 503, overtaken, 25, false)).isTrue();
        assertThat(profile.totals().read().peak()).isEqualTo(1009);
        assertThat(read(a, PEAK_BYTES)).isZero();
        assertThat(read(a, PEAK_BLOCKS)).isZero();
        assertThat(read(b, PEAK_BYTES)).isEqualTo(1009);
        assertThat(read(b, PEAK_BLOCKS)).isEqualTo(1);
        assertThat(read(b, LIVE_BYTES)).isZero();
        assertThat(read(b, LIVE_BLOCKS)).isZero();
        assertThat(read(b, LAST_BIRTH)).isEqualTo(30);
    }

    @Test
    void theOwnPeakIsNeverBelowTheShareInTheGlobalOne() {
        Profiles.allocate(profile, a, 50, 10);
        Profiles.allocate(profile, a, 100, 15);
        Profiles.free(profile, a, 1, 50, 20);
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.numbers[PEAK_BYTES]).isEqualTo(150);
        assertThat(row.numbers[OWN_PEAK_BYTES]).isEqualTo(150);
        assertThat(row.numbers[OWN_PEAK_BLOCKS]).isEqualTo(2);
    }

    @Test
    void theOwnPeakIsNeverBelowWhatIsLive() {
        Profiles.allocate(profile, a, 50, 10);
        long epoch = profile.totals().add(1009);
        // What a booking that was stopped in the middle leaves: live raised, the peak not.
        assertThat(profile.rows().share(a, -1, -1009, epoch, 20, false)).isTrue();
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.numbers[LIVE_BYTES]).isEqualTo(1059);
        assertThat(row.numbers[PEAK_BYTES]).isEqualTo(1059);
        assertThat(row.numbers[OWN_PEAK_BYTES]).isEqualTo(1059);
        assertThat(row.numbers[OWN_PEAK_BLOCKS]).isEqualTo(2);
    }

    @Test
    void lifetimesAreExactBeyond64Bits() {
        long year = 31_536_000_000_000_000L;
        int blocks = 1_000;
        for (int i = 0; i < blocks; i++) {
            Profiles.allocate(profile, a, 1, i);
        }
        BigInteger births = BigInteger.valueOf(blocks * (blocks - 1L) / 2);
        assertThat(lifetime(Profiles.read(profile, a))).isEqualTo(births.negate());
        Profiles.free(profile, a, blocks, blocks, year);
        assertThat(lifetime(Profiles.read(profile, a)))
                .isEqualTo(BigInteger.valueOf(year)
                        .multiply(BigInteger.valueOf(blocks))
                        .subtract(births));
    }

    @Test
    void liveBlocksAreChargedUpToTheEnd() {
        Profiles.allocate(profile, a, 1, 1_000);
        Profiles.allocate(profile, a, 1, 3_000);
        Profiles.free(profile, a, 1, 1, 7_000);
        // 7 - 1 - 3 + 11: which of the two was freed makes no difference to the sum.
        assertThat(chargedLifetime(a, 11_000)).isEqualTo(14_000);
    }

    @Test
    void chargesBeyond64Bits() {
        RowNumbers numbers = new RowNumbers(0);
        numbers.numbers[LIVE_BLOCKS] = 1_000_003;
        numbers.charge(Long.MAX_VALUE);
        numbers.charge(Long.MAX_VALUE);
        assertThat(lifetime(numbers))
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(2_000_006)));
    }

    @Test
    void aResizeRestartsTheLifeAndCountsTheFullNewSize() {
        Profiles.allocate(profile, a, 100, 1_000);
        assertThat(profile.rows().resized(a, 100, 40, 1_000, 5_000)).isTrue();
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.numbers[TOTAL_BYTES]).isEqualTo(140);
        assertThat(row.numbers[TOTAL_BLOCKS]).isEqualTo(2);
        assertThat(row.numbers[LIVE_BYTES]).isEqualTo(40);
        assertThat(row.numbers[LIVE_BLOCKS]).isEqualTo(1);
        assertThat(row.numbers[OWN_PEAK_BYTES]).isEqualTo(100);
        assertThat(row.numbers[PEAK_BYTES]).isEqualTo(100);
        assertThat(chargedLifetime(a, 8_000)).isEqualTo(3_000);
        assertThat(profile.rows().resized(a, 40, 1009, 5_000, 6_000)).isTrue();
        assertThat(read(a, PEAK_BYTES)).isEqualTo(1009);
        assertThat(read(a, LAST_BIRTH)).isEqualTo(6_000);
        assertThat(profile.totals().read().live()).isEqualTo(1009);
    }

    @Test
    void aBlockThatTheTotalsCannotHoldIsLost() {
        assertThat(profile.rows().born(a, Totals.LIMIT, 1, 1)).isFalse();
        assertThat(profile.rows().born(a, 13, 1, 2)).isTrue();
        assertThat(profile.rows().resized(a, 13, Totals.LIMIT, 1, 2)).isFalse();
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.numbers[TOTAL_BLOCKS]).isEqualTo(1);
        assertThat(row.numbers[LIVE_BYTES]).isEqualTo(13);
        assertThat(row.origin).isEqualTo(2);
        assertThat(profile.totals().read().lost()).isEqualTo(2);
    }

    @Test
    void talliesHaveNoShareInTheTotals() {
        assertThat(profile.rows().tally2(a, 0, 31, 1, 1, 4)).isTrue();
        assertThat(profile.rows().tally2(a, 0, 37, 1, 1, 1)).isTrue();
        assertThat(profile.rows().tally(a, 3, 31, 0)).isTrue();
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.numbers).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 68, 2, 0, 31);
        assertThat(row.origin).isEqualTo(5);
        assertThat(row.isUsed()).isTrue();
        assertThat(Profiles.read(profile, b).isUsed()).isFalse();
        assertThat(profile.totals().read().live()).isZero();
    }

    @Test
    void lateBlocksAreTallied() {
        Profiles.allocate(profile, a, 13, 1);
        Profiles.allocate(profile, a, 17, 1);
        Profiles.allocate(profile, a, 19, 1);
        assertThat(profile.rows().died(a, 2, 30, 5, true)).isTrue();
        long epoch = profile.totals().remove(19);
        assertThat(profile.rows().share(a, 1, 19, epoch, 5, true)).isTrue();
        assertThat(read(a, CORE + 2)).isEqualTo(3);
        assertThat(read(a, LIVE_BLOCKS)).isZero();
    }

    /** 140,000 blocks of 2^46 bytes are 2^63.1. */
    @Test
    void totalsThatPassTheLargestNumberSaySo() {
        for (int i = 0; i < 131_071; i++) {
            Profiles.allocate(profile, a, 1L << 46, i);
            Profiles.free(profile, a, 1, 1L << 46, i);
        }
        assertThat(read(a, TOTAL_BYTES)).isEqualTo(131_071L << 46);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 131_072; i++) {
                Profiles.allocate(profile, a, 1L << 46, i);
                Profiles.free(profile, a, 1, 1L << 46, i);
                if (i % 1_009 == 0) {
                    assertThat(read(a, TOTAL_BYTES)).isEqualTo(Long.MAX_VALUE);
                }
            }
        }
        assertThat(read(a, TOTAL_BYTES)).isEqualTo(Long.MAX_VALUE);
        assertThat(read(a, TOTAL_BLOCKS)).isEqualTo(131_071 + 2 * 131_072);
        Profiles.allocate(profile, b, 13, 1);
        assertThat(Profiles.sum(profile).numbers[TOTAL_BYTES]).isEqualTo(Long.MAX_VALUE);
        assertThat(Profiles.sum(profile).numbers[TOTAL_BLOCKS]).isEqualTo(131_072 + 2 * 131_072);
    }

    @Test
    void talliesThatPassTheLargestNumberSaySo() {
        profile.rows().tally(a, 3, Long.MAX_VALUE, 0);
        assertThat(read(a, CORE + 3)).isEqualTo(Long.MAX_VALUE);
        profile.rows().tally(a, 3, Long.MAX_VALUE, 0);
        profile.rows().tally(a, 3, 100, 0);
        assertThat(read(a, CORE + 3)).isEqualTo(Long.MAX_VALUE);
        assertThat(read(a, CORE + 2)).isZero();
    }

    @Test
    void rowsOfAWindowTakeMemoryWhenSomethingHappensAtThem() {
        PooledMemory source = new PooledMemory();
        WindowMemory window = new WindowMemory(source, 0, Profiles.TALLIES, Profiles.impatient());
        long atFirst = source.bytes();
        assertThat(window.rows().next(0)).isEqualTo(-1);
        assertThat(window.rows().born(1_000_003, 1009, 5, 1)).isTrue();
        SiteRows more = window.moreRows();
        assertThat(more.born(7, 503, 6, 2)).isTrue();
        assertThat(source.bytes() - atFirst).isEqualTo(2 * 64 * 192);
        Totals.State state = window.totals().read();
        assertThat(state.live()).isEqualTo(1512);
        RowNumbers numbers = new RowNumbers(Profiles.TALLIES.count());
        int used = 0;
        for (int row = window.rows().next(0); row >= 0; row = window.rows().next(row + 1)) {
            assertThat(window.rows().read(row, state, numbers)).isTrue();
            assertThat(numbers.numbers[TOTAL_BYTES]).isEqualTo(row == 1_000_003 ? 1009 : 0);
            used += numbers.isUsed() ? 1 : 0;
        }
        assertThat(used).isEqualTo(1);
        assertThat(window.rows().read(7, state, numbers)).isTrue();
        assertThat(numbers.isUsed()).isFalse();
        assertThat(more.sum(state).numbers[TOTAL_BYTES]).isEqualTo(503);
        assertThat(more.died(7, 1, 503, 9, false)).isTrue();
        assertThat(window.totals().read().live()).isEqualTo(1009);
        assertThat(more.sum(window.totals().read()).numbers[PEAK_BYTES]).isEqualTo(503);
    }

    @Test
    void withoutMemoryForARowOfAWindowTheEventIsLost() {
        BoundedMemory memory = new BoundedMemory(1 << 20);
        WindowMemory window = new WindowMemory(memory, 0, Profiles.TALLIES, Profiles.impatient());
        memory.leave(100);
        assertThat(window.rows().born(5, 1009, 5, 1)).isFalse();
        assertThat(window.totals().read()).isEqualTo(new Totals.State(0, 0, false, 1, 1, 0));
        memory.leave(1 << 20);
        assertThat(window.rows().born(5, 1009, 5, 1)).isTrue();
    }

    private long read(int row, int number) {
        return Profiles.read(profile, row, number);
    }

    private long chargedLifetime(int row, long nanos) {
        RowNumbers numbers = Profiles.read(profile, row);
        numbers.charge(nanos);
        return lifetime(numbers).longValueExact();
    }

    private static BigInteger lifetime(RowNumbers numbers) {
        return BigInteger.valueOf(numbers.numbers[LIFETIME_HIGH])
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(numbers.numbers[LIFETIME_LOW])));
    }
}
