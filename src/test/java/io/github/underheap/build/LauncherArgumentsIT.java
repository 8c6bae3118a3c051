package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the launcher makes of its command line. Here {@code java} is a script that prints what it was given. */
class LauncherArgumentsIT {

    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    @TempDir
    Path temp;

    private LauncherHome home;
    private String jar;

    @BeforeEach
    void prepare() throws IOException {
        home = new LauncherHome(temp)
                .with(
                        "UNDERHEAP_JAVA_HOME",
                        LauncherHome.fakeJdk(temp.resolve("a jdk"), "25.0.3").toString());
        home.write("My App.java", "");
        jar = home.jar().toRealPath().toString();
    }

    @Test
    void sourceFile() throws Exception {
        assertThat(java("My App.java", "one"))
                .containsExactly("-cp", jar, NATIVE_ACCESS, "-Dunderheap.output=dhat-heap.json", "My App.java", "one");
    }

    @Test
    void classOnTheDefaultClassPath() throws Exception {
        assertThat(java("Main"))
                .containsExactly("-cp", jar + ":.", NATIVE_ACCESS, "-Dunderheap.output=dhat-heap.json", "Main");
    }

    @Test
    void classPathOfTheEnvironment() throws Exception {
        home.with("CLASSPATH", "a dir:b");

        assertThat(java("Main")).startsWith("-cp", jar + ":a dir:b");
        assertThat(java("My App.java")).startsWith("-cp", jar + ":a dir:b");
        assertThat(java("-cp", "c", "Main")).startsWith("-cp", jar + ":c");
    }

    @ParameterizedTest
    @MethodSource("classPaths")
    void classPathOfTheCommandLine(List<String> classPath) throws Exception {
        List<String> given = Stream.of(List.of("-Xmx64m"), classPath, List.of("Main", "-cp", "untouched"))
                .flatMap(List::stream)
                .toList();

        assertThat(java(given.toArray(String[]::new)))
                .containsExactly(
                        "-Xmx64m",
                        "-cp",
                        jar + ":lib/a b.jar:classes",
                        NATIVE_ACCESS,
                        "-Dunderheap.output=dhat-heap.json",
                        "Main",
                        "-cp",
                        "untouched");
    }

    static Stream<List<String>> classPaths() {
        return Stream.of(
                List.of("-cp", "lib/a b.jar:classes"),
                List.of("-classpath", "lib/a b.jar:classes"),
                List.of("--class-path", "lib/a b.jar:classes"),
                List.of("--class-path=lib/a b.jar:classes"),
                List.of("-cp", "overridden", "-cp", "lib/a b.jar:classes"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void module(String modulePath, List<String> arguments) throws Exception {
        List<String> given = Stream.of(List.of("--add-modules", "x"), arguments, List.of("-p", "untouched"))
                .flatMap(List::stream)
                .toList();

        assertThat(java(given.toArray(String[]::new)))
                .containsExactly(
                        "--add-modules",
                        "x",
                        "-p",
                        jar + modulePath,
                        "--add-modules",
                        "io.github.underheap",
                        NATIVE_ACCESS + ",io.github.underheap",
                        "-Dunderheap.output=dhat-heap.json",
                        "-m",
                        "app/app.Main",
                        "-p",
                        "untouched");
    }

    static Stream<Arguments> modules() {
        return Stream.of(
                Arguments.of("", List.of("-m", "app/app.Main")),
                Arguments.of("", List.of("--module=app/app.Main")),
                Arguments.of(":my mods:b", List.of("-p", "my mods:b", "-m", "app/app.Main")),
                Arguments.of(":my mods:b", List.of("--module-path", "my mods:b", "--module", "app/app.Main")),
                Arguments.of(":my mods:b", List.of("--module-path=my mods:b", "-m", "app/app.Main")),
                Arguments.of(":my mods:b", List.of("-p", "overridden", "-p", "my mods:b", "-m", "app/app.Main")));
    }

    @Test
    void bothPaths() throws Exception {
        assertThat(java("-cp", "a b", "-p", "my mods", "-m", "app/app.Main"))
                .startsWith("-p", jar + ":my mods", "--add-modules", "io.github.underheap", "-cp", "a b");
        assertThat(java("-cp", "a b", "-p", "my mods", "Main")).startsWith("-p", "my mods", "-cp", jar + ":a b");
    }

    @Test
    void optionsBecomeProperties() throws Exception {
        List<String> expected = List.of(
                "-ea",
                "-cp",
                jar,
                NATIVE_ACCESS,
                "-Dunderheap.output=a b%p.json",
                "-Dunderheap.enabled=true",
                "-Dunderheap.capture=stackwalker",
                "-Dunderheap.depth=64",
                "-Dunderheap.buckets=64",
                "-Dunderheap.maxSites=1",
                "My App.java");

        assertThat(java(
                        "--out=a b%p.json",
                        "--capture=StackWalker",
                        "--depth=3",
                        "--depth=64",
                        "--buckets=64",
                        "--maxSites=1",
                        "--enabled=TRUE",
                        "--",
                        "-ea",
                        "My App.java"))
                .isEqualTo(expected);
        assertThat(java(
                        "--capture",
                        "stackwalker",
                        "--depth",
                        "3",
                        "--depth",
                        "64",
                        "--buckets",
                        "64",
                        "--maxSites",
                        "1",
                        "--out",
                        "a b%p.json",
                        "--enabled",
                        "true",
                        "-ea",
                        "My App.java"))
                .isEqualTo(expected);
    }

    @Test
    void optionWinsOverPropertyWinsOverVariableWinsOverDefault() throws Exception {
        home.with("UNDERHEAP_OUTPUT", "variable");

        assertThat(outputs("My App.java")).isEmpty();
        assertThat(outputs("-Dunderheap.output=property", "My App.java"))
                .containsExactly("-Dunderheap.output=property");
        assertThat(outputs("--out=option", "-Dunderheap.output=property", "My App.java"))
                .endsWith("-Dunderheap.output=option");
    }

    @Test
    void argumentsArriveUnchanged() throws Exception {
        String[] odd = {
            "two  words",
            "",
            "\"double\"",
            "it's",
            "*",
            "$HOME",
            "`id`",
            "back\\slash\\n",
            "--depth=3",
            "-jar",
            "@file",
            "%s",
            "tab\tbed",
            "ünï",
            "~",
            "#"
        };

        List<String> arguments =
                java(Stream.concat(Stream.of("My App.java"), Stream.of(odd)).toArray(String[]::new));

        assertThat(arguments.subList(arguments.indexOf("My App.java") + 1, arguments.size()))
                .containsExactly(odd);
    }

    @Test
    void jarBecomesItsMainClass() throws Exception {
        Manifests.writeJar(home.file("the app.jar"), "Main-Class", "app.Main", "Class-Path", "lib/x.jar");

        assertThat(java("-Da=b", "-cp", "ignored", "-jar", "the app.jar", "one", ""))
                .containsExactly(
                        "-Da=b",
                        "-cp",
                        jar + ":the app.jar",
                        NATIVE_ACCESS,
                        "-Dunderheap.output=dhat-heap.json",
                        "app.Main",
                        "one",
                        "");
    }

    @Test
    void jarOpensAndExportsPackages() throws Exception {
        Manifests.writeJar(
                home.file("app.jar"),
                "Main-Class",
                "app.Main",
                "Add-Opens",
                "java.base/java.nio java.base/sun.nio.ch",
                "Add-Exports",
                "java.base/jdk.internal.misc");

        assertThat(java("-jar", "app.jar"))
                .startsWith(
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }

    @Test
    void manifestLinesThatGoOnInTheNextLine() throws Exception {
        String name =
                "org.example.a_package_with_a_name.that_is_longer_than.one_line_of_a_manifest.caf".repeat(3) + "é.Mäin";
        Path file = home.file("app.jar");
        Manifests.writeJar(file, "X-Before", "x".repeat(200), "Main-Class", name, "X-After", "y".repeat(200));

        assertThat(Manifests.longestLine(file)).isLessThanOrEqualTo(72);
        assertThat(java("-jar", "app.jar")).endsWith(name);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistake(String message, List<String> arguments) throws Exception {
        Manifests.writeJar(home.file("library.jar"));
        home.write("text.jar", "no jar");
        Files.createDirectories(home.file("folder"));

        Processes.Result result = home.run(arguments.toArray(String[]::new));

        assertThat(result).isEqualTo(new Processes.Result(2, "", "underheap: " + message + "\n"));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("unknown verb 'rnu'; did you mean run? ('underheap help' lists them)", "rnu"),
                mistake("run what? FILE.java, -jar APP.jar, or -cp PATH Main", "run"),
                mistake("run what? FILE.java, -jar APP.jar, or -cp PATH Main", "run", "--depth=3", "--"),
                mistake(
                        "no program among the arguments: FILE.java, -jar APP.jar, or -cp PATH Main",
                        "run",
                        "-cp",
                        "x",
                        "-ea"),
                mistake(
                        "unknown option --deptth; did you mean --depth? (options for java itself go after --)",
                        "run",
                        "--deptth=3",
                        "My App.java"),
                mistake(
                        "unknown option --max-sites; did you mean --maxSites? (options for java itself go after --)",
                        "run",
                        "--max-sites=3",
                        "My App.java"),
                mistake(
                        "unknown option -output; did you mean --output? (options for java itself go after --)",
                        "run",
                        "-output=x",
                        "My App.java"),
                mistake(
                        "--depth: '0' is not valid; expected a whole number from 1 to 64",
                        "run",
                        "--depth=0",
                        "My App.java"),
                mistake(
                        "--depth: '65' is not valid; expected a whole number from 1 to 64",
                        "run",
                        "--depth",
                        "65",
                        "My App.java"),
                mistake(
                        "--depth: '8x' is not valid; expected a whole number from 1 to 64",
                        "run",
                        "--depth=8x",
                        "My App.java"),
                mistake(
                        "--depth: '' is not valid; expected a whole number from 1 to 64",
                        "run",
                        "--depth=",
                        "My App.java"),
                mistake("--depth needs a value: --depth=…", "run", "--depth"),
                mistake(
                        "--buckets: '-1' is not valid; expected a whole number from 1 to 2147483647",
                        "run",
                        "--buckets=-1",
                        "My App.java"),
                mistake(
                        "--maxSites: '99999999999999999999' is not valid; expected a whole number from 1 to 16777216",
                        "run",
                        "--maxSites=99999999999999999999",
                        "My App.java"),
                mistake(
                        "--capture: 'full' is not valid; expected none, stackwalker or auto",
                        "run",
                        "--capture=full",
                        "My App.java"),
                mistake("--enabled: 'yes' is not valid; expected true or false", "run", "--enabled=yes", "My App.java"),
                mistake("--out: '' is not valid; expected the name of a file", "run", "--out=", "My App.java"),
                mistake(
                        "--out=folder is a folder; name a file, for example --out=folder/dhat-heap.json",
                        "run",
                        "--out=folder",
                        "My App.java"),
                mistake(
                        "--output: 'x.json' is not valid; expected text, json or html; a file is named by --out",
                        "run",
                        "--output=x.json",
                        "My App.java"),
                mistake("--out=no/x.json: there is no folder no", "run", "--out=no/x.json", "My App.java"),
                mistake("Missing.java: no such file", "run", "Missing.java"),
                mistake("two\\u000alines.java: no such file", "run", "two\nlines.java"),
                mistake("missing.jar: no such file", "run", "-jar", "missing.jar"),
                mistake("-jar needs a value", "run", "-jar"),
                mistake("text.jar cannot be read as a jar", "run", "-jar", "text.jar"),
                mistake(
                        "library.jar has no Main-Class in its manifest; name the class: -cp library.jar Main",
                        "run",
                        "-jar",
                        "library.jar"),
                mistake(
                        "@args: argument files are not looked into here; write the options themselves",
                        "run",
                        "@args"));
    }

    private static Arguments mistake(String message, String... arguments) {
        return Arguments.of(message, List.of(arguments));
    }

    @Test
    void help() throws Exception {
        Processes.Result help = home.run("help");

        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("run", "report", "diff", "check");
        assertThat(home.run()).isEqualTo(help);
        assertThat(home.run("--help")).isEqualTo(help);
        Processes.Result ofRun = home.run("run", "--help");
        assertThat(ofRun.out()).contains("underheap run [options]", "--out", "--depth");
        assertThat(home.run("help", "run")).isEqualTo(ofRun);
    }

    @Test
    void version() throws Exception {
        String version;
        try (JarFile jar = new JarFile(home.allJar().toFile())) {
            version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
        }

        assertThat(home.run("--version")).isEqualTo(new Processes.Result(0, "underheap " + version + "\n", ""));
    }

    /** The arguments that reach {@code java}, without the first, which is between the launcher and the library. */
    private List<String> java(String... arguments) throws IOException, InterruptedException {
        Processes.Result result =
                home.run(Stream.concat(Stream.of("run"), Stream.of(arguments)).toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("[-Dio.github.underheap.launcherMark=/");
        return result.out()
                .lines()
                .skip(1)
                .map(line -> line.substring(1, line.length() - 1))
                .toList();
    }

    private List<String> outputs(String... arguments) throws IOException, InterruptedException {
        return java(arguments).stream()
                .filter(argument -> argument.startsWith("-Dunderheap.output="))
                .toList();
    }
}
