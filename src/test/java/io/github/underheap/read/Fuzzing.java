package io.github.underheap.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.Jazzer;
import io.github.underheap.ForkedJvm;
import io.github.underheap.profile.Profile;
import io.github.underheap.report.DhatFormat;
import io.github.underheap.report.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** Runs {@link ReaderFuzzer} under Jazzer in a JVM of its own, with valid files of each shape to begin with. */
final class Fuzzing {

    private static final List<String> OF_OTHER_TOOLS = List.of(
            "valgrind-heap.json",
            "valgrind-copy.json",
            "valgrind-ad-hoc.json",
            "dhat-rs-heap.json",
            "dhat-rs-ad-hoc.json",
            "mod-alloc-heap.json",
            "mod-alloc-ad-hoc.json");

    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");

    private Fuzzing() {}

    /**
     * Fuzzes until Jazzer is content.
     *
     * @param folder where the inputs are kept, and one that breaks it
     * @param patience how long that may take
     * @param limit option of libFuzzer that says how much is tried
     * @return how many inputs were tried
     */
    static long run(Path folder, Duration patience, String limit, int seed) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        fill(corpus);
        ForkedJvm.Result result = ForkedJvm.in(folder)
                .classPath(System.getProperty("java.class.path"))
                // The heap is small, so that inputs that ask for much are seen.
                .option("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+EnableDynamicAgentLoading")
                .option("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                .patience(patience)
                .run(
                        Jazzer.class,
                        "--target_class=" + ReaderFuzzer.class.getName(),
                        "--instrumentation_includes=io.github.underheap.**:com.fasterxml.jackson.core.**",
                        "--disabled_hooks=*",
                        limit,
                        "-max_len=20000",
                        // The heap is what counts. libFuzzer takes what the process that started this one had for its
                        // own.
                        "-rss_limit_mb=0",
                        "-seed=" + seed,
                        corpus.toString());
        assertThat(result.code()).as(tail(result.err())).isZero();
        Matcher done = DONE.matcher(result.err());
        assertThat(done.find()).as(tail(result.err())).isTrue();
        return Long.parseLong(done.group(1));
    }

    private static void fill(Path corpus) throws IOException {
        for (String name : OF_OTHER_TOOLS) {
            try (InputStream in = Fuzzing.class.getResourceAsStream(name)) {
                Files.copy(Objects.requireNonNull(in), corpus.resolve(name));
            }
        }
        for (int sites = 0; sites < 4; sites++) {
            Profile profile = RandomProfile.of(sites, sites);
            try (OutputStream out = Files.newOutputStream(corpus.resolve(sites + ".dhat"))) {
                new DhatFormat().write(profile, out);
            }
            try (OutputStream out = Files.newOutputStream(corpus.resolve(sites + ".json"))) {
                new JsonFormat().write(profile, out);
            }
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(corpus.resolve(sites + ".gz")))) {
                new JsonFormat().write(profile, out);
            }
        }
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 4_000));
    }
}
