package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzingStressTest {

    @TempDir
    private Path folder;

    @Test
    void forALongTime() throws Exception {
        assertThat(Fuzzing.run(folder, Duration.ofMinutes(15), "-max_total_time=600", 11))
                .isGreaterThan(20_000);
    }
}
