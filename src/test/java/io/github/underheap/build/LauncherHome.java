package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.file.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/**
 * The launcher in a small checkout of its own, beside a working directory, in an environment that the settings of this machine do
 * not reach. It looks as if the launcher had built the library, whose jar is empty and newer than its sources; the command line is the
 * real one. Both folders have a space in their names.
 */
final class LauncherHome {

    static final String VERSION = "1.2.3";

    /** What the {@code java} of a fake JDK does. */
    static final String SHOWS_ARGUMENTS = "for argument; do printf '[%s]\\n' \"$argument\"; done";

    /** The JDK that runs this test. */
    static final Path JDK = Path.of(System.getProperty("java.home"));

    /** The command line that the build has made. */
    private static final Path ALL = Path.of(System.getProperty("build.all.jar"));

    private final Path folder;
    private final Path work;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> shell = List.of("sh");
    private Path launcher;

    LauncherHome(Path parent) throws IOException {
        this(parent, "check out");
    }

    /** @param checkout the name of the checkout's folder */
    LauncherHome(Path parent, String checkout) throws IOException {
        folder = Files.createDirectories(parent.resolve(checkout));
        work = Files.createDirectories(parent.resolve("working here"));
        launcher = Files.copy(Path.of("underheap"), script());
        Files.writeString(folder.resolve("pom.xml"), "<project>\n  <version>" + VERSION + "</version>\n</project>\n");
        Files.writeString(folder.resolve("LICENSE"), "");
        Files.createDirectories(source().getParent());
        Files.writeString(source(), "");
        Files.createDirectories(place());
        Manifests.writeJar(jar());
        Files.copy(ALL, allJar());
        Files.writeString(current(), jar().getFileName() + "\n");
        makeNewerThanEverything(current());
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", parent.toString());
        environment.put("TMPDIR", parent.toString());
        environment.put("UNDERHEAP_JAVA_HOME", JDK.toString());
    }

    /** The shells of this machine that the launcher is made for. */
    static Stream<List<String>> shells() {
        return Stream.of(List.of("dash"), List.of("bash", "--posix"), List.of("busybox", "sh"))
                .filter(shell -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell.getFirst()))));
    }

    /** The launcher's copy. */
    Path script() {
        return folder.resolve("underheap");
    }

    /** What the launcher keeps for itself. */
    Path place() {
        return folder.resolve(".underheap");
    }

    /** Names the jar that programs are run with. */
    Path current() {
        return place().resolve("current");
    }

    /** The library, until it is built anew. */
    Path jar() {
        return place().resolve("underheap-" + VERSION + "-0123456789abcdef.jar");
    }

    /** The command line. */
    Path allJar() {
        return place().resolve("underheap-" + VERSION + "-0123456789abcdef-all.jar");
    }

    /** A file that the library is made of. */
    Path source() {
        return folder.resolve("src/main/java/Library.java");
    }

    /** Puts the real library in the place of the empty jar. */
    LauncherHome withLibrary() throws IOException {
        Files.copy(Path.of(System.getProperty("build.jar")), jar(), StandardCopyOption.REPLACE_EXISTING);
        return this;
    }

    /** With the part of the command line in C, where there is one for this platform. */
    LauncherHome withItsPartInC() throws IOException {
        try (JarFile all = new JarFile(ALL.toFile())) {
            ZipEntry part =
                    all.getEntry("io/github/underheap/cli/native/" + NativeLibrary.platform() + "/libunderheap-run.so");
            if (part != null) {
                Files.copy(
                        all.getInputStream(part),
                        place().resolve(jar().getFileName().toString().replaceFirst("[.]jar$", ".so")));
            }
        }
        return this;
    }

    /** As after a build: with what makes the command line start fast. */
    LauncherHome published() throws IOException, InterruptedException {
        String built = System.getProperty("build.jar").replaceFirst("\\.jar$", "");
        Path start = Files.writeString(folder.resolveSibling("start"), "");
        makeNewerThanEverything(start);
        String flags = Files.readAllLines(launcher).stream()
                .filter(line -> line.startsWith("uh_flags='"))
                .map(line -> line.substring("uh_flags='".length(), line.length() - 1))
                .findFirst()
                .orElseThrow();
        Processes.Result result = Processes.run(
                folder,
                environment,
                "",
                List.of(
                        JDK.resolve("bin/java").toString(),
                        "-cp",
                        built + "-all.jar",
                        "io.github.underheap.cli.Publication",
                        place().toString(),
                        built,
                        start.toString(),
                        flags,
                        JDK.toString()));
        assertThat(result).isEqualTo(new Processes.Result(0, "", ""));
        return this;
    }

    LauncherHome in(List<String> command) {
        shell = command;
        return this;
    }

    /** Calls the launcher by another name, or another launcher. */
    LauncherHome launching(Path script) {
        launcher = script;
        return this;
    }

    LauncherHome with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** The whole environment of the launcher. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    LauncherHome without(String variable) {
        environment.remove(variable);
        return this;
    }

    LauncherHome pathStartsWith(Path bin) {
        return with("PATH", bin + ":" + environment.get("PATH"));
    }

    Processes.Result run(String... arguments) throws IOException, InterruptedException {
        return runWithInput("", arguments);
    }

    Processes.Result runWithInput(String input, String... arguments) throws IOException, InterruptedException {
        return Processes.run(work, environment, input, command(arguments));
    }

    /** For a launcher that is not waited for. */
    ProcessBuilder builder(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).directory(work.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** A file in the working directory. */
    Path file(String name) throws IOException {
        Path file = work.resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }

    /** Writes a file in the working directory. */
    void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    /** The command of the launcher. */
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(shell);
        command.add(launcher.toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** A folder that looks like a JDK of that version. Its {@code java} prints its arguments, one in a line, in brackets. */
    static Path fakeJdk(Path folder, String version) throws IOException {
        Path bin = folder.resolve("bin");
        writeJava(folder, SHOWS_ARGUMENTS);
        writeScript(bin.resolve("javac"), "exit 1");
        writeScript(bin.resolve("jar"), "exec '" + JDK.resolve("bin/jar") + "' \"$@\"");
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return folder;
    }

    /** Makes a script the {@code java} of a JDK; the command line itself runs with the real one, but makes no cache. */
    static void writeJava(Path jdk, String... lines) throws IOException {
        writeJava(jdk, List.of("Main", "Publication"), lines);
    }

    /** @param real names of classes of the command line that the real one runs */
    static void writeJava(Path jdk, List<String> real, String... lines) throws IOException {
        String names =
                real.stream().map(name -> "io.github.underheap.cli." + name).collect(Collectors.joining(" | "));
        String first = "for argument; do case $argument in " + names + ") exec '" + JDK.resolve("bin/java")
                + "' \"$@\" ;; esac; done";
        writeScript(
                jdk.resolve("bin/java"),
                Stream.concat(Stream.of(first), Stream.of(lines)).toArray(String[]::new));
    }

    /**
     * Puts a Maven on the PATH that notes how it was called in {@code mvn-ran} beside the checkout, and runs a command there, with
     * {@code $folder} for the folder to build in and {@code $made} for the jar to make. The command line is there already.
     */
    LauncherHome withMavenThat(String command) throws IOException {
        Path bin = folder.resolveSibling("maven");
        writeScript(
                bin.resolve("mvn"),
                "echo \"$JAVA_HOME $*\" >>'" + folder.resolveSibling("mvn-ran") + "'",
                "for argument; do case $argument in -Dbuild.folder=*) folder=${argument#*=} ;; esac; done",
                "mkdir -p \"$folder\"",
                "made=$folder/underheap-" + VERSION + ".jar",
                "cp '" + ALL.toAbsolutePath() + "' \"${made%.jar}-all.jar\"",
                command);
        return pathStartsWith(bin);
    }

    /** Runs the compiler of this JDK. */
    static void compile(String... arguments) {
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments))
                .isZero();
    }

    static void writeScript(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static void makeNewerThanEverything(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    static void makeNewerThanTheLibrary(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3600)));
    }
}
