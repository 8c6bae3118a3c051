package io.github.underheap.memory;

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
        assertThat(Profiles.read(profile, a).atPeakBytes).isEqualTo(1009);
        assertThat(Profiles.read(profile, b).atPeakBytes).isEqualTo(503);
        assertThat(Profiles.read(profile, b).atPeakBlocks).isEqualTo(1);
        assertThat(Profiles.read(profile, b).atPeakAllocNanos).isEqualTo(20);
        assertThat(Profiles.read(profile, b).liveBytes).isEqualTo(510);
    }

    @Test
    void anOvertakenOperationBelongsToTheStoredStateToo() {
        Profiles.allocate(profile, a, 1009, 10);
        long overtaken = profile.totals().add(503);
        Profiles.free(profile, a, 1, 1009, 20);
        Profiles.allocate(profile, b, 7, 30);
        profile.rows().allocated(b, 503, overtaken, 15, 0);
        assertThat(Profiles.read(profile, a).atPeakBytes).isEqualTo(1009);
        RowNumbers late = Profiles.read(profile, b);
        assertThat(late.atPeakBytes).isEqualTo(503);
        assertThat(late.atPeakBlocks).isEqualTo(1);
        assertThat(late.atPeakAllocNanos).isEqualTo(15);
        assertThat(late.liveBytes).isEqualTo(510);
        assertThat(late.liveBlocks).isEqualTo(2);
    }

    @Test
    void theOwnPeakIsNeverBelowTheShareInTheGlobalOne() {
        Profiles.allocate(profile, a, 50, 10);
        long overtaken = profile.totals().add(100);
        Profiles.free(profile, a, 1, 50, 20);
        profile.rows().allocated(a, 100, overtaken, 15, 0);
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.atPeakBytes).isEqualTo(150);
        assertThat(row.peakBytes).isEqualTo(150);
        assertThat(row.peakBlocks).isEqualTo(2);
    }

    @Test
    void theOwnPeakIsNeverBelowWhatIsLive() {
        Profiles.allocate(profile, a, 50, 10);
        long epoch = profile.totals().add(1009);
        // What a booking that was stopped in the middle leaves: live raised, the peak not.
        profile.rows().freed(a, -1, -1009, epoch, 20, false);
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.liveBytes).isEqualTo(1059);
        assertThat(row.atPeakBytes).isEqualTo(1059);
        assertThat(row.peakBytes).isEqualTo(1059);
        assertThat(row.peakBlocks).isEqualTo(2);
    }

    @Test
    void lifetimesAreExactBeyond64Bits() {
        long year = 31_536_000_000_000_000L;
        int blocks = 1_000;
        for (int i = 0; i < blocks; i++) {
            Profiles.allocate(profile, a, 1, i);
        }
        Profiles.free(profile, a, blocks, blocks, year);
        RowNumbers row = Profiles.read(profile, a);
        BigInteger lifetime = BigInteger.valueOf(row.lifetimeHigh)
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(row.lifetimeLow)));
        assertThat(lifetime)
                .isEqualTo(BigInteger.valueOf(year)
                        .multiply(BigInteger.valueOf(blocks))
                        .subtract(BigInteger.valueOf(blocks * (blocks - 1L) / 2)));
        assertThat(row.lifetimeMicros(year)).isEqualTo(RowNumbers.MAX_EXACT);
    }

    @Test
    void liveBlocksAreChargedUpToTheEnd() {
        Profiles.allocate(profile, a, 1, 1_000);
        Profiles.allocate(profile, a, 1, 3_000);
        Profiles.free(profile, a, 1, 1, 7_000);
        // 7 - 1 - 3 + 11 in µs: which of the two was freed makes no difference to the sum.
        assertThat(Profiles.read(profile, a).lifetimeMicros(11_000)).isEqualTo(14);
    }

    @Test
    void aResizeRestartsTheLifeAndCountsTheFullNewSize() {
        Profiles.allocate(profile, a, 100, 1_000);
        profile.rows().resized(a, 100, 40, profile.totals().remove(60), 1_000, 5_000);
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.totalBytes).isEqualTo(140);
        assertThat(row.totalBlocks).isEqualTo(2);
        assertThat(row.liveBytes).isEqualTo(40);
        assertThat(row.liveBlocks).isEqualTo(1);
        assertThat(row.peakBytes).isEqualTo(100);
        assertThat(row.atPeakBytes).isEqualTo(100);
        assertThat(row.lifetimeMicros(8_000)).isEqualTo(3);
    }

    @Test
    void saturatesAtWhatJsonReadersKeepExact() {
        assertThat(RowNumbers.microsOf(0, 9_007_199_254_740_990_999L)).isEqualTo(9_007_199_254_740_990L);
        assertThat(RowNumbers.microsOf(0, 9_007_199_254_740_991_000L)).isEqualTo((1L << 53) - 1);
        assertThat(RowNumbers.microsOf(0, Long.MAX_VALUE)).isEqualTo((1L << 53) - 1);
        assertThat(RowNumbers.microsOf(0, -1)).isEqualTo((1L << 53) - 1);
        assertThat(RowNumbers.microsOf(1, 0)).isEqualTo((1L << 53) - 1);
    }

    @Test
    void partsHaveColumnsOfTheirOwn() {
        profile.rows().logicalAllocated(a, 31, 4);
        profile.rows().logicalAllocated(a, 37, 1);
        profile.rows().logicalFreed(a, 1, 31);
        RowNumbers row = Profiles.read(profile, a);
        assertThat(row.logicalBytes).isEqualTo(68);
        assertThat(row.logicalBlocks).isEqualTo(2);
        assertThat(row.logicalLiveBytes).isEqualTo(37);
        assertThat(row.logicalLiveBlocks).isEqualTo(1);
        assertThat(row.kinds).isEqualTo(5);
        assertThat(row.totalBlocks).isZero();
        assertThat(profile.totals().read().live()).isZero();
    }
}
