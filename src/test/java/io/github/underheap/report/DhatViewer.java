package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Reads profiles with DHAT's own viewer, which runs in node under {@code dhview.mjs}.
 *
 * <p>Where node or the viewer is missing, a test is skipped, or fails if the system property {@code conformance.requireViewer} is
 * true.
 */
public final class DhatViewer {

    private static final int CANNOT_RUN = 2;
    private static final int MINUTES = 3;

    private DhatViewer() {}

    /** What the viewer shows of a file, which must also pass the rules that the viewer itself does not check. */
    public static JsonNode show(Path file) throws IOException, InterruptedException {
        JsonNode shown = run("--strict", file);
        assertThat(shown.path("strict")).describedAs("%s", shown).isEmpty();
        assertThat(shown.path("warnings")).describedAs("%s", shown).isEmpty();
        return shown;
    }

    /** As {@link #show}, for a profile that was taken while others allocated: its sums need not agree. */
    public static JsonNode showUnsettled(Path file) throws IOException, InterruptedException {
        return run("--text", file);
    }

    private static JsonNode run(String how, Path file) throws IOException, InterruptedException {
        Path out = Files.createTempFile("dhview", ".out");
        Path err = Files.createTempFile("dhview", ".err");
        try {
            Optional<Process> started =
                    start(List.of("node", script().toString(), how, "--json", "--text", file.toString()), out, err);
            if (started.isEmpty()) {
                throw missing("no node");
            }
            Process process = started.get();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("the viewer is still at work after " + MINUTES + " minutes");
            }
            String said = Files.readString(out) + Files.readString(err);
            if (process.exitValue() == CANNOT_RUN) {
                throw missing("the viewer cannot run: " + said);
            }
            assertThat(process.exitValue()).describedAs(said).isZero();
            return new ObjectMapper().readTree(Files.readString(out));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** A resource, which lies in a folder when tests run. */
    private static Path script() {
        URL script = Objects.requireNonNull(DhatViewer.class.getResource("/dhview.mjs"), "dhview.mjs");
        return Path.of(URI.create(script.toString()));
    }

    private static Optional<Process> start(List<String> command, Path out, Path err) {
        try {
            return Optional.of(new ProcessBuilder(new ArrayList<>(command))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Never returns; the type lets the caller say that it throws. */
    private static AssertionError missing(String what) {
        if (Boolean.getBoolean("conformance.requireViewer")) {
            Assertions.fail(what + " (conformance.requireViewer is true)");
        }
        return Assumptions.abort(what);
    }
}
