package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs in the README run, its packages those of the module. */
class ReadmeIT {

    private static final Path README = Path.of("README.md");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path temp;

    @ParameterizedTest
    @MethodSource("programs")
    void program(String text) throws Exception {
        Path source = Files.writeString(temp.resolve("Program.java"), text);

        Processes.Result result = Processes.runProgram(source);

        assertThat(result.code()).as(result.err()).isZero();
        // As the README says, plain use needs no native access, so the JVM has nothing to warn about.
        assertThat(result.err()).doesNotContain("WARNING");
    }

    /** Blocks that are programs of their own; others are parts of one. */
    static Stream<String> programs() throws IOException {
        List<String> programs = JAVA_BLOCK
                .matcher(Files.readString(README))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("void main("))
                .toList();
        assertThat(programs).isNotEmpty();
        return programs.stream();
    }

    @Test
    void packagesAreThoseThatTheModuleExports() throws IOException {
        assertThat(all("(?m)^\\| `(io\\.github\\.underheap[.\\w]*)` \\|", Files.readString(README)))
                .containsExactlyInAnyOrderElementsOf(JarIT.exports());
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
