package io.github.underheap.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Runs child processes to their end. Output goes through files, so that no pipe can fill up. */
final class Processes {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a process left behind; a death by signal n has the code 128 + n. */
    record Result(int code, String out, String err) {}

    private Processes() {}

    /**
     * @param environment the whole environment of the child
     * @param input the text on its standard input
     */
    static Result run(Path directory, Map<String, String> environment, String input, List<String> command)
            throws IOException, InterruptedException {
        return run(directory, environment, input, command, PATIENCE);
    }

    static Result run(
            Path directory, Map<String, String> environment, String input, List<String> command, Duration patience)
            throws IOException, InterruptedException {
        Path files = Files.createTempDirectory("underheap-process");
        try {
            Path in = Files.writeString(files.resolve("in"), input);
            Path out = files.resolve("out");
            Path err = files.resolve("err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            int code = finish(builder.start(), patience);
            return new Result(code, Files.readString(out), Files.readString(err));
        } finally {
            deleteTree(files);
        }
    }

    /** Runs a program of one source file with the library on its class path, in the folder of the file. */
    static Result runProgram(Path source) throws IOException, InterruptedException {
        return run(
                source.toAbsolutePath().getParent(),
                Map.of(),
                "",
                List.of(
                        LauncherHome.JDK.resolve("bin/java").toString(),
                        "-cp",
                        Path.of(System.getProperty("build.jar"))
                                .toAbsolutePath()
                                .toString(),
                        source.toString()));
    }

    /** The exit code; a process that does not end in time is killed, and the test fails. */
    static int finish(Process process) throws InterruptedException {
        return finish(process, PATIENCE);
    }

    private static int finish(Process process, Duration patience) throws InterruptedException {
        if (!process.waitFor(patience)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError("still running after " + patience + ": " + process.info());
        }
        return process.exitValue();
    }

    private static void deleteTree(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
