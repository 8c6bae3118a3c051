package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the C tests of the helper, and of what runs programs, which the build compiled where there is a C compiler. */
class HelperIT {
    private static final Path TESTS = Path.of("target", "helper-tests");
    private static final String EMULATOR = "qemu-aarch64-static";
    private static final Path ARM_LIBRARIES = Path.of("/usr/aarch64-linux-gnu");

    @ParameterizedTest
    @ValueSource(strings = {"underheap", "child"})
    void testsPass(String name) throws Exception {
        Path test = TESTS.resolve(name + "-test-" + machine());
        assumeTrue(Files.exists(test), "no C compiler when this was built");

        pass(List.of(test.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"underheap", "child"})
    void testsPassUnderSanitizers(String name) throws Exception {
        Path test = TESTS.resolve(name + "-test-sanitized");
        assumeTrue(Files.exists(test), "no sanitizers, see the log beside it");

        pass(List.of(test.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"underheap", "child"})
    void testsPassOnArm(String name) throws Exception {
        Path test = TESTS.resolve(name + "-test-aarch64");
        assumeTrue(machine().equals("x86_64"), "the other test runs it");
        assumeTrue(Files.exists(test), "no cross compiler when this was built");
        Path emulator = onPath(EMULATOR);
        assumeTrue(Files.isDirectory(ARM_LIBRARIES) && emulator != null, "no emulator");
        List<String> emulated = List.of(String.valueOf(emulator), "-L", ARM_LIBRARIES.toString());

        List<String> command = new ArrayList<>(emulated);
        command.add(test.toString());
        if (name.equals("child")) {
            // The programs that it runs need the emulator too.
            command.addAll(emulated);
        }
        pass(command);
    }

    private static void pass(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).matches("ok \\d+\\n");
    }

    private static String machine() {
        return System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
    }

    private static @Nullable Path onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return Path.of(folder, program);
            }
        }
        return null;
    }
}
