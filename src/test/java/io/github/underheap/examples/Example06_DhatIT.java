package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.report.DhatViewer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Example06_DhatIT {

    private static final String VIEWABLE =
            ", and is viewable with dh_view.html (https://nnethercote.github.io/dh_view/dh_view.html)";

    @Test
    void profilesItself(@TempDir Path folder) throws Exception {
        ExampleRun run = ExampleRun.elsewhere("Example06_Dhat", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsExactly("encode: 5108 bytes in 2 blocks", "read: 311 rows");
        assertThat(run.err())
                .startsWith(
                        "dhat: Total:     51,080 bytes in 20 blocks",
                        "dhat: At t-gmax: 5,108 bytes in 2 blocks",
                        "dhat: At t-end:  0 bytes in 0 blocks",
                        "dhat: The data has been saved to dhat-heap.json" + VIEWABLE,
                        "dhat: Total:     311 units in 3 events",
                        "dhat: The data has been saved to dhat-ad-hoc.json" + VIEWABLE,
                        "underheap: Total:     1,056,191 bytes in 23 blocks");
        JsonNode heap = DhatViewer.show(folder.resolve("dhat-heap.json"));
        assertThat(heap.path("tree").path("leaf").asInt()).isEqualTo(2);
        JsonNode points = new ObjectMapper()
                .readTree(folder.resolve("dhat-ad-hoc.json").toFile())
                .path("pps");
        assertThat(points).hasSize(1);
        assertThat(points.path(0).path("tb").asInt()).isEqualTo(311);
        assertThat(points.path(0).path("tbk").asInt()).isEqualTo(3);
        DhatViewer.show(folder.resolve("dhat-ad-hoc.json"));
    }
}
