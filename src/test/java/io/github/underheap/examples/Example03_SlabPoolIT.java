package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.examples.ExampleRun.Site;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Example03_SlabPoolIT {

    @Test
    void countsSlabsOnceAndShowsWhoHoldsTheirParts(@TempDir Path folder) throws Exception {
        ExampleRun run = ExampleRun.of("Example03_SlabPool", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsExactlyInAnyOrder(
                        "2 slabs, 3 messages; parts of them that are still in use, by site:",
                        "0 bytes in 0 of 100 parts: carefulHandler",
                        "0 bytes in 0 of 100 parts: retainingHandler",
                        "20420 bytes in 20 of 20 parts: forgetfulHandler",
                        "0 bytes in 0 of 60 parts: parseMessage");
        Map<String, Site> sites = run.sites();
        assertThat(sites.values())
                .containsExactlyInAnyOrder(
                        new Site(262_202, 2, 262_202, 2, 0, 0), new Site(30_021, 3, 10_007, 1, 0, 0));
        assertThat(sites.get("parseMessage < main")).isEqualTo(new Site(30_021, 3, 10_007, 1, 0, 0));
    }
}
