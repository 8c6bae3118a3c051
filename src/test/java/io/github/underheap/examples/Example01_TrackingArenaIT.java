package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.examples.ExampleRun.Site;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Example01_TrackingArenaIT {

    @Test
    void showsThePeakAndWhatIsLive(@TempDir Path folder) throws Exception {
        ExampleRun run = ExampleRun.of("Example01_TrackingArena", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsExactly("served 200 requests, rebuilt the index once, cached 50 thumbnails");
        assertThat(run.sites())
                .isEqualTo(Map.of(
                        "loadIndex < startUp < run < main",
                        new Site(3_000_009, 3, 3_000_009, 3, 0, 0),
                        "loadIndex < rebuildIndex < run < main",
                        new Site(3_000_009, 3, 3_000_009, 3, 3_000_009, 3),
                        "readRequest < serve < run < main",
                        new Site(201_800, 200, 0, 0, 0, 0),
                        "renderAnswer < serve < run < main",
                        new Site(13_107_400, 200, 0, 0, 0, 0),
                        "rememberThumbnail < serve < run < main",
                        new Site(204_950, 50, 102_475, 25, 204_950, 50)));
        assertThat(run.err())
                .contains(
                        "underheap: Total:     19,514,168 bytes in 456 blocks",
                        "underheap: At t-gmax: 6,102,493 bytes in 31 blocks",
                        "underheap: At t-end:  3,204,959 bytes in 53 blocks");
    }
}
