package io.github.underheap.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bash completes, by the script that the command prints. */
class CompletionIT {

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "underheap re                  | report",
                "underheap do                  | doctor",
                "underheap help me             | merge",
                "underheap report --gr         | --group-by",
                "underheap report --group-by f | function,file",
                "underheap diff --sort-by c    | count",
                "underheap check --max-l       | --max-live,--max-leak",
                "underheap check -o j          | json,junit",
                "underheap report --color a    | auto,always",
                "underheap run --max           | --maxSites",
                "underheap report heap         | heap 2.json,heap-1.json",
                "underheap export --out heap   | heap 2.json,heap-1.json",
                "underheap report --limit 3 -f x heap | heap 2.json,heap-1.json",
            })
    void completes(String typed, String candidates) throws Exception {
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
        assertThat(result.out().strip().split(",")).containsExactlyInAnyOrder(candidates.split(","));
    }
}
