package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzingIT {

    @TempDir
    private Path folder;

    @Test
    void forAShortTime() throws Exception {
        assertThat(Fuzzing.run(folder, Duration.ofMinutes(3), "-runs=500", 7)).isEqualTo(500);
    }
}
