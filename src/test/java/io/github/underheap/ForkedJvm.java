package io.github.underheap;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM of its own with the library and the test programs on its class path, and none of the options that this JVM was
 * started with.
 */
public final class ForkedJvm {

    private static final String WHITE_BOX = "jdk/test/whitebox/WhiteBox.class";

    /** For JVMs whose flags do not matter: they take little more than half of the time then. */
    public static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Path folder;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Duration patience = Duration.ofMinutes(2);
    private String classPath = library() + File.pathSeparator + placeOf(ForkedJvm.class);

    /** What a process left behind; a death by signal n has the code 128 + n. */
    public record Result(int code, String out, String err) {

        /** Everything printed. */
        public String output() {
            return out + err;
        }

        /** The line in which a program says what came of it, as in {@code RESULT verified 42, mismatches 0}; else empty. */
        public String conclusion() {
            return out.lines()
                    .filter(line -> line.startsWith("RESULT"))
                    .findFirst()
                    .orElse("");
        }

        /** The number after a word of the conclusion. */
        public long count(String word) {
            Matcher found = Pattern.compile(Pattern.quote(word) + " (\\d+)").matcher(conclusion());
            if (!found.find()) {
                throw new AssertionError("no count of " + word + " in: " + output());
            }
            return Long.parseLong(found.group(1));
        }
    }

    private ForkedJvm(Path folder) {
        this.folder = folder;
        environment.put("PATH", System.getenv().getOrDefault("PATH", ""));
        environment.put("LC_ALL", "C.UTF-8");
    }

    /** A JVM that works in a folder, where its output goes too. */
    public static ForkedJvm in(Path folder) {
        return new ForkedJvm(folder);
    }

    public ForkedJvm option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Has the profile written to a file at exit. */
    public ForkedJvm output(Object name) {
        return option("-Dunderheap.output=" + name);
    }

    /** How long a program may run. */
    public ForkedJvm patience(Duration limit) {
        patience = limit;
        return this;
    }

    /** Lets programs deoptimise at will. */
    public ForkedJvm whiteBox() throws IOException {
        Path boot = folder.resolve("boot");
        Path target = boot.resolve(WHITE_BOX);
        Files.createDirectories(target.getParent());
        try (InputStream bytes = ForkedJvm.class.getClassLoader().getResourceAsStream(WHITE_BOX)) {
            Files.write(target, Objects.requireNonNull(bytes).readAllBytes());
        }
        return option("-Xbootclasspath/a:" + boot, "-XX:+UnlockDiagnosticVMOptions", "-XX:+WhiteBoxAPI");
    }

    /** Starts a class of the class path as an agent that may redefine and retransform classes. */
    public ForkedJvm agent(Class<?> type) throws IOException {
        Path jar = folder.resolve("agent.jar");
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(new Attributes.Name("Premain-Class"), type.getName());
        main.put(new Attributes.Name("Can-Redefine-Classes"), "true");
        main.put(new Attributes.Name("Can-Retransform-Classes"), "true");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream empty = new JarOutputStream(out, manifest)) {
            empty.finish();
        }
        return option("-javaagent:" + jar);
    }

    public ForkedJvm variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public ForkedJvm classPath(String value) {
        classPath = value;
        return this;
    }

    /** What is here is found before anything else of the same name. */
    public ForkedJvm classPathBegins(Path with) {
        classPath = with + File.pathSeparator + classPath;
        return this;
    }

    /** Runs the JVM from a shell; the script has its command as {@code "$@"}. */
    public ForkedJvm shell(String script) {
        prefix.addAll(List.of("sh", "-c", script, "sh"));
        return this;
    }

    public Process start(Class<?> program) throws IOException {
        return builder(List.of("-cp", classPath, program.getName())).start();
    }

    public Result run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> what = new ArrayList<>(List.of("-cp", classPath, program.getName()));
        what.addAll(List.of(arguments));
        return run(what);
    }

    /** Has the JDK compile and run a source file. */
    public Result runSource(Path file, String... arguments) throws IOException, InterruptedException {
        List<String> what = new ArrayList<>(List.of("-cp", classPath, file.toString()));
        what.addAll(List.of(arguments));
        return run(what);
    }

    /** Runs the main class of a module. */
    public Result runModule(String modulePath, String moduleAndClass) throws IOException, InterruptedException {
        return run(List.of("-p", modulePath, "-m", moduleAndClass));
    }

    private Result run(List<String> what) throws IOException, InterruptedException {
        return finish(builder(what).start());
    }

    /** Waits for the end of a process of {@link #start}. */
    public Result finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(patience)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("still running after " + patience + ": " + Files.readString(err()));
        }
        return new Result(process.exitValue(), Files.readString(out()), Files.readString(err()));
    }

    /** The folder or jar that the library is in. */
    public static Path library() {
        return placeOf(Tracker.class);
    }

    public Path out() {
        return folder.resolve("stdout");
    }

    private Path err() {
        return folder.resolve("stderr");
    }

    private ProcessBuilder builder(List<String> what) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (options.stream().noneMatch(option -> option.startsWith("-X"))) {
            command.addAll(QUICK);
        }
        command.addAll(options);
        command.addAll(what);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out().toFile())
                .redirectError(err().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private static Path placeOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return Path.of(Objects.requireNonNull(source).getLocation().getPath());
    }
}
