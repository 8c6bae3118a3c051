package io.github.underheap.memory;

import static io.github.underheap.memory.Profiles.elsewhere;
import static io.github.underheap.memory.RowNumbers.INTERRUPTED;
import static io.github.underheap.memory.RowNumbers.TOTAL_BLOCKS;
import static io.github.underheap.memory.RowNumbers.TOTAL_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A thread that is stopped in the middle of a row neither stops the others nor loses the row to them. */
class ClaimTest {

    private final AtomicInteger looksAtTheClock = new AtomicInteger();
    private final Patience patience = new Patience(1_000_000_000, () -> looksAtTheClock.incrementAndGet() * 1_000_000L);
    private final ProfileMemory profile = new ProfileMemory(
            new PooledMemory(), new ProfileMemory.Layout(64, 100, 0, Profiles.TALLIES), patience, Profiles.INFO);
    private final SiteRows rows = profile.rows();
    private final int row = Profiles.site(profile, 1);

    @Test
    void whoGivesUpBooksNothingAndTheEventIsLost() throws InterruptedException {
        Profiles.allocate(profile, row, 1009, 1);
        elsewhere(() -> assertThat(rows.claim(row)).isTrue());
        assertThat(rows.born(row, 503, 2, 0)).isFalse();
        assertThat(rows.died(row, 1, 1009, 3, true)).isFalse();
        assertThat(rows.resized(row, 1009, 13, 1, 3)).isFalse();
        assertThat(rows.tally(row, 0, 7, 0)).isFalse();
        assertThat(rows.tally2(row, 0, 7, 1, 7, 0)).isFalse();
        Totals.State state = profile.totals().read();
        assertThat(state.live()).isEqualTo(1009);
        assertThat(state.epoch()).isEqualTo(1);
        assertThat(state.lost()).isEqualTo(5);
        RowNumbers numbers = new RowNumbers(Profiles.TALLIES.count());
        assertThat(rows.read(row, state, numbers)).as("from one instant").isFalse();
        assertThat(numbers.numbers[TOTAL_BYTES]).isEqualTo(1009);
        assertThat(numbers.numbers[INTERRUPTED]).isZero();
    }

    @Test
    void aShareOfARowThatCannotBeHadIsLostAndTheTotalsKeepTheStep() throws InterruptedException {
        Profiles.allocate(profile, row, 1009, 1);
        elsewhere(() -> assertThat(rows.claim(row)).isTrue());
        long epoch = profile.totals().remove(1009);
        assertThat(rows.share(row, 1, 1009, epoch, 3, false)).isFalse();
        assertThat(profile.totals().read()).isEqualTo(new Totals.State(0, 1009, false, 2, 1, 0));
    }

    @Test
    void onlyTheFirstWaitsForARowThatIsStuck() throws InterruptedException {
        elsewhere(() -> assertThat(rows.claim(row)).isTrue());
        assertThat(rows.born(row, 503, 2, 0)).isFalse();
        int looks = looksAtTheClock.get();
        assertThat(looks).isEqualTo(2_000);
        for (int i = 0; i < 100; i++) {
            assertThat(rows.born(row, 503, 2, 0)).isFalse();
        }
        assertThat(looksAtTheClock.get()).isEqualTo(looks);
        assertThat(profile.totals().read().lost()).isEqualTo(101);
    }

    @Test
    void theOwnerThatComesBackClearsTheMark() throws InterruptedException {
        CountDownLatch claimed = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread owner = Thread.ofPlatform().start(() -> {
            assertThat(rows.claim(row)).isTrue();
            claimed.countDown();
            awaitQuietly(goOn);
            rows.recover(row);
        });
        claimed.await();
        assertThat(rows.born(row, 503, 2, 0)).isFalse();
        goOn.countDown();
        owner.join();
        assertThat(rows.born(row, 13, 2, 0)).isTrue();
        assertThat(Profiles.read(profile, row, TOTAL_BYTES)).isEqualTo(13);
        assertThat(Profiles.read(profile, row, INTERRUPTED)).isEqualTo(1);
    }

    @Test
    void aThreadGivesUpWhatItCouldNotRelease() {
        rows.recover(row);
        assertThat(Profiles.read(profile, row, INTERRUPTED)).isZero();
        assertThat(rows.claim(row)).isTrue();
        rows.recover(row);
        rows.recover(row);
        assertThat(Profiles.read(profile, row, INTERRUPTED)).isEqualTo(1);
    }

    @Test
    void aThreadThatFindsItsOwnTokenGoesOnAsTheOwner() {
        assertThat(rows.claim(row)).isTrue();
        Profiles.allocate(profile, row, 503, 2);
        assertThat(Profiles.read(profile, row, INTERRUPTED)).isEqualTo(1);
        assertThat(Profiles.read(profile, row, TOTAL_BYTES)).isEqualTo(503);
        Profiles.allocate(profile, row, 13, 2);
        assertThat(Profiles.read(profile, row, INTERRUPTED)).isEqualTo(1);
        assertThat(looksAtTheClock.get()).isZero();
    }

    @Test
    void nobodyElseRecoversARow() throws InterruptedException {
        assertThat(rows.claim(row)).isTrue();
        elsewhere(() -> {
            rows.recover(row);
            assertThat(rows.born(row, 503, 2, 0)).isFalse();
        });
        rows.recover(row);
        assertThat(Profiles.read(profile, row, TOTAL_BLOCKS)).isZero();
    }

    @Test
    void aReaderClaimsARowThatIsAlwaysBeingWritten() throws InterruptedException {
        ProfileMemory busy = Profiles.profile();
        int row = Profiles.site(busy, 1);
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger stop = new AtomicInteger();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (long i = 1; stop.get() == 0; i++) {
                Profiles.allocate(busy, row, 7, i);
                started.countDown();
            }
        });
        started.await();
        for (int i = 0; i < 20_000; i++) {
            RowNumbers numbers = Profiles.read(busy, row);
            assertThat(numbers.numbers[TOTAL_BYTES]).isEqualTo(7 * numbers.numbers[TOTAL_BLOCKS]);
        }
        stop.set(1);
        writer.join();
        assertThat(busy.totals().read().lost()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
