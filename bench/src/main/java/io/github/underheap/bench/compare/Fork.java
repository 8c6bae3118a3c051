package io.github.underheap.bench.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.bench.Flags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the JVMs that measure, one at a time, and gets what they measured. Leaves no JVM and no file behind, even if the command
 * is interrupted.
 */
final class Fork implements AutoCloseable {

    /** A JVM starts, compiles and ends in this time, however little it measures. */
    private static final int MOST_SECONDS_BESIDES = 120;

    /** Who compiles is waited for, so that a short warm-up is enough on a machine that others use too. */
    private static final String COMPILED_AT_ONCE = "-Xbatch";

    private final ObjectMapper mapper = new ObjectMapper();
    private final Arguments arguments;
    private final Path folder = Files.createTempDirectory("underheap-compare");
    private final Path library = folder.resolve("libasyncProfiler.so");
    private final Path recording = folder.resolve("recording.jfr");
    private final Path output = folder.resolve("output");
    private volatile @Nullable Process running;

    Fork(Arguments arguments) throws IOException {
        this.arguments = arguments;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /**
     * @throws UnavailableException if there is no such variant here
     * @throws IOException if the JVM fails
     */
    Measured run(Task task, Peer peer) throws IOException, InterruptedException {
        try {
            Measured measured = measured(lastLine(command(task, peer)));
            return peer.asyncProfiler() == null ? measured : measured.withRecorded(AsyncProfiler.blocks(recording));
        } finally {
            Files.deleteIfExists(recording);
        }
    }

    private List<String> command(Task task, Peer peer) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Flags.LEAST_HEAP,
                Flags.MOST_HEAP,
                Flags.TOUCHED,
                COMPILED_AT_ONCE,
                "-XX:CompileCommand=quiet",
                StackedCycle.DEEPENED,
                StackedCycle.CALLED));
        if (peer.allowsNativeAccess()) {
            command.add(Flags.NATIVE_ACCESS);
        }
        command.addAll(peer.flags());
        if (peer.asyncProfiler() != null) {
            AsyncProfiler.unpack(library);
            command.add("-agentpath:" + library + "=start," + peer.asyncProfiler() + ",file=" + recording);
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Measurement.class.getName(),
                task.name(),
                peer.name(),
                Double.toString(arguments.warmUpSeconds()),
                Double.toString(arguments.seconds())));
        return command;
    }

    private String lastLine(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(Fork::changesTheJvm);
        Process process = builder.start();
        running = process;
        long most = MOST_SECONDS_BESIDES + (long) (10 * (arguments.warmUpSeconds() + arguments.seconds()));
        if (!process.waitFor(most, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IOException("not done after " + most + " s");
        }
        String[] lines = Files.readString(output).strip().split("\n");
        if (process.exitValue() != 0) {
            throw new IOException("exit code " + process.exitValue() + ": " + complaint(lines));
        }
        return lines[lines.length - 1];
    }

    /** Options that somebody has set for JVMs, or for this library, are not those that are measured. */
    private static boolean changesTheJvm(String variable) {
        return variable.startsWith("UNDERHEAP_")
                || List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
                        .contains(variable);
    }

    private static String complaint(String[] lines) {
        return Arrays.stream(lines)
                .filter(line -> line.contains("Exception") || line.contains("Error"))
                .findFirst()
                .orElse(lines[0]);
    }

    private Measured measured(String line) throws JsonProcessingException {
        JsonNode node = mapper.readTree(line);
        if (node.isTextual()) {
            throw new UnavailableException(node.textValue());
        }
        return mapper.treeToValue(node, Measured.class);
    }

    @Override
    public void close() {
        Process process = running;
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        for (Path each : List.of(library, recording, output, folder)) {
            try {
                Files.deleteIfExists(each);
            } catch (IOException e) {
                System.err.println("bench/compare: cannot delete " + each + ": " + e.getMessage());
            }
        }
    }
}
