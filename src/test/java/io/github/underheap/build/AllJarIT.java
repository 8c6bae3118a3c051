package io.github.underheap.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The jar that runs by itself: the library, the command line and what they need. */
class AllJarIT {

    private static final Path LIBRARY = Path.of(System.getProperty("build.jar"));
    private static final Path ALL = Path.of(System.getProperty("build.all.jar"));

    private static final String OURS = "io/github/underheap/";
    private static final String CLI = OURS + "cli/";
    private static final String INTERNAL = OURS + "internal/";

    /** Every class and resource of the library is in it, byte for byte, but for references to what was renamed. */
    @Test
    void itHasTheLibraryAndTheCommandLine() throws IOException {
        Set<String> expected = names(LIBRARY);
        expected.remove("module-info.class");
        Set<String> names = names(ALL);

        assertThat(names).containsAll(expected).contains(CLI + "Main.class", "META-INF/THIRD-PARTY", "META-INF/NOTICE");
        names.removeAll(expected);
        assertThat(names)
                .allMatch(name -> name.startsWith(CLI)
                        || name.startsWith(INTERNAL)
                        || name.matches("META-INF/[^/]+|META-INF/services/.+"))
                .contains(INTERNAL + "picocli/CommandLine.class", INTERNAL + "jackson/core/JsonParser.class");
    }

    /** A program's own picocli or Jackson, of any version, can stand beside it. */
    @Test
    void nothingInItNamesWhatWasRenamed() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (JarFile jar = new JarFile(ALL.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().endsWith(".class")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        for (PoolEntry constant :
                                ClassFile.of().parse(in.readAllBytes()).constantPool()) {
                            if (constant instanceof ClassEntry named
                                    && named.asInternalName().matches("(picocli|com/fasterxml)/.*")) {
                                wrong.add(entry.getName() + " names " + named.asInternalName());
                            }
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void itsManifest() throws IOException {
        try (JarFile jar = new JarFile(ALL.toFile());
                JarFile library = new JarFile(LIBRARY.toFile())) {
            Attributes attributes = jar.getManifest().getMainAttributes();

            assertThat(attributes.getValue("Main-Class")).isEqualTo("io.github.underheap.cli.Main");
            assertThat(attributes.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            assertThat(attributes.getValue("Automatic-Module-Name")).isEqualTo("io.github.underheap");
            assertThat(attributes.getValue("Multi-Release")).isNull();
            assertThat(attributes.getValue("Implementation-Version"))
                    .isEqualTo(library.getManifest().getMainAttributes().getValue("Implementation-Version"));
        }
    }

    @Test
    void itsServicesAreThoseOfTheLibraryAndOfWhatIsPackedIntoIt() throws IOException {
        String services = "META-INF/services/";

        for (String service :
                List.of("io.github.underheap.profile.ProfileFormat", "org.openjdk.jmh.profile.Profiler")) {
            assertThat(text(ALL, services + service).lines())
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(
                            text(LIBRARY, services + service).lines().toList());
        }
        assertThat(text(ALL, services + "io.github.underheap.internal.jackson.core.JsonFactory"))
                .isEqualToIgnoringNewLines("io.github.underheap.internal.jackson.core.JsonFactory");
    }

    @Test
    void licencesOfOthersAreInIt() throws IOException {
        assertThat(text(ALL, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
        assertThat(text(ALL, "META-INF/NOTICE")).contains("Jackson JSON processor");
        assertThat(text(ALL, "META-INF/THIRD-PARTY")).contains("picocli", "Apache License 2.0");
        assertThat(names(ALL))
                .contains(
                        "META-INF/FastDoubleParser-LICENSE",
                        "META-INF/FastDoubleParser-ThirdParty-LICENSE",
                        "META-INF/Schubfach-LICENSE");
    }

    /** The same sources give the same bytes, so no entry has the time of the build. */
    @Test
    void itsTimesAreThoseOfTheSourcesAndOfTheReleasesOfOthers() throws IOException {
        LocalDateTime ours = LocalDateTime.of(2026, 11, 1, 0, 0);
        try (ZipFile zip = new ZipFile(ALL.toFile())) {
            assertThat(zip.stream()
                            .filter(entry -> !entry.getName().startsWith(INTERNAL)
                                    && !entry.getName().matches("META-INF/(NOTICE|.+-LICENSE)")))
                    .isNotEmpty()
                    .allMatch(entry -> entry.getTimeLocal().equals(ours));
        }
    }

    private static Set<String> names(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Set<String> names = new TreeSet<>();
            file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .forEach(names::add);
            return names;
        }
    }

    private static String text(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile());
                InputStream in = file.getInputStream(file.getEntry(entry))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
