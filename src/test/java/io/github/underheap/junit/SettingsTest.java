package io.github.underheap.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.TrackingArena;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What JUnit's configuration says. */
class SettingsTest {

    private static Settings seen;

    @TempDir
    private Path folder;

    static class Look implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            seen = Settings.of(context);
        }
    }

    @ExtendWith(Look.class)
    static class Sample {

        @Test
        @AssertNoOffHeapLeaks
        void closes() {
            try (TrackingArena arena = TrackingArena.ofConfined()) {
                arena.allocate(1_009);
            }
        }
    }

    @Test
    void theDefaults() {
        SampleRun.of(folder, Map.of("underheap.junit.output", " "), Sample.class);

        assertThat(seen.tracker())
                .hasToString("enabled=true,capture=auto,walk=auto,verify=0,depth=32,buckets=4096,maxSites=1048576");
        assertThat(seen.warmUp()).isZero();
        assertThat(seen.output()).isNull();
    }

    @Test
    void everythingIsSet() {
        SampleRun run = SampleRun.of(
                folder,
                Map.of(
                        "underheap.enabled", "FALSE",
                        "underheap.capture", "none",
                        "underheap.depth", " 17 ",
                        "underheap.maxSites", "31",
                        "underheap.junit.warmUp", " 3 ",
                        "underheap.junit.output", folder.resolve("a b").toString()),
                Sample.class);

        assertThat(seen.tracker())
                .hasToString("enabled=false,capture=none,walk=auto,verify=0,depth=17,buckets=4096,maxSites=31");
        assertThat(seen.warmUp()).isEqualTo(3);
        assertThat(seen.output()).isEqualTo(folder.resolve("a b"));
        // The tracker of this process has begun to record, and stays as it is.
        assertThat(run.tests()).isEqualTo(Map.of("closes", "SUCCESSFUL"));
    }

    static class Plain {

        @Test
        @AssertNoOffHeapLeaks
        void closes() {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "underheap.depth | many | underheap.depth: 'many' is not valid; expected a whole number from 1 to 64",
                "underheap.capture | all | underheap.capture: 'all' is not valid; expected none, stackwalker or auto",
                "underheap.junit.warmUp | -1 | underheap.junit.warmUp: '-1' is not valid; expected how often a test runs before it"
                        + " counts, 0 or more",
                "underheap.junit.warmUp | 1x | underheap.junit.warmUp: '1x' is not valid; expected how often a test runs before it"
                        + " counts, 0 or more",
            })
    void whatIsNotValidIsSaidInALine(String key, String value, String message) {
        assertThat(SampleRun.of(folder, Map.of(key, value), Plain.class).tests())
                .isEqualTo(Map.of("closes", "FAILED: configuration parameter " + message));
    }
}
