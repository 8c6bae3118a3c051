package io.github.underheap;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own with the library and the test programs on its class path, and none of the options that this JVM was
 * started with.
 */
public final class ForkedJvm {

    private static final int MINUTES = 2;

    private final Path folder;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String classPath = library() + File.pathSeparator + placeOf(ForkedJvm.class);

    /** What a process left behind; a death by signal n has the code 128 + n. */
    public record Result(int code, String out, String err) {}

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

    public ForkedJvm variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public ForkedJvm classPath(String value) {
        classPath = value;
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
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("still running after " + MINUTES + " minutes: " + Files.readString(err()));
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
