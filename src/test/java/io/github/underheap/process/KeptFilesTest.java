package io.github.underheap.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptFilesTest {

    @TempDir
    private Path folder;

    /** A program may start any number of profilers of one file. */
    @Test
    void aFileIsKeptOnceByWhateverName() throws Exception {
        Path real = folder.toRealPath();
        Path file = Files.writeString(real.resolve("x.json"), "{}");
        Path link = Files.createSymbolicLink(real.resolve("link.json"), file);
        int before = KeptFiles.count();

        for (int i = 0; i < 3; i++) {
            KeptFiles.add(file);
            KeptFiles.add(real.resolve("missing/../x.json"));
            KeptFiles.add(link);
        }

        assertThat(KeptFiles.count() - before).isEqualTo(1);
        assertThat(KeptFiles.has(file)).isTrue();
        assertThat(KeptFiles.has(link)).isTrue();
    }

    @Test
    void eachFileIsKept() throws Exception {
        Path first = Files.writeString(folder.resolve("first.json"), "{}");
        Path second = Files.writeString(folder.resolve("second.json"), "{}");
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        int before = KeptFiles.count();

        KeptFiles.add(first);
        KeptFiles.add(second);

        assertThat(KeptFiles.count() - before).isEqualTo(2);
        assertThat(KeptFiles.has(first)).isTrue();
        assertThat(KeptFiles.has(second)).isTrue();
        assertThat(KeptFiles.has(other)).isFalse();
    }
}
