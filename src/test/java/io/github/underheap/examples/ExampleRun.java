package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.Tracker;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs an example as the launcher does, in a JVM of its own, and reads the profile that it leaves.
 *
 * @param out lines on the standard output
 * @param err lines on the standard error stream
 */
record ExampleRun(int exitCode, List<String> out, List<String> err, Path profile) {

    private static final Path CHECKOUT = Path.of(Objects.requireNonNullElse(System.getProperty("basedir"), "."));
    private static final int MINUTES = 2;

    static ExampleRun of(String example, Path folder, String... arguments) throws Exception {
        return withOptions(example, folder, List.of(), arguments);
    }

    /** Runs an example in that folder, not in the checkout. */
    static ExampleRun elsewhere(String example, Path folder) throws Exception {
        return in(folder, example, folder, List.of());
    }

    /** Runs an example with options for the JVM besides those that the launcher always gives. */
    static ExampleRun withOptions(String example, Path folder, List<String> options, String... arguments)
            throws Exception {
        return in(CHECKOUT, example, folder, options, arguments);
    }

    private static ExampleRun in(Path directory, String example, Path folder, List<String> options, String... arguments)
            throws Exception {
        Path profile = folder.resolve(example + ".json");
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                library().toString(),
                "-Dunderheap.output=" + profile,
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.add(
                CHECKOUT.resolve("examples", example + ".java").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(example + " did not end within " + MINUTES + " minutes");
        }
        return new ExampleRun(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err), profile);
    }

    /** The sites by those of their methods that belong to the example, innermost first: {@code "read < serve < main"}. */
    Map<String, Site> sites() throws IOException {
        JsonNode root = new ObjectMapper().readTree(profile.toFile());
        Map<String, Site> sites = new TreeMap<>();
        for (JsonNode point : root.get("pps")) {
            List<String> methods = new ArrayList<>();
            for (JsonNode frame : point.get("fs")) {
                methods.add(methodOfExample(root.get("ftbl").get(frame.asInt()).asText()));
            }
            methods.removeIf(String::isEmpty);
            assertThat(sites.put(String.join(" < ", methods), Site.of(point)))
                    .as("sites of %s", methods)
                    .isNull();
        }
        return sites;
    }

    /** The method of a frame text, or nothing if the frame is not of an example. */
    private static String methodOfExample(String text) {
        String method = text.replaceFirst("^0x[0-9a-f]+: ", "").replaceFirst(" \\(.*", "");
        return method.startsWith("Example") ? method.substring(method.lastIndexOf('.') + 1) : "";
    }

    private static Path library() throws URISyntaxException {
        return Path.of(Tracker.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** The numbers of DHAT's file format, in its order and without the lifetime and the site's own peak. */
    record Site(long totalBytes, long totalBlocks, long peakBytes, long peakBlocks, long endBytes, long endBlocks) {

        static Site of(JsonNode point) {
            return new Site(
                    point.get("tb").asLong(),
                    point.get("tbk").asLong(),
                    point.get("gb").asLong(),
                    point.get("gbk").asLong(),
                    point.get("eb").asLong(),
                    point.get("ebk").asLong());
        }
    }
}
