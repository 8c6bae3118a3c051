import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How much later a program starts by {@code underheap run} than by plain {@code java}: from the start of the command to the program's main. The
 * commands take turns, so that both see the same machine. Also the memory of the command while the program runs.
 *
 * <pre>
 *   java bench/StartUp.java [times] [launcher]
 * </pre>
 */
public class StartUp {

    /** Says the time, and waits for the end of its input. */
    private static final String PROGRAM = """
            public class Now {
                public static void main(String[] args) throws Exception {
                    java.time.Instant now = java.time.Instant.now();
                    System.out.println(now);
                    System.in.read();
                }
            }
            """;

    private record Way(String name, List<String> command, List<Double> millis) {}

    public static void main(String[] args) throws Exception {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 21;
        String launcher = args.length > 1 ? args[1] : "./underheap";
        Path folder = Files.createTempDirectory("underheap-start");
        Path java = Path.of(System.getProperty("java.home"), "bin");
        Files.writeString(folder.resolve("Now.java"), PROGRAM);
        run(List.of(java.resolve("javac").toString(), "-d", folder.toString(), folder.resolve("Now.java").toString()));
        String library = library(launcher, folder);

        List<Way> ways = List.of(
                new Way(
                        "java",
                        List.of(
                                java.resolve("java").toString(),
                                "-cp",
                                library + ":" + folder,
                                "--enable-native-access=ALL-UNNAMED",
                                "Now"),
                        new ArrayList<>()),
                new Way(
                        "underheap run",
                        List.of(launcher, "run", "--out", "/dev/null", "-cp", folder.toString(), "Now"),
                        new ArrayList<>()));
        String memory = "";
        for (int i = 0; i < times; i++) {
            for (Way way : ways) {
                Instant start = Instant.now();
                Process process = new ProcessBuilder(way.command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                try (BufferedReader out = process.inputReader()) {
                    way.millis.add(
                            Duration.between(start, Instant.parse(out.readLine())).toNanos() / 1e6);
                    memory = memory(process.pid());
                    process.outputWriter().close();
                    process.waitFor();
                }
            }
        }
        System.out.printf("%d times each, ms%n%-14s %8s %8s%n", times, "", "median", "least");
        for (Way way : ways) {
            print(way.name, median(way.millis), least(way.millis));
        }
        List<Double> plain = ways.getFirst().millis;
        List<Double> ours = ways.getLast().millis;
        print("later by", median(ours) - median(plain), least(ours) - least(plain));
        System.out.println("while the program runs, underheap has " + memory);
    }

    private static void print(String name, double median, double least) {
        System.out.printf(Locale.ROOT, "%-14s %8.0f %8.0f%n", name, median, least);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double least(List<Double> values) {
        return values.stream().min(Double::compare).orElseThrow();
    }

    /** Builds if needed, and tells what programs run with. */
    private static String library(String launcher, Path folder) throws IOException, InterruptedException {
        Path program = folder.resolve("ClassPath.java");
        Files.writeString(program, "void main() { IO.println(System.getProperty(\"java.class.path\")); }");
        return run(List.of(launcher, "run", "--out", "/dev/null", program.toString())).split(":", -1)[0].strip();
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed");
        }
        return text;
    }

    /** What is resident, and what of it is not shared with others. */
    private static String memory(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return String.join(
                    ", ",
                    lines.filter(line -> line.matches("(Rss|Pss|Private_Dirty):.*"))
                            .map(line -> line.replaceAll(" +", " "))
                            .toList());
        }
    }
}
