package io.github.underheap.memory;

import static io.github.underheap.memory.Profiles.elsewhere;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimedTest {

    private final Patience patience = Profiles.impatient();
    private final Counter counter = new Counter();

    @Test
    void isOwnedByOneThreadAtATime() throws InterruptedException {
        assertThat(counter.claim(patience)).isTrue();
        elsewhere(() -> {
            assertThat(counter.claim(patience)).isFalse();
            counter.release();
            assertThat(counter.recover()).isFalse();
            assertThat(counter.claim(patience)).as("stuck").isFalse();
        });
        counter.release();
        elsewhere(() -> {
            assertThat(counter.claim(patience)).isTrue();
            counter.release();
        });
        assertThat(counter.interruptions).isZero();
    }

    @Test
    void isRecoveredByItsOwnerAlone() throws InterruptedException {
        assertThat(counter.recover()).isFalse();
        elsewhere(() -> assertThat(counter.claim(patience)).isTrue());
        assertThat(counter.recover()).isFalse();
        assertThat(counter.claim(patience)).isFalse();
    }

    @Test
    void aThreadThatFindsItsOwnTokenGoesOnAsTheOwner() throws InterruptedException {
        assertThat(counter.claim(patience)).isTrue();
        assertThat(counter.claim(patience)).isTrue();
        assertThat(counter.interruptions).isEqualTo(1);
        assertThat(counter.recover()).isTrue();
        elsewhere(() -> assertThat(counter.claim(patience)).isTrue());
    }

    @Test
    void noUpdateIsLostAmongThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50_000; i++) {
                    assertThat(counter.claim(Patience.USUAL)).isTrue();
                    counter.value++;
                    counter.release();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(counter.claim(patience)).isTrue();
        assertThat(counter.value).isEqualTo(200_000);
    }

    private static final class Counter extends Claimed {

        private int value;
        private int interruptions;

        @Override
        protected void interrupted() {
            interruptions++;
        }
    }
}
