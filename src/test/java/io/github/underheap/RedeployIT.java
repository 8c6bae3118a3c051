package io.github.underheap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.stack.NativeWalk;
import io.github.underheap.stack.WalkMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that bring the library along are deployed and dropped again and again. */
class RedeployIT {

    /** The first copy has the name that was asked for, the others have the process in it. */
    private static final String FILES = "x(-\\d+(-[2-4])?)?\\.json";

    /** What the walk of a deployed application is: as here, where native access is allowed too. */
    private final String walk = NativeWalk.open(WalkMode.AUTO, 0).state();

    @TempDir
    private Path folder;

    private ForkedJvm jvm() {
        return ForkedJvm.in(folder).option("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void everyLoaderIsCollected() throws Exception {
        ForkedJvm.Result result = jvm().run(RedeployPrograms.class, "DoesEverything");

        assertThat(result.err()).isEmpty();
        assertThat(result.conclusion()).isEqualTo("RESULT " + walk + " 0,");
    }

    @Test
    void whoAsksForAProfileGetsThatOfEachCopyThoughItsLoaderIsClosed() throws Exception {
        ForkedJvm.Result result = jvm().output("x.json").run(RedeployPrograms.class, "Walks");

        assertThat(result.conclusion()).isEqualTo("RESULT " + walk + " 5,");
        assertThat(result.err()).doesNotContain("rror", "xception");
        List<Long> bytes = new ArrayList<>();
        for (String file : Objects.requireNonNull(folder.toFile().list((in, name) -> name.matches(FILES)))) {
            assertThat(result.err()).containsOnlyOnce("The data has been saved to " + file + ", and");
            long sum = 0;
            for (JsonNode point :
                    new ObjectMapper().readTree(folder.resolve(file).toFile()).get("pps")) {
                sum += point.get("tb").longValue();
            }
            bytes.add(sum);
        }
        assertThat(bytes).hasSize(5).containsOnly(2 * 20_000 * 1_009L);
    }

    @Test
    void aFailureIsSaidThoughTheLoaderIsClosed() throws Exception {
        ForkedJvm.Result result =
                jvm().option("-Dunderheap.walk=off").output("none/x.json").run(RedeployPrograms.class, "Reports");

        assertThat(result.code()).isZero();
        assertThat(result.err().split("underheap: error: cannot write none/x.json: there is no such directory\n", -1))
                .hasSize(6);
        assertThat(result.err()).doesNotContain("xception");
    }

    @Test
    void aPipeOrDeviceIsForAllCopies() throws Exception {
        ForkedJvm.Result result = jvm().option("-Dunderheap.capture=none")
                .output("/dev/null")
                .run(RedeployPrograms.class, "KeepsWindowsOpen");

        assertThat(result.conclusion()).isEqualTo("RESULT off: capture=none 5,");
        assertThat(result.err().split("saved to /dev/null, and", -1)).hasSize(6);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("stdout", "stderr");
    }
}
