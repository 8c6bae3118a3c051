package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the helper's own unit tests, which the build compiled where there is a C compiler. */
class HelperIT {
    private static final Path TESTS = Path.of("target", "helper-tests");
    private static final String EMULATOR = "qemu-aarch64-static";
    private static final Path ARM_LIBRARIES = Path.of("/usr/aarch64-linux-gnu");

    @Test
    void unitTestsPass() throws Exception {
        Path test = TESTS.resolve("underheap-test-" + machine());
        assumeTrue(Files.exists(test), "no C compiler when this was built");

        pass(List.of(test.toString()));
    }

    @Test
    void unitTestsPassUnderSanitizers() throws Exception {
        Path test = TESTS.resolve("underheap-test-sanitized");
        assumeTrue(Files.exists(test), "no sanitizers, see sanitized.log beside it");

        pass(List.of(test.toString()));
    }

    @Test
    void unitTestsPassOnArm() throws Exception {
        Path test = TESTS.resolve("underheap-test-aarch64");
        assumeTrue(machine().equals("x86_64"), "the other test runs it");
        assumeTrue(Files.exists(test), "no cross compiler when this was built");
        assumeTrue(Files.isDirectory(ARM_LIBRARIES) && onPath(EMULATOR), "no emulator");

        pass(List.of(EMULATOR, "-L", ARM_LIBRARIES.toString(), test.toString()));
    }

    private static void pass(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).matches("ok \\d+\\n");
    }

    private static String machine() {
        return System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
