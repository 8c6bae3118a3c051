package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks through {@code docs/find-a-leak.md} as a reader would: its commands print what stands there, its piece of code is in the example, and with the
 * other piece in its place the leak is gone.
 *
 * <p>How long blocks lived differs from run to run, and how much room zlib wants from version to version: of numbers, those of lines of the
 * source are compared, the others only for being there.
 */
class FindALeakIT {

    private static final Path PAGE = Path.of("docs", "find-a-leak.md");
    private static final Path EXAMPLE = Path.of("examples", "Example02_Zlib.java");
    private static final Path LICENSE = Path.of("LICENSE");

    private static final Pattern CODE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CONSOLE = Pattern.compile("```\\n(\\$ .*?)```", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w:])\\d[\\d,.]*");
    private static final String PROMPT = "$ ./underheap ";
    private static final String LEFT_OUT = "…";

    @TempDir
    Path folder;

    @Test
    void thePageIsTrue() throws Exception {
        String page = Files.readString(PAGE);
        List<String> code =
                CODE.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(code).hasSize(2);
        String source = Files.readString(EXAMPLE);
        assertThat(source).containsOnlyOnce(code.getFirst());
        Files.createDirectory(folder.resolve("examples"));
        Files.writeString(folder.resolve(EXAMPLE), source);
        Files.copy(LICENSE, folder.resolve(LICENSE));

        int commands = 0;
        for (String block :
                CONSOLE.matcher(page).results().map(found -> found.group(1)).toList()) {
            for (List<String> lines : commands(block)) {
                if (lines.getFirst().startsWith(PROMPT + "run --out mended.json ")) {
                    Files.writeString(folder.resolve(EXAMPLE), source.replace(code.getFirst(), code.getLast()));
                }
                check(lines);
                commands++;
            }
        }
        assertThat(commands).isEqualTo(5);
    }

    private static List<List<String>> commands(String block) {
        List<List<String>> commands = new ArrayList<>();
        for (String line : block.lines().toList()) {
            if (line.startsWith(PROMPT)) {
                commands.add(new ArrayList<>());
            }
            commands.getLast().add(line);
        }
        return commands;
    }

    private void check(List<String> lines) throws IOException, InterruptedException {
        String typed = lines.getFirst().substring(PROMPT.length());
        List<String> command = new ArrayList<>(List.of(
                LauncherHome.JDK.resolve("bin/java").toString(),
                "-jar",
                Path.of(System.getProperty("build.all.jar")).toAbsolutePath().toString()));
        command.addAll(List.of(typed.split(" ", -1)));

        Processes.Result result = Processes.run(folder, Map.of("PATH", System.getenv("PATH")), "", command);

        assumeThat(result.err()).doesNotContain("zlib is not installed");
        assertThat(result.code()).as(result.err()).isEqualTo(typed.endsWith("--max-leak 0 dhat-heap.json") ? 1 : 0);
        // Programs print to standard output, the profile's summary goes to standard error, reports to standard output.
        String all = result.out() + result.err() + result.out();
        int at = 0;
        for (String line : pieces(lines.subList(1, lines.size()))) {
            int found = bare(all).indexOf(bare(line), at);
            assertThat(found)
                    .as(typed + "\n" + line + "\nis not, or not in its place, in\n" + all)
                    .isNotNegative();
            at = found + bare(line).length();
        }
    }

    /** Lines that follow one another without anything left out. */
    private static List<String> pieces(List<String> lines) {
        List<String> pieces = new ArrayList<>();
        for (String piece : String.join("\n", lines).split("\n?" + LEFT_OUT + "\n?", -1)) {
            // What a program prints and what underheap says of it are two streams.
            for (String part : piece.split("\n(?=underheap: )", -1)) {
                if (!part.isEmpty()) {
                    pieces.add(part);
                }
            }
        }
        return pieces;
    }

    /** Without numbers but those of lines, and without the spaces that numbers of another length move. */
    private static String bare(String text) {
        return NUMBER.matcher(text)
                .replaceAll("#")
                .replaceAll("[KMG]iB\\b", "B")
                .replaceAll(" +", " ")
                .replaceAll("[µmn]s\\b", "s");
    }
}
