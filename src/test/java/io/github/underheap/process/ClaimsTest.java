package io.github.underheap.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {

    @TempDir
    private Path folder;

    private final OutputPlace.Claims first = new OutputPlace.Claims();
    private final OutputPlace.Claims second = new OutputPlace.Claims();

    @Test
    void whatIsGivenBackIsFreeAndWhatOthersHaveStaysTheirs() {
        Path file = folder.resolve("x.json");
        Path other = folder.resolve("y.json");
        assertThat(first.isMine(file)).isTrue();
        assertThat(second.isMine(other)).isTrue();
        assertThat(second.isMine(file)).isFalse();

        first.release();

        assertThat(first.isMine(other)).isFalse();
        assertThat(second.isMine(file)).isTrue();
        second.release();
    }

    /** With any descriptor of the file that is closed, all locks go that the process has on it. */
    @Test
    void oneDescriptorIsForAllAndStaysOpen() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "no " + descriptors);
        assertThat(first.isMine(folder.resolve("x.json"))).isTrue();
        assertThat(second.isMine(folder.resolve("y.json"))).isTrue();

        first.release();
        second.release();

        try (Stream<Path> all = Files.list(descriptors)) {
            assertThat(all.filter(ClaimsTest::isOfClaims)).hasSize(1);
        }
    }

    private static boolean isOfClaims(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).getFileName().toString().startsWith(".underheap-claims-");
        } catch (IOException e) {
            // That of the list.
            return false;
        }
    }
}
