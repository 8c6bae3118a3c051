package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.examples.ExampleRun.Site;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Example04_SharedArenaIT {

    @Test
    void countsWhatEachKindOfThreadGot(@TempDir Path folder) throws Exception {
        ExampleRun run = ExampleRun.of("Example04_SharedArena", folder);

        assertThat(run.exitCode()).as(() -> "failed: " + run.err()).isZero();
        assertThat(run.out()).hasSize(2);
        long platform = blocks(run.out().get(0), "platform threads got (\\d+) blocks of 101 bytes");
        long virtual = blocks(run.out().get(1), "virtual threads got (\\d+) blocks of 211 bytes");
        assertThat(platform).isGreaterThanOrEqualTo(4 * 500);
        assertThat(virtual).isGreaterThanOrEqualTo(4 * 500);
        Map<String, Site> sites = run.sites();
        Site onPlatform = sites.get("allocateUntilClosed < fillOnPlatform");
        Site onVirtual = sites.get("allocateUntilClosed < fillOnVirtual");
        assertThat(sites).hasSize(2);
        assertThat(onPlatform.totalBlocks()).isEqualTo(platform);
        assertThat(onPlatform.totalBytes()).isEqualTo(101 * platform);
        assertThat(onVirtual.totalBlocks()).isEqualTo(virtual);
        assertThat(onVirtual.totalBytes()).isEqualTo(211 * virtual);
        assertThat(onPlatform.endBytes() + onPlatform.endBlocks() + onVirtual.endBytes() + onVirtual.endBlocks())
                .isZero();
    }

    private static long blocks(String line, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
