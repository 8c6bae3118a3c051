package io.github.underheap.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.Engine;
import io.github.underheap.Tracker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A block's number tells its era and round for as long as the block has it; numbers that nobody has are given out again. */
class EraNumbersTest {

    private final Recording recording = Engine.of(Tracker.create()).recording();
    private final List<Era> eras =
            Stream.generate(() -> new Era(recording, new Window[0])).limit(5).toList();
    private final EraNumbers numbers = new EraNumbers();

    @Test
    void blocksOfOneEraAndRoundHaveOneNumber() {
        assertThat(List.of(numbers.use(eras.get(0), 3), numbers.use(eras.get(0), 3), numbers.use(eras.get(0), 4)))
                .containsExactly(0, 0, 1);
        assertThat(numbers.use(eras.get(1), 3)).isEqualTo(2);
        assertThat(numbers.era(1)).isSameAs(eras.get(0));
        assertThat(numbers.round(1)).isEqualTo(4);
        assertThat(numbers.era(2)).isSameAs(eras.get(1));
    }

    @Test
    void aNumberIsGivenToAnotherEraAfterItsLastBlock() {
        int number = numbers.use(eras.get(0), 0);
        assertThat(numbers.use(eras.get(0), 0)).isEqualTo(number);
        numbers.release(number);
        assertThat(numbers.use(eras.get(1), 0)).isNotEqualTo(number);
        numbers.release(number);
        assertThat(numbers.use(eras.get(2), 0)).isEqualTo(number);
        assertThat(numbers.era(number)).isSameAs(eras.get(2));
    }

    @Test
    void aNumberThatNobodyHasIsStillThatOfItsEra() {
        int number = numbers.use(eras.get(0), 0);
        numbers.release(number);
        assertThat(numbers.use(eras.get(0), 0)).isEqualTo(number);
        assertThat(numbers.use(eras.get(1), 0)).isNotEqualTo(number);
    }

    @Test
    void thereAreNoMoreNumbersThanErasAndRoundsAtATime() {
        Random random = new Random(7);
        List<Integer> held = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        int most = 0;
        for (int step = 0; step < 50_000; step++) {
            if (held.size() < 40 && random.nextInt(100) < 55) {
                int era = random.nextInt(5);
                int round = step / 1_000;
                int number = numbers.use(eras.get(era), round);
                held.add(number);
                int place = round * 5 + era;
                assertThat(places.merge(number, place, (before, now) -> before)).isEqualTo(place);
            } else if (!held.isEmpty()) {
                int index = random.nextInt(held.size());
                int number = held.get(index);
                held.remove(/* index */ index);
                numbers.release(number);
                if (!held.contains(number)) {
                    places.remove(number);
                }
            }
            most = Math.max(most, places.size());
            held.forEach(number -> {
                assertThat(numbers.era(number)).isSameAs(eras.get(places.get(number) % 5));
                assertThat(numbers.round(number)).isEqualTo(places.get(number) / 5);
            });
        }
        assertThat(places.keySet()).allSatisfy(number -> assertThat(number).isLessThan(40));
        assertThat(most).isBetween(5, 40);
    }

    @Test
    void aNumberIsNeverGivenAwayWhileABlockHasIt() throws Exception {
        int threads = 4;
        CyclicBarrier start = new CyclicBarrier(threads);
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            tasks.add(new FutureTask<>(() -> {
                start.await();
                int wrong = 0;
                for (int i = 0; i < 100_000; i++) {
                    Era era = eras.get(random.nextInt(5));
                    int number = numbers.use(era, i & 3);
                    wrong += era.is(numbers.era(number)) && numbers.round(number) == (i & 3) ? 0 : 1;
                    numbers.release(number);
                }
                return wrong;
            }));
            Thread.ofPlatform().start(tasks.getLast());
        }
        for (FutureTask<Integer> task : tasks) {
            assertThat(task.get()).isZero();
        }
        assertThat(numbers.use(eras.getFirst(), 9)).isLessThan(threads * threads);
    }
}
