package io.github.underheap.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedOutputTest {

    private final SharedOutput outputs = new SharedOutput();

    @ParameterizedTest
    @CsvSource({
        "same.json, same-%p.json",
        "folder.d/same, folder.d/same-%p",
        "folder.d/.hidden, folder.d/.hidden-%p",
        "/nowhere/a.b.json, /nowhere/a.b-%p.json",
        "%h-%{HOME}.json, %h-%{HOME}-%p.json",
        "100%%p.json, 100%%p-%p.json",
    })
    void namesTheFileOfEachJvm(String template, String better) {
        assertThat(outputs.before(template, 2)).isEqualTo(better);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%p.json", "a-%t.json", "%%%p.json", "/dev/null", "/dev/stderr", "/proc/self/fd/2"})
    void takesNothingsPlace(String template) {
        assertThat(outputs.before(template, 3)).isNull();
        assertThat(outputs.before(template, 3)).isNull();
    }

    @Test
    void aPipeIsNoFile(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path file = Files.writeString(folder.resolve("old.json"), "old");

        assertThat(outputs.before(pipe.toString(), 2)).isNull();
        assertThat(outputs.before(file.toString(), 2))
                .isEqualTo(folder.resolve("old-%p.json").toString());
    }

    @Test
    void isSaidOnceOfEachFile() {
        assertThat(outputs.before("a.json", 2)).isEqualTo("a-%p.json");
        assertThat(outputs.before("a.json", 2)).isNull();
        assertThat(outputs.before("b.json", 5)).isEqualTo("b-%p.json");
    }

    /** Of several benchmarks with a fork each, too. */
    @Test
    void isSaidBeforeTheSecondJvm() {
        assertThat(outputs.before("a.json", 1)).isNull();
        assertThat(outputs.before("a.json", 1)).isEqualTo("a-%p.json");
        assertThat(outputs.before("a.json", 1)).isNull();
    }
}
