package io.github.underheap.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The helper libraries that the build made: where they can be loaded, and what they show and carry. */
@ParameterizedClass
@ValueSource(strings = {"x86_64", "aarch64"})
class HelperLibraryIT {
    private static final Path CLASSES = Path.of("target", "classes", "io", "github", "underheap", "stack", "native");
    /** Built from a copy of the sources in another folder. */
    private static final Path AGAIN = Path.of("target", "helper-tests", "again");

    private static final Path INCLUDES = Path.of("bindings", "includes.conf");
    private static final String FUNCTION = "--include-function ";

    private static final int ENDBR64 = 0xfa1e0ff3;
    private static final int PACIASP = 0xd503233f;
    private static final int BTI_C = 0xd503245f;

    private final String machine;
    private final Path name;

    HelperLibraryIT(String machine) {
        this.machine = machine;
        this.name = Path.of("linux-" + machine, "libunderheap.so");
    }

    @BeforeEach
    void needsTheLibrary() {
        assumeTrue(Files.exists(CLASSES.resolve(name)), "no compiler for " + machine + " when this was built");
    }

    private ElfFile library() {
        try {
            return new ElfFile(CLASSES.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The oldest glibc that a JDK 25 runs on. */
    @Test
    void needsNoGlibcNewerThan217() {
        assertThat(library().neededVersions()).isNotEmpty().allSatisfy(version -> {
            assertThat(version).matches("GLIBC_2(\\.\\d+)+");
            assertThat(Integer.parseInt(version.split("\\.", -1)[1])).isLessThanOrEqualTo(17);
        });
    }

    /** Of an older glibc, where not all is in one library. */
    @Test
    void namesTheLibrariesThatItTakesFunctionsFrom() {
        assertThat(library().neededLibraries()).containsExactly("libpthread.so.0", "libdl.so.2", "libc.so.6");
    }

    @Test
    void exportsWhatJavaBindsAndNothingElse() throws IOException {
        List<String> bound;
        try (Stream<String> lines = Files.lines(INCLUDES)) {
            bound = lines.filter(line -> line.startsWith(FUNCTION))
                    .map(line -> line.substring(FUNCTION.length()))
                    .toList();
        }

        assertThat(library().exported()).containsOnlyKeys(bound);
    }

    @Test
    void isHardened() {
        ElfFile library = library();

        assertThat(library.dynamic(ElfFile.DT_FLAGS))
                .singleElement()
                .satisfies(flags -> assertThat(flags & ElfFile.DF_BIND_NOW).isNotZero());
        assertThat(library.dynamic(ElfFile.DT_TEXTREL)).isEmpty();
        assertThat(library.segments()).extracting(ElfFile.Segment::type).contains(ElfFile.PT_GNU_RELRO);
        assertThat(library.segments())
                .filteredOn(segment -> segment.type() == ElfFile.PT_GNU_STACK)
                .singleElement()
                .satisfies(stack -> assertThat(stack.flags() & ElfFile.PF_X).isZero());
        // An indirect call leads nowhere but to such an instruction.
        assertThat(library.exported().values())
                .allSatisfy(address -> assertThat(library.codeAt(address))
                        .isIn(machine.equals("x86_64") ? List.of(ENDBR64) : List.of(PACIASP, BTI_C)));
    }

    @Test
    void isStrippedAndWithoutBuildId() {
        ElfFile library = library();

        assertThat(library.hasSection(".dynsym")).isTrue();
        assertThat(library.hasSection(".symtab")).isFalse();
        assertThat(library.hasSection(".debug_info")).isFalse();
        assertThat(library.hasSection(".note.gnu.build-id")).isFalse();
    }

    @Test
    void isTheSameWhereverItIsBuilt() {
        assertThat(AGAIN.resolve(name)).hasSameBinaryContentAs(CLASSES.resolve(name));
    }
}
