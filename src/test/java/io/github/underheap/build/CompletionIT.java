package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What bash and zsh complete, by the script that the command prints. Without zsh that half is skipped, unless {@code shells.required} is set. */
class CompletionIT {

    private static final Pattern CANDIDATE = Pattern.compile("<([^>\\s]+(?: [^>\\s]+)*)>");

    @TempDir
    static Path folder;

    @BeforeAll
    static void script() throws Exception {
        Processes.Result result = Processes.run(
                folder,
                Map.of(),
                "",
                List.of(
                        LauncherHome.JDK.resolve("bin/java").toString(),
                        "-jar",
                        Path.of(System.getProperty("build.all.jar"))
                                .toAbsolutePath()
                                .toString(),
                        "completion"));
        assertThat(result.code()).as(result.err()).isZero();
        Files.writeString(folder.resolve("completion"), result.out());
        Files.writeString(folder.resolve("heap-1.json"), "");
        Files.writeString(folder.resolve("heap 2.json"), "");
    }

    /** What is typed, and all candidates for its last word. */
    static Stream<Arguments> completions() {
        return Stream.of(
                Arguments.of("underheap re", List.of("report")),
                Arguments.of("underheap do", List.of("doctor")),
                Arguments.of("underheap help me", List.of("merge")),
                Arguments.of("underheap report --gr", List.of("--group-by")),
                Arguments.of("underheap report --group-by f", List.of("function", "file")),
                Arguments.of("underheap diff --sort-by c", List.of("count")),
                Arguments.of("underheap check --max-l", List.of("--max-live", "--max-leak")),
                Arguments.of("underheap check -o j", List.of("json", "junit")),
                Arguments.of("underheap report --color a", List.of("auto", "always")),
                Arguments.of("underheap run --max", List.of("--maxSites")),
                Arguments.of("underheap report heap", List.of("heap 2.json", "heap-1.json")),
                Arguments.of("underheap export --out heap", List.of("heap 2.json", "heap-1.json")),
                Arguments.of("underheap report --limit 3 -f x heap", List.of("heap 2.json", "heap-1.json")));
    }

    @ParameterizedTest
    @MethodSource("completions")
    void inBash(String typed, List<String> candidates) throws Exception {
        String script = """
                # Only readline can run it; it changes how candidates are shown, not which there are.
                compopt() { :; }
                . ./completion
                COMP_LINE=$1
                COMP_POINT=${#COMP_LINE}
                read -r -a COMP_WORDS <<<"$COMP_LINE"
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                function=$(complete -p underheap | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                "$function"
                printf '%s\\n' "${COMPREPLY[@]}" | LC_ALL=C sort | paste -s -d ,
                """;

        Processes.Result result = Processes.run(
                folder,
                Map.of("PATH", System.getenv("PATH")),
                "",
                List.of("bash", "--norc", "-c", script, "bash", typed));

        assertThat(result.err()).isEmpty();
        assertThat(result.out().strip().split(",")).containsExactlyInAnyOrderElementsOf(candidates);
    }

    /** In a terminal of its own, in which each candidate is printed in angle brackets when zsh takes it. */
    @ParameterizedTest
    @MethodSource("completions")
    void inZsh(String typed, List<String> candidates) throws Exception {
        if (!Boolean.getBoolean("shells.required")) {
            assumeThat(Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, "zsh")))
                    .anyMatch(Files::isExecutable);
        }
        String script = """
                zmodload zsh/zpty
                zpty z 'PS1= zsh -f -i'
                zpty -w z 'PS1= ; autoload -U compinit; compinit -u -D; . ./completion'
                zpty -w z 'compadd() {
                    local -a found
                    builtin compadd -A found "$@"
                    (( $#found )) && print -r -l -- "<"${^found}">"
                    builtin compadd "$@"
                }'
                # With more to read behind it, a tab is no more than a tab: nothing is typed before the candidates are there.
                zpty -w z 'whole() { zle expand-or-complete; print; print @whole; }; zle -N whole; bindkey "^I" whole'
                # In the echo of what is typed the words stand in two parts.
                zpty -w z "print @re''ady"
                while zpty -r z line; do [[ $line == *@ready* ]] && break; done
                zpty -w -n z "$1"$'\\t'
                while zpty -r z line; do print -r -- "$line"; [[ $line == *@whole* ]] && break; done
                zpty -d z
                """;

        Processes.Result result = Processes.run(
                folder,
                Map.of("PATH", System.getenv("PATH"), "TERM", "xterm"),
                "",
                List.of("zsh", "-f", "-c", script, "zsh", typed));

        assertThat(result.err()).isEmpty();
        assertThat(CANDIDATE
                        .matcher(result.out())
                        .results()
                        .map(found -> found.group(1).replace("\\", "")))
                .as(result.out())
                .containsExactlyInAnyOrderElementsOf(candidates);
    }
}
