package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.jmh.JmhRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmarks in examples/jmh. */
class JmhExampleIT {

    private static final Path PROJECT = Path.of("examples", "jmh");

    /** The name and the zero behind it. */
    private static final double NAME_BYTES = 23;

    @Test
    void tellsTheThreeWaysApart(@TempDir Path folder) throws Exception {
        JmhRun jmh = JmhRun.of(folder, PROJECT.resolve("src/main/java/com/acme/NamesBenchmark.java"));

        JmhRun.Results results = jmh.measure("", ".*", "-bm", "ss");

        assertThat(results.raw("arenaForEachCall", "offheap.alloc.rate.norm")).containsExactly(NAME_BYTES, NAME_BYTES);
        assertThat(results.raw("arenaForEachCall", "offheap.count.norm")).containsExactly(1.0, 1.0);
        assertThat(results.raw("arenaForEachCall", "offheap.leak.norm")).containsExactly(0.0, 0.0);
        assertThat(results.raw("bufferThatIsKept", "offheap.alloc.rate.norm")).containsExactly(0.0, 0.0);
        assertThat(results.raw("arenaThatIsForgotten", "offheap.alloc.rate.norm"))
                .containsExactly(NAME_BYTES, NAME_BYTES);
        assertThat(results.raw("arenaThatIsForgotten", "offheap.leak.norm")).containsExactly(NAME_BYTES, NAME_BYTES);
        assertThat(results.text("arenaThatIsForgotten"))
                .contains("com.acme.NamesBenchmark.arenaThatIsForgotten (NamesBenchmark.java:");
    }

    /** The project is not built here, since that would need the library in a repository. */
    @ParameterizedTest
    @ValueSource(strings = {"<artifactId>underheap</artifactId>\\s*<version>([^<]+)", "<jmh.version>([^<]+)"})
    void hasTheVersionsOfTheLibrary(String version) throws IOException {
        assertThat(found(version, PROJECT.resolve("pom.xml"))).isEqualTo(found(version, Path.of("pom.xml")));
    }

    private static String found(String version, Path file) throws IOException {
        Matcher matcher = Pattern.compile(version).matcher(Files.readString(file));
        assertThat(matcher.find()).as(file.toString()).isTrue();
        return matcher.group(1);
    }
}
