package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

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
import javax.tools.ToolProvider;

/**
 * The launcher in a small checkout of its own, beside a working directory, in an environment that the settings of this machine do
 * not reach. The library's jar is empty and newer than its sources; both folders have a space in their names.
 */
final class LauncherHome {

    static final String VERSION = "1.2.3";

    /** The JDK that runs this test. */
    static final Path JDK = Path.of(System.getProperty("java.home"));

    private final Path folder;
    private final Path work;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> shell = List.of("sh");

    LauncherHome(Path parent) throws IOException {
        folder = Files.createDirectories(parent.resolve("check out"));
        work = Files.createDirectories(parent.resolve("working here"));
        Files.copy(Path.of("underheap"), script());
        Files.writeString(folder.resolve("pom.xml"), "<project>\n  <version>" + VERSION + "</version>\n</project>\n");
        Files.writeString(folder.resolve("LICENSE"), "");
        Files.createDirectories(source().getParent());
        Files.writeString(source(), "");
        Files.createDirectories(jar().getParent());
        Manifests.writeJar(jar());
        makeNewerThanEverything(jar());
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", parent.toString());
        environment.put("TMPDIR", parent.toString());
        environment.put("UNDERHEAP_JAVA_HOME", JDK.toString());
    }

    /** The launcher's copy. */
    Path script() {
        return folder.resolve("underheap");
    }

    /** The library. */
    Path jar() {
        return folder.resolve("target").resolve("underheap-" + VERSION + ".jar");
    }

    /** A file that the library is made of. */
    Path source() {
        return folder.resolve("src/main/java/Library.java");
    }

    /** Puts the real library in the place of the empty jar. */
    LauncherHome withLibrary() throws IOException {
        Files.copy(Path.of(System.getProperty("build.jar")), jar(), StandardCopyOption.REPLACE_EXISTING);
        makeNewerThanEverything(jar());
        return this;
    }

    LauncherHome in(List<String> command) {
        shell = command;
        return this;
    }

    LauncherHome with(String variable, String value) {
        environment.put(variable, value);
        return this;
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

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(shell);
        command.add(script().toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** A folder that looks like a JDK of that version. Its {@code java} prints its arguments, one in a line, in brackets. */
    static Path fakeJdk(Path folder, String version) throws IOException {
        Path bin = folder.resolve("bin");
        writeScript(bin.resolve("java"), "for argument; do printf '[%s]\\n' \"$argument\"; done");
        writeScript(bin.resolve("javac"), "exit 1");
        writeScript(bin.resolve("jar"), "exec '" + JDK.resolve("bin/jar") + "' \"$@\"");
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return folder;
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
}
