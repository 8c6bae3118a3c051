package io.github.underheap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.ForkedJvm;
import io.github.underheap.Profiles;
import io.github.underheap.profile.Profile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example is a project with a leak in a binding of zlib, and its test finds the line. */
class JUnitExampleIT {

    private static final Path EXAMPLE = Path.of("examples", "junit");
    private static final Path BINDING = EXAMPLE.resolve("src/main/java/com/acme/Zlib.java");
    private static final Path TEST = EXAMPLE.resolve("src/test/java/com/acme/ZlibTest.java");

    @TempDir
    private Path folder;

    @Test
    void itFindsTheLine() throws Exception {
        Path classes = folder.resolve("target/classes");
        String classPath = compile(classes);

        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("--enable-native-access=ALL-UNNAMED")
                .classPath(classPath)
                .run(LaunchedTests.class, "com.acme.ZlibTest");

        // How much room the output needs at worst is up to the version of zlib.
        Matcher bound = Pattern.compile("  ([\\d,]+) bytes in 1 block").matcher(result.out());
        assertThat(bound.find()).as(result.output()).isTrue();
        long bytes = Long.parseLong(bound.group(1).replace(",", ""));
        String caller = "    at com.acme.ZlibTest.packsNoise(ZlibTest.java:" + line(TEST, "Zlib.pack(noise)") + ")";
        String name = folder.toRealPath()
                .resolve("target/underheap/com.acme.ZlibTest.packsNoise-leaks")
                .toString();
        assertThat(result.out()).isEqualTo("""
                packsNoise(): FAILED: @AssertNoOffHeapLeaks: the test leaks %1$,d bytes in 3 blocks
                  %2$,d bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                    at com.acme.Zlib.pack(Zlib.java:%3$d)
                %6$s
                  16,381 bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                    at com.acme.Zlib.pack(Zlib.java:%4$d)
                %6$s
                  8 bytes in 1 block, confined arena: 1 of 1 blocks were never freed
                    at com.acme.Zlib.pack(Zlib.java:%5$d)
                %6$s
                profile: %7$s.json and %7$s.html
                packsZeros(): SUCCESSFUL
                Jupiter %8$s
                """.formatted(
                        16_381 + bytes + 8,
                        bytes,
                        line(BINDING, "call(BOUND"),
                        line(BINDING, "JAVA_BYTE, bytes"),
                        line(BINDING, "JAVA_LONG, output"),
                        caller,
                        name,
                        Test.class.getPackage().getImplementationVersion()));
        String shown = result.out()
                .substring("packsNoise(): FAILED: ".length(), result.out().indexOf("\npacksZeros()"))
                .replace("%,d bytes".formatted(bytes), "16,397 bytes")
                .replace("%,d bytes".formatted(16_381 + bytes + 8), "32,786 bytes")
                .replace(folder.toRealPath() + File.separator, "");
        assertThat(Files.readString(Path.of("docs", "junit.md"))).contains("```\n" + shown + "\n```");
        Profile profile = Profiles.read(Path.of(name + ".json"));
        assertThat(profile.stats().currentBytes()).isEqualTo(16_381 + bytes + 8);
    }

    /** Where all are modules, JUnit has to get at the extension, which nobody else sees. */
    @Test
    void itWorksOnTheModulePath() throws Exception {
        Path classes = folder.resolve("target/classes");
        Path descriptor = Files.writeString(folder.resolve("module-info.java"), """
                module com.acme {
                    requires io.github.underheap;
                    requires org.junit.jupiter.api;
                    opens com.acme to org.junit.platform.commons;
                }
                """);
        String modules = Path.of(System.getProperty("build.jar")).toAbsolutePath()
                + Arrays.stream(libraries().split(File.pathSeparator))
                        .filter(jar -> Path.of(jar)
                                .getFileName()
                                .toString()
                                .matches("(junit-|opentest4j|apiguardian|jspecify).*"))
                        .map(jar -> File.pathSeparator + jar)
                        .collect(Collectors.joining());
        javac("-d", classes.toString(), "-p", modules, descriptor.toString(), BINDING.toString(), TEST.toString());

        ForkedJvm.Result result = ForkedJvm.in(folder)
                .option("--enable-native-access=com.acme", "-p", classes + File.pathSeparator + modules)
                .option("--add-modules", "com.acme,org.junit.jupiter.engine,org.junit.platform.launcher")
                .classPath(Path.of(LaunchedTests.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString())
                .run(LaunchedTests.class, "com.acme.ZlibTest");

        assertThat(result.out())
                .as(result.err())
                .startsWith("packsNoise(): FAILED: @AssertNoOffHeapLeaks: the test leaks ")
                .contains("    at com.acme.ZlibTest.packsNoise(ZlibTest.java:" + line(TEST, "Zlib.pack(noise)") + ")\n")
                .contains("\npacksZeros(): SUCCESSFUL\n");
    }

    private static String libraries() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String compile(Path classes) throws IOException {
        javac("-d", classes.toString(), "-cp", libraries(), "-proc:none", BINDING.toString(), TEST.toString());
        return classes + File.pathSeparator + libraries();
    }

    private static void javac(String... arguments) {
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments))
                .isZero();
    }

    /** The one line of a source file that has a text in it. */
    private static int line(Path source, String text) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int[] found = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(text))
                .toArray();
        assertThat(found).as(text).hasSize(1);
        return found[0] + 1;
    }

    /** What users copy is what is tried here. */
    @Test
    void itNamesTheVersionsOfTheBuild() throws IOException {
        String build = Files.readString(Path.of("pom.xml"));
        String example = Files.readString(EXAMPLE.resolve("pom.xml"));

        Stream.of(
                        "<artifactId>underheap</artifactId>\\s*<version>([^<]*)",
                        "<junit.version>([^<]*)",
                        "<surefire.version>([^<]*)")
                .forEach(version -> assertThat(example).contains("<version>" + first(version, build) + "</version>"));
    }

    private static String first(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }
}
