package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.underheap.ForkedJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a million sites take. Bounds of time are ten times what it takes on a machine that nobody else uses. */
class MillionSitesStressTest {

    private static final long SECONDS = 1_000;

    @TempDir
    private Path folder;

    private long run(String heap, String... arguments) throws IOException, InterruptedException {
        Path parser = Path.of(JsonFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Path tests = Path.of(MillionSites.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .classPath(String.join(
                        File.pathSeparator, ForkedJvm.library().toString(), tests.toString(), parser.toString()))
                .option(heap)
                .run(MillionSites.class, arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.count("ms")).as(String.join(" ", arguments)).isLessThan(50 * SECONDS);
        return result.count("sites");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void asJson() throws Exception {
        measure("json");
    }

    @Test
    void asDhat() throws Exception {
        measure("dhat");
    }

    private void measure(String format) throws Exception {
        run("-Xmx64m", "make", format, "0", file("0"));
        run("-Xmx64m", "make", format, "1", file("1"));

        assertThat(run("-Xmx512m", "copy", file("0"), format, file("again"))).isEqualTo(1_000_000);
        assertThat(run("-Xmx512m", "read", file("again"))).isEqualTo(1_000_000);
        if (format.equals("json")) {
            assertThat(Files.mismatch(Path.of(file("0")), Path.of(file("again"))))
                    .isEqualTo(-1);
        }
        assertThat(run("-Xmx512m", "merge", file("0"), file("1"))).isEqualTo(1_250_000);
        assertThat(run("-Xmx1g", "difference", file("0"), file("1"))).isEqualTo(1_250_000);
        assertThat(run("-Xmx1g", "pair", file("0"), file("1"))).isEqualTo(1_250_000);
    }
}
