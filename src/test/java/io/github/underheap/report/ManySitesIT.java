package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.underheap.ForkedJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap that a report needs does not grow with the sites by more than a few bytes each. */
class ManySitesIT {

    @TempDir
    private Path folder;

    @Test
    void twoHundredThousandSitesInASmallHeap() throws Exception {
        Path file = ManySitesFile.write(folder, 200_000, "-Xmx16m");

        assertThat(ManySitesFile.read(file)).isEqualTo(new ManySitesFile.Read(200_000, 10_199_190));
        JsonNode shown = DhatViewer.show(file);
        assertThat(shown.path("tree").path("leaf").asInt()).isEqualTo(200_000);
        assertThat(shown.path("root").get(0).asText()).startsWith("Total:     10,199,190 bytes");
    }

    @Test
    void twoHundredThousandSitesAreMergedInAFewHundredBytesEach() throws Exception {
        Path file = ManySitesFile.writeMerged(folder, 200_000, "-Xmx48m");

        assertThat(ManySitesFile.read(file)).isEqualTo(new ManySitesFile.Read(200_000, 2 * 10_199_190));
    }

    /** The comparison holds the stacks of both sides, in some hundred bytes a site; all else holds less. */
    @Test
    void aHundredThousandSitesAreGroupedComparedAndChecked() throws Exception {
        ForkedJvm.Result result = ForkedJvm.in(folder).option("-Xmx20m").run(ManySitesReports.class, "100000");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("""
                SITE 100000
                FUNCTION 1000
                MODULE 1
                FILE 1000
                changed 1, unchanged 99999
                broken 100000
                """);
    }
}
