package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManySitesStressTest {

    @TempDir
    private Path folder;

    @Test
    void aMillionSitesInASmallHeap() throws Exception {
        Path file = ManySitesFile.write(folder, 1_000_003, "-Xmx32m");

        assertThat(ManySitesFile.read(file)).isEqualTo(new ManySitesFile.Read(1_000_003, 51_000_054));
    }
}
