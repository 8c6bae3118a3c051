package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Example05_CountersOnlyIT {

    @Test
    void tellsTheWindowFromTheTracker(@TempDir Path folder) throws Exception {
        Path written = folder.resolve("counters.json");

        ExampleRun run = ExampleRun.of("Example05_CountersOnly", folder, written.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsExactly(
                        "decode : total 43079 bytes in 11 blocks, peak 40316 in 2, live 0 in 0",
                        "tracker: total 1043082 bytes in 12 blocks, peak 1040319 in 3, live 1000003 in 1",
                        "at last: total 1043082 bytes in 12 blocks, peak 1040319 in 3, live 0 in 0");
        assertThat(run.profile())
                .as("the profile of the global tracker, which is not used")
                .doesNotExist();
        JsonNode profile = new ObjectMapper().readTree(written.toFile());
        assertThat(profile.get("bklt").asBoolean()).isFalse();
        assertThat(profile.get("pps").toString()).isEqualTo("[{\"tb\":1043082,\"tbk\":12,\"fs\":[1]}]");
    }
}
