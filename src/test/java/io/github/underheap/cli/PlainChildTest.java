package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainChildTest {

    @TempDir
    Path folder;

    @Test
    void argumentsEnvironmentAndExitCode() throws IOException {
        String out = folder.resolve("out").toString();
        List<String> command = List.of("/bin/sh", "-c", "echo \"$1 $A\" >\"$2\"; exit 7", "sh", "an argument", out);

        assertThat(PlainChild.run(command, List.of("A=one=two", "B=", "nothing"), false))
                .isEqualTo(7);
        assertThat(Path.of(out)).hasContent("an argument one=two");
    }

    @Test
    void aSignalIsInTheCode() throws IOException {
        assertThat(PlainChild.run(List.of("/bin/sh", "-c", "kill -KILL $$"), List.of(), false))
                .isEqualTo(137);
    }

    @Test
    void aProgramThatIsMissing() {
        assertThatThrownBy(() -> PlainChild.run(List.of("/missing/java"), List.of(), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/missing/java");
    }
}
