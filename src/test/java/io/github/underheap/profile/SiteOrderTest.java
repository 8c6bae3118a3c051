package io.github.underheap.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteOrderTest {

    @Test
    void mostFirstAndOfEqualOnesTheFirst() {
        assertThat(SiteOrder.of(new long[] {5, 7, 5, 0, Long.MAX_VALUE, 7})).containsExactly(4, 1, 5, 0, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 97, 1_009})
    void everyLengthAsAStableSortOrdersIt(int length) {
        Random random = new Random(length);
        for (int values = 1; values <= 1_009; values *= 7) {
            int bound = values;
            long[] totals = random.longs(length, 0, bound).toArray();

            assertThat(SiteOrder.of(totals))
                    .isEqualTo(IntStream.range(0, length)
                            .boxed()
                            .sorted(Comparator.<Integer>comparingLong(i -> totals[i])
                                    .reversed())
                            .mapToInt(Integer::intValue)
                            .toArray());
        }
    }
}
