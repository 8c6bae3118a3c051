package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Example05_CountersOnlyIT {

    private static final String[] PRINTED = {
        "before : total 1004102 bytes in 2 blocks, peak 1004102 in 2, live 1004102 in 2",
        "decode : total 47178 bytes in 12 blocks, peak 44108 in 2, live 4099 in 1",
        "tracker: total 1051280 bytes in 14 blocks, peak 1044418 in 4, live 1004102 in 2",
        "at last: total 1051280 bytes in 14 blocks, peak 1044418 in 4, live 4099 in 1"
    };

    @Test
    void tellsTheWindowFromTheTracker(@TempDir Path folder) throws Exception {
        ExampleRun run = ExampleRun.withOptions("Example05_CountersOnly", folder, List.of("-Dunderheap.capture=none"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsExactly(PRINTED);
        JsonNode profile = new ObjectMapper().readTree(run.profile().toFile());
        assertThat(profile.get("bklt").asBoolean()).isFalse();
        assertThat(profile.get("pps").toString()).isEqualTo("[{\"tb\":1051280,\"tbk\":14,\"fs\":[1]}]");
    }

    @Test
    void withStacksTheNumbersAreTheSame(@TempDir Path folder) throws Exception {
        ExampleRun run = ExampleRun.of("Example05_CountersOnly", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsExactly(PRINTED);
        assertThat(run.sites())
                .isEqualTo(Map.of(
                        "main", new ExampleRun.Site(1000003, 1, 1000003, 1, 0, 0),
                        "keepThumbnail < main", new ExampleRun.Site(4099, 1, 4099, 1, 0, 0),
                        "decode < main", new ExampleRun.Site(40009, 1, 40009, 1, 0, 0),
                        "decodeRow < decode < main", new ExampleRun.Site(3070, 10, 307, 1, 0, 0),
                        "keepThumbnail < decode < main", new ExampleRun.Site(4099, 1, 0, 0, 4099, 1)));
    }
}
