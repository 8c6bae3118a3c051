package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.underheap.select.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command in the documentation and in the help is one that the command line takes. */
class CommandsInDocumentationTest {

    private static final Pattern COMMAND =
            Pattern.compile("(?:^|[\\s'|&])(?:\\./underheap|underheap|java -jar underheap-all\\.jar)( [^\\n|>#'`]*)");

    /** What a synopsis has, and no command. */
    private static final Pattern STAND_IN = Pattern.compile("[\\[…]");

    static Stream<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            for (Path page : Stream.concat(
                            Stream.of(Path.of("README.md")),
                            pages.filter(Files::isRegularFile).sorted())
                    .toList()) {
                for (String block : Files.readString(page).split("```", -1)) {
                    if (block.contains("underheap ") || block.contains("underheap-all.jar ")) {
                        collect(block, commands);
                    }
                }
            }
        }
        for (Verb verb : Verbs.all()) {
            collect(String.join("\n", verb.spec().usageMessage().description()), commands);
        }
        return commands.stream().distinct();
    }

    private static void collect(String block, List<String> commands) {
        for (String line : block.lines().toList()) {
            Matcher command = COMMAND.matcher(line);
            while (command.find()) {
                String arguments = command.group(1).split("   ", -1)[0].strip();
                String verb = arguments.split(" ", -1)[0];
                if (Verbs.NAMES.contains(verb) && !STAND_IN.matcher(arguments).find()) {
                    commands.add(arguments);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isTaken(String command) {
        List<String> words = List.of(command.split(" +", -1));
        Verb verb = Verbs.get(words.getFirst());

        assertThatCode(() -> {
                    if (verb.parse(words.subList(1, words.size())) == null) {
                        Picocli.parse(verb, words.subList(1, words.size()));
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void thereAreSuchCommands() throws IOException {
        List<String> commands = commands().toList();

        assertThat(commands)
                .contains(
                        "check --max-leak 0 --max-peak 64m heap.json",
                        "report --metric leaked -vv --limit 2 dhat-heap.json");
        assertThat(commands.stream().map(command -> command.split(" ", -1)[0])).containsAll(Verbs.NAMES);
    }

    @Test
    void theRulesAreRules() throws IOException {
        List<String> lines = Files.readString(Path.of("docs", "ci.md"))
                .lines()
                .dropWhile(line -> !line.equals("# own.rules"))
                .takeWhile(line -> !line.equals("```"))
                .toList();

        assertThat(lines).hasSize(4);
        assertThatCode(() -> Rules.parse("own.rules", lines)).doesNotThrowAnyException();
    }
}
