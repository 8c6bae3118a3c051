package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownKeysTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17})
    void keysAreFoundInAnyOrderAsTheSameObjectOrAnEqualOne(int count) {
        Random random = new Random(count);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("key" + i);
        }
        KnownKeys keys = new KnownKeys(names.toArray(new String[0]));
        for (int step = 0; step < 1_009; step++) {
            int asked = random.nextInt(count + 1);
            String key = "key" + asked;
            int expected = asked == count ? -1 : asked;
            assertThat(keys.of(random.nextBoolean() ? key.intern() : key)).isEqualTo(expected);
        }
    }
}
