package io.github.underheap.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of its own for a test program, with the flags that a test is about. */
final class ForkedJvm {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final String WHITE_BOX = "jdk/test/whitebox/WhiteBox.class";
    private static final String PROGRAMS = "io.github.underheap.stack.program.";

    private final Path directory;
    private final List<String> flags = new ArrayList<>();

    /** What a program left behind. */
    record Result(int code, String output) {
        /** The number before or after a word of the last line, as in {@code verified 42}. */
        long count(String word) {
            Matcher found = Pattern.compile(Pattern.quote(word) + " (\\d+)").matcher(last());
            if (!found.find()) {
                throw new AssertionError("no count of " + word + " in: " + output);
            }
            return Long.parseLong(found.group(1));
        }

        String last() {
            return output.lines()
                    .filter(line -> line.startsWith("RESULT"))
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * A JVM whose programs may call native code.
     *
     * @param directory for what it leaves behind
     */
    ForkedJvm(Path directory, String... flags) {
        this.directory = directory;
        this.flags.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xss4m", "-Xmx1500m"));
        this.flags.addAll(List.of(flags));
    }

    /** Takes the right to call native code away again. */
    ForkedJvm withoutNativeAccess() {
        flags.remove("--enable-native-access=ALL-UNNAMED");
        return this;
    }

    /** Lets programs deoptimise at will. */
    ForkedJvm withWhiteBox() throws IOException {
        Path boot = directory.resolve("boot");
        Path target = boot.resolve(WHITE_BOX);
        Files.createDirectories(target.getParent());
        try (var bytes = ForkedJvm.class.getClassLoader().getResourceAsStream(WHITE_BOX)) {
            Files.write(target, bytes.readAllBytes());
        }
        flags.add("-Xbootclasspath/a:" + boot);
        flags.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+WhiteBoxAPI"));
        return this;
    }

    /** Lets programs redefine classes. */
    ForkedJvm withAgent() throws IOException {
        Path jar = directory.resolve("agent.jar");
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(new Attributes.Name("Premain-Class"), PROGRAMS + "RedefineAgent");
        main.put(new Attributes.Name("Can-Redefine-Classes"), "true");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream empty = new JarOutputStream(out, manifest)) {
            empty.finish();
        }
        flags.add("-javaagent:" + jar);
        return this;
    }

    Result run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-XX:ErrorFile=" + directory.resolve("hs_err.log"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PROGRAMS + program));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PATIENCE)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("still running after " + PATIENCE + ": " + command);
        }
        return new Result(process.exitValue(), Files.readString(output));
    }
}
