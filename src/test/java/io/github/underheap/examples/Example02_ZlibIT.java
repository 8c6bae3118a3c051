package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.underheap.examples.ExampleRun.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Example02_ZlibIT {

    private static final long STREAM_BYTES = 112;
    private static final long NOISE_BYTES = 16_381;
    private static final long TEXT_BYTES = 30_011;

    @Test
    void showsTheArenaThatIsNeverClosed(@TempDir Path folder) throws Exception {
        byte[] text = new byte[(int) TEXT_BYTES];
        Arrays.fill(text, (byte) 'u');
        Path file = Files.write(folder.resolve("text"), text);

        ExampleRun run = ExampleRun.of("Example02_Zlib", folder, file.toString());

        assumeThat(run.exitCode()).as(() -> "no zlib: " + run.err()).isNotEqualTo(2);
        assertThat(run.exitCode()).as(() -> "failed: " + run.err()).isZero();
        assertThat(run.out()).hasSize(2).last().isEqualTo("noise: 16381 bytes packed into 16381 and back");
        Matcher packed = Pattern.compile(".*: 30011 bytes packed into (\\d+) and back")
                .matcher(run.out().getFirst());
        assertThat(packed.matches()).as(run.out().getFirst()).isTrue();
        long packedBytes = Long.parseLong(packed.group(1));
        Map<String, Site> sites = run.sites();
        // How much room the output needs at worst is up to the version of zlib.
        long bound = sites.get("roomFor < deflate < pack < packAndCheck < main").totalBytes();
        long leakedBound = sites.get("roomFor < deflate < pack < packAndCheck < packNoise < main")
                .totalBytes();
        assertThat(bound).isGreaterThanOrEqualTo(TEXT_BYTES);
        assertThat(leakedBound).isGreaterThanOrEqualTo(NOISE_BYTES);

        assertThat(TEXT_BYTES + bound).as("the peak is in the text's arena").isGreaterThan(NOISE_BYTES + leakedBound);
        assertThat(sites)
                .isEqualTo(Map.of(
                        "newStream < deflate < pack < packAndCheck < main", atPeak(STREAM_BYTES),
                        "copyIn < deflate < pack < packAndCheck < main", atPeak(TEXT_BYTES),
                        "roomFor < deflate < pack < packAndCheck < main", atPeak(bound),
                        "newStream < inflate < unpack < packAndCheck < main", freed(STREAM_BYTES),
                        "copyIn < inflate < unpack < packAndCheck < main", freed(packedBytes),
                        "roomFor < inflate < unpack < packAndCheck < main", freed(TEXT_BYTES),
                        "newStream < deflate < pack < packAndCheck < packNoise < main", leaked(STREAM_BYTES),
                        "copyIn < deflate < pack < packAndCheck < packNoise < main", leaked(NOISE_BYTES),
                        "roomFor < deflate < pack < packAndCheck < packNoise < main", leaked(leakedBound)));
    }

    @Test
    void saysWhichFilesAreNotThere(@TempDir Path folder) throws Exception {
        ExampleRun run = ExampleRun.elsewhere("Example02_Zlib", folder);

        assumeThat(run.exitCode()).as(() -> "no zlib: " + run.err()).isNotEqualTo(2);
        assertThat(run.exitCode()).as(() -> "failed: " + run.err()).isZero();
        assertThat(run.out()).containsExactly("noise: 16381 bytes packed into 16381 and back");
        String advice = ": not here, so it is left out; run this in the checkout, or name other files";
        assertThat(run.err()).startsWith("examples/Example02_Zlib.java" + advice, "README.md" + advice);
    }

    private static Site atPeak(long bytes) {
        return new Site(bytes, 1, bytes, 1, 0, 0);
    }

    private static Site freed(long bytes) {
        return new Site(bytes, 1, 0, 0, 0, 0);
    }

    private static Site leaked(long bytes) {
        return new Site(bytes, 1, 0, 0, bytes, 1);
    }
}
