package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.cli.Fixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every option of every verb, every exit code and every message, by the real launcher: {@code every-option.txt} beside this class has all that is typed,
 * and all that comes of it. Lines that begin with {@code $} are typed, each in a folder of its own with two profiles and a program;
 * {@code |} is standard output, {@code !} standard error, {@code =} an exit code other than 0. Only times and numbers of processes
 * are left out, of programs that ran. That no option and no message is missing there, {@code EveryOptionTest} sees.
 *
 * <p>After a change that is meant, {@code -Dgolden.rewrite=true} writes what came anew; look at the difference with {@code git diff}.
 */
class EveryOptionIT {

    private static final Path TRANSCRIPT =
            Path.of("src", "test", "resources", "io", "github", "underheap", "build", "every-option.txt");

    /** What a program that allocates, tells or signals as it is told to. */
    private static final String PROGRAM = """
            import io.github.underheap.TrackingArena;

            class Program {
                public static void main(String[] arguments) throws Exception {
                    for (String argument : arguments) {
                        if (argument.startsWith("keep:")) {
                            keep(Long.parseLong(argument.substring(5)));
                        } else if (argument.startsWith("free:")) {
                            free(Long.parseLong(argument.substring(5)));
                        } else if (argument.startsWith("signal:")) {
                            String pid = Long.toString(ProcessHandle.current().pid());
                            new ProcessBuilder("kill", "-" + argument.substring(7), pid).start();
                            Thread.sleep(60_000);
                        } else if (argument.startsWith("exit:")) {
                            System.exit(Integer.parseInt(argument.substring(5)));
                        } else {
                            System.out.println(argument);
                        }
                    }
                }

                static void keep(long bytes) {
                    TrackingArena.ofShared().allocate(bytes);
                }

                static void free(long bytes) {
                    try (TrackingArena arena = TrackingArena.ofConfined()) {
                        arena.allocate(bytes);
                    }
                }
            }
            """;

    /** What opens pages. */
    private static final String OPENER = """
            #!/bin/sh
            head -n 1 "$1" > opened.txt
            exit "${FAIL:-0}"
            """;

    private static final String RULES = """
            pool              com.acme.Pool.*
            pool              Program.keep
            process-lifetime  com.acme.Leak.open
            """;

    /** A folder's place, the times of a program that ran, and numbers of processes are others each time. */
    private static final Pattern TIME = Pattern.compile(" *\\b[0-9][0-9.,]* (ns|µs|ms|s|min|h)\\b");

    private static final int AT_A_TIME = 2;

    @TempDir
    static Path temp;

    /** What is typed, and below it what comes of it, in the order of the file. */
    private static Map<String, String> expected = Map.of();

    private static Map<String, String> actual = Map.of();

    @BeforeAll
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    static void runAll() throws Exception {
        expected = read();
        Path files = Files.createDirectory(temp.resolve("files"));
        Fixture.writeAll(files);
        Path classes = Files.createDirectory(files.resolve("classes"));
        Path source = Files.writeString(temp.resolve("Program.java"), PROGRAM);
        LauncherHome.compile("-cp", System.getProperty("build.jar"), "-d", classes.toString(), source.toString());
        LauncherHome home = new LauncherHome(temp).withLibrary().published();
        Files.writeString(files.resolve("own.rules"), RULES);
        Manifests.writeJar(files.resolve("nothing.jar"));
        Path bin = Files.createDirectory(temp.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("underheap"), home.script());
        Path opener = Files.writeString(bin.resolve("xdg-open"), OPENER);
        assertThat(opener.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = new HashMap<>(home.pathStartsWith(bin).environment());
        // The commands are short; what is compiled for long ones takes time away from the others.
        environment.put("UNDERHEAP_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        environment.put("JAVA", LauncherHome.JDK.resolve("bin/java").toString());
        environment.put(
                "ALL_JAR",
                Path.of(System.getProperty("build.all.jar")).toAbsolutePath().toString());
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME)) {
            Map<String, Future<String>> results = new LinkedHashMap<>();
            int number = 0;
            for (String typed : expected.keySet()) {
                Path folder = temp.resolve("work-" + number++);
                results.put(typed, pool.submit(() -> result(typed, folder, files, environment)));
            }
            Map<String, String> all = new LinkedHashMap<>();
            for (Map.Entry<String, Future<String>> result : results.entrySet()) {
                all.put(result.getKey(), result.getValue().get());
            }
            actual = all;
        }
    }

    private static String result(String typed, Path folder, Path files, Map<String, String> environment)
            throws Exception {
        copy(files, folder);
        Processes.Result result = Processes.run(folder, environment, "", List.of("sh", "-c", typed));
        StringBuilder text = new StringBuilder();
        lines(text, "|", result.out());
        lines(text, "!", result.err());
        if (result.code() != 0) {
            text.append("= ").append(result.code()).append('\n');
        }
        String shown = text.toString()
                .replace(folder.toString(), "FOLDER")
                .replace(temp.toString(), "TEMP")
                .replace("\033", "^[");
        return typed.contains("underheap run") || typed.contains("run.json")
                ? TIME.matcher(shown).replaceAll(" TIME")
                : shown;
    }

    private static void lines(StringBuilder text, String mark, String output) {
        for (String line : output.lines().toList()) {
            text.append((mark + " " + line).stripTrailing()).append('\n');
        }
        if (!output.isEmpty() && !output.endsWith("\n")) {
            text.append(mark).append("(no line end)\n");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static Map<String, String> read() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        String typed = "";
        for (String line : Files.readAllLines(TRANSCRIPT, StandardCharsets.UTF_8)) {
            if (line.startsWith("$ ")) {
                typed = line.substring(2);
                assertThat(entries.put(typed, "")).as("typed twice: %s", typed).isNull();
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                String before = entries.getOrDefault(typed, "");
                entries.put(typed, before + line + "\n");
            }
        }
        return entries;
    }

    @Test
    void allThatIsTypedDoesWhatIsWritten() throws IOException {
        if (Boolean.getBoolean("golden.rewrite")) {
            rewrite();
        }
        assertThat(text(actual)).isEqualTo(text(read()));
    }

    private static String text(Map<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> "$ " + entry.getKey() + "\n" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static void rewrite() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(TRANSCRIPT, StandardCharsets.UTF_8)) {
            if (line.startsWith("$ ")) {
                text.append(line).append('\n').append(actual.get(line.substring(2)));
            } else if (line.isEmpty() || line.startsWith("#")) {
                text.append(line).append('\n');
            }
        }
        Files.writeString(TRANSCRIPT, text);
    }
}
