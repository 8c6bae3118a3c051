package io.github.underheap.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.underheap.ForkedJvm;
import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import joptsimple.OptionParser;
import org.apache.commons.math3.stat.StatUtils;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.generators.BenchmarkProcessor;

/** Makes benchmarks of a source file, and runs them with JMH's own command line in JVMs of their own, as a user does. */
public final class JmhRun {

    private final Path folder;
    private final Path classes;
    private final List<String> options;
    private final Map<String, String> environment;

    private JmhRun(Path folder, Path classes, List<String> options, Map<String, String> environment) {
        this.folder = folder;
        this.classes = classes;
        this.options = options;
        this.environment = environment;
    }

    /**
     * What came of a run.
     *
     * @param results one for each benchmark, as JMH writes them; empty if there was no run
     */
    public record Results(ForkedJvm.Result process, List<JsonNode> results) {

        /** A number of the only benchmark whose name ends so. */
        public double score(String benchmark, String result) {
            return number(metric(benchmark, result).get("score"));
        }

        /** The unit in which that is. */
        public String unit(String benchmark, String result) {
            return metric(benchmark, result).get("scoreUnit").asText();
        }

        /** That number for each iteration, of one fork after another. */
        public List<Double> raw(String benchmark, String result) {
            List<Double> all = new ArrayList<>();
            metric(benchmark, result).get("rawData").forEach(fork -> fork.forEach(each -> all.add(number(each))));
            return all;
        }

        /** NaN is no number in JSON, and JMH writes it as text. */
        private static double number(JsonNode node) {
            return Double.parseDouble(node.asText());
        }

        /** What JMH prints about the sites of a benchmark. */
        public String text(String benchmark) {
            List<String> lines = process.out()
                    .lines()
                    .dropWhile(line -> !line.endsWith("." + benchmark + ":offheap.sites\":"))
                    .skip(1)
                    .takeWhile(line -> !line.isBlank())
                    .toList();
            assertThat(lines).as(process.output()).isNotEmpty();
            return String.join("\n", lines) + "\n";
        }

        private JsonNode metric(String benchmark, String result) {
            JsonNode found = results.stream()
                    .filter(each -> each.get("benchmark").asText().endsWith("." + benchmark))
                    .map(each -> each.get("secondaryMetrics").get(result))
                    .toList()
                    .getFirst();
            assertThat(found).as(result).isNotNull();
            return found;
        }
    }

    /** Compiles benchmarks into a folder, with JMH's annotation processor. */
    public static JmhRun of(Path folder, Path source) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    path(ForkedJvm.library(), jar(Main.class)),
                                    "-processorpath",
                                    path(jar(BenchmarkProcessor.class), jar(Main.class)),
                                    "-processor",
                                    BenchmarkProcessor.class.getName()),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        return new JmhRun(folder, classes, List.of(), Map.of());
    }

    /** The same with an option for the JVM that JMH is started in. */
    public JmhRun option(String option) {
        return new JmhRun(folder, classes, List.of(option), environment);
    }

    /** The same with a variable of the environment. */
    public JmhRun variable(String name, String value) {
        return new JmhRun(folder, classes, options, Map.of(name, value));
    }

    /** Runs JMH with the profiler, two short iterations after one that warms up; what the arguments say counts instead. */
    public Results measure(String options, String... arguments) throws Exception {
        Path file = folder.resolve("results");
        Files.deleteIfExists(file);
        List<String> all = new ArrayList<>(List.of("-prof", OffHeapProfiler.class.getName() + options));
        all.addAll(List.of("-foe", "true", "-rf", "json", "-rff", file.toString()));
        all.addAll(List.of("-jvmArgs", String.join(" ", ForkedJvm.QUICK), "-w", "100ms", "-r", "100ms"));
        defaults(all, arguments, Map.of("-f", "1", "-wi", "1", "-i", "2"));
        ForkedJvm.Result process = run(all.toArray(String[]::new));
        List<JsonNode> results = new ArrayList<>();
        if (Files.exists(file)) {
            new ObjectMapper().readTree(file.toFile()).forEach(results::add);
        }
        return new Results(process, results);
    }

    private static void defaults(List<String> all, String[] arguments, Map<String, String> defaults) {
        List<String> given = List.of(arguments);
        all.addAll(given);
        defaults.forEach((key, value) -> {
            if (!given.contains(key)) {
                all.addAll(List.of(key, value));
            }
        });
    }

    /** Runs JMH's command line. */
    public ForkedJvm.Result run(String... arguments) throws Exception {
        ForkedJvm jvm = ForkedJvm.in(folder)
                // Other benchmarks on this machine are none of its business.
                .option("-Djmh.ignoreLock=true")
                .option(ForkedJvm.QUICK.toArray(String[]::new))
                .option(options.toArray(String[]::new))
                .classPath(path(
                        classes, ForkedJvm.library(), jar(Main.class), jar(OptionParser.class), jar(StatUtils.class)));
        environment.forEach(jvm::variable);
        return jvm.run(Main.class, arguments);
    }

    private static String path(Path... places) {
        return Stream.of(places).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
