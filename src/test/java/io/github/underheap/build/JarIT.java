package io.github.underheap.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users get. */
class JarIT {

    private static final Path JAR = Path.of(System.getProperty("build.jar"));

    /** Parts of every JDK; anything else would have to be installed or downloaded by users. */
    private static final List<String> MODULES_OF_THE_JDK = List.of("java.", "jdk.");

    private static final String JMH_PROFILER = "org.openjdk.jmh.profile.Profiler";

    @TempDir
    Path temp;

    @Test
    void nothingOfOthersIsInIt() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName))
                    .contains("META-INF/LICENSE", "module-info.class", "io/github/underheap/Tracker.class")
                    .allMatch(name -> name.startsWith("io/github/underheap/")
                            || name.startsWith("META-INF/")
                            || name.equals("module-info.class"))
                    .noneMatch(name -> name.contains("/build/"))
                    .noneMatch(name -> name.startsWith("io/github/underheap/cli/"));
        }
    }

    @Test
    void itIsAModuleThatNeedsOnlyTheJdk() {
        ModuleDescriptor module = descriptor();

        assertThat(exports())
                .containsExactlyInAnyOrder(
                        "io.github.underheap",
                        "io.github.underheap.config",
                        "io.github.underheap.dhat",
                        "io.github.underheap.junit",
                        "io.github.underheap.jmh",
                        "io.github.underheap.profile");
        assertThat(module.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
        assertThat(module.requires())
                .filteredOn(required -> !required.modifiers().contains(Modifier.STATIC))
                .extracting(ModuleDescriptor.Requires::name)
                .contains("java.base")
                .allMatch(name -> MODULES_OF_THE_JDK.stream().anyMatch(name::startsWith));
    }

    /** Not in the descriptor: a module that provides a service is not resolved without the module that has it. */
    private static final List<String> SERVICES_OF_JUNIT =
            List.of("org.junit.jupiter.api.extension.Extension", "org.junit.platform.launcher.TestExecutionListener");

    /**
     * Services are found by files on the class path, and by the descriptor on the module path. JMH, which is no module, is on the class path
     * always.
     */
    @Test
    void bothPathsHaveTheSameServices() throws IOException {
        for (ModuleDescriptor.Provides provides : descriptor().provides()) {
            assertThat(servicesOnTheClassPath(provides.service()))
                    .as(provides.service())
                    .containsExactlyInAnyOrderElementsOf(provides.providers());
        }
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.matches("META-INF/services/.+"))
                            .map(name -> name.substring("META-INF/services/".length())))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    descriptor().provides().stream().map(ModuleDescriptor.Provides::service),
                                    Stream.concat(Stream.of(JMH_PROFILER), SERVICES_OF_JUNIT.stream()))
                            .toList());
        }
    }

    @Test
    void jmhFindsTheProfiler() throws IOException {
        assertThat(servicesOnTheClassPath(JMH_PROFILER)).containsExactly("io.github.underheap.jmh.OffHeapProfiler");
    }

    @Test
    void itWorksOnTheModulePath() throws Exception {
        Path program = temp.resolve("Main.java");
        Files.writeString(program, """
                import io.github.underheap.TrackingArena;

                void main() {
                    try (TrackingArena arena = TrackingArena.ofConfined()) {
                        arena.allocate(7919);
                    }
                    System.out.println(TrackingArena.class.getModule().getName());
                }
                """);

        Processes.Result result = Processes.run(
                temp,
                Map.of(),
                "",
                List.of(
                        LauncherHome.JDK.resolve("bin/java").toString(),
                        "-p",
                        JAR.toAbsolutePath().toString(),
                        "--add-modules",
                        "io.github.underheap",
                        "-Dunderheap.output=profile.json",
                        program.toString()));

        assertThat(result.err()).contains("7,919").doesNotContain("WARNING");
        assertThat(result.out()).isEqualTo("io.github.underheap\n");
        assertThat(result.code()).isZero();
        assertThat(temp.resolve("profile.json")).isNotEmptyFile();
    }

    /** The packages that programs can import. */
    static List<String> exports() {
        return descriptor().exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .toList();
    }

    private static ModuleDescriptor descriptor() {
        return ModuleFinder.of(JAR).find("io.github.underheap").orElseThrow().descriptor();
    }

    private static Set<String> servicesOnTheClassPath(String service) throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            ZipEntry entry = Optional.ofNullable(jar.getEntry("META-INF/services/" + service))
                    .orElseThrow(() -> new AssertionError("no META-INF/services/" + service));
            return Set.copyOf(new String(jar.getInputStream(entry).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList());
        }
    }
}
