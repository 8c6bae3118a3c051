package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library by which {@code underheap run} runs a program, for each platform that there was a compiler for. */
class RunLibraryIT {

    private static final Path CLASSES = Path.of("target", "classes", "io", "github", "underheap", "cli", "native");
    private static final String NATIVE = "Java_io_github_underheap_cli_ChildLibrary_";

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void itLoadsWhereAJdkRuns(String machine) throws IOException {
        Path file = CLASSES.resolve(Path.of("linux-" + machine, "libunderheap-run.so"));
        assumeTrue(Files.exists(file), "no compiler for " + machine + " when this was built");
        ElfFile library = new ElfFile(file);

        assertThat(library.neededLibraries()).isEqualTo(List.of("libc.so.6"));
        assertThat(library.neededVersions())
                .isNotEmpty()
                .allSatisfy(version -> assertThat(Integer.parseInt(version.split("\\.", -1)[1]))
                        .isLessThanOrEqualTo(17));
        assertThat(library.exported()).containsOnlyKeys(NATIVE + "run", NATIVE + "closeInChild");
        assertThat(library.hasSection(".symtab")).isFalse();
        assertThat(library.segments()).extracting(ElfFile.Segment::type).contains(ElfFile.PT_GNU_RELRO);
    }
}
