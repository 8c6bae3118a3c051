package io.github.underheap.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs scripts of {@code src/test/browser} in node, which drive a real Chromium.
 *
 * <p>Where one of the three is missing, a test is skipped, or fails if the system property {@code browser.required} is true. {@code npm ci --prefix
 * src/test/browser} installs what drives it; the environment variable {@code CHROMIUM} names another browser than {@code /usr/bin/chromium}.
 */
public final class Browser {

    private static final Path SCRIPTS = Path.of("src/test/browser").toAbsolutePath();
    private static final int MINUTES = 5;

    private Browser() {}

    /** Runs a script; the lines that it prints. */
    public static List<String> run(String script, String... arguments) throws IOException, InterruptedException {
        Path browser = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
        if (!Files.isExecutable(browser)) {
            throw missing("there is no " + browser);
        }
        if (!Files.isDirectory(SCRIPTS.resolve("node_modules/playwright-core"))) {
            throw missing("what drives the browser is not installed: npm ci --prefix src/test/browser");
        }
        List<String> command =
                new ArrayList<>(List.of("node", SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("browser", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            builder.environment().putAll(Map.of("CHROMIUM", browser.toString()));
            Process process;
            try {
                process = builder.start();
            } catch (IOException e) {
                throw missing("there is no node: " + e.getMessage());
            }
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        script + " is still at work after " + MINUTES + " minutes: " + Files.readString(out));
            }
            return Files.readAllLines(out);
        } finally {
            Files.delete(out);
        }
    }

    /** Never returns; the type lets the caller say that it throws. */
    private static AssertionError missing(String what) {
        if (Boolean.getBoolean("browser.required")) {
            Assertions.fail(what + " (browser.required is true)");
        }
        return Assumptions.abort(what);
    }
}
