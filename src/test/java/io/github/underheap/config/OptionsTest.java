package io.github.underheap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation has the table of options that the code has. */
class OptionsTest {

    private static final Pattern LINK = Pattern.compile(" \\(\\[[^]]*]\\([^)]*\\)\\)");

    /** A row of the documentation's table, without the marks of Markdown. */
    private record Row(String key, String standard, String meaning) {

        static Row of(String line) {
            String[] cells = LINK.matcher(line).replaceAll("").replace("`", "").split("\\|", -1);
            assertThat(cells).as(line).hasSize(5);
            return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip());
        }
    }

    private static List<Row> table(String file) throws IOException {
        List<Row> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of(file))) {
            if (line.startsWith("| key |")) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside && !line.startsWith("|-")) {
                rows.add(Row.of(line));
            }
        }
        return rows;
    }

    private static <T> String standard(Option<T> option) {
        return option.text(option.standard());
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/options.md"})
    void theDocumentationHasAllKeysAndTheirDefaults(String file) throws IOException {
        List<Row> rows = table(file);

        assertThat(rows).extracting(Row::key).containsExactlyInAnyOrderElementsOf(keys());
        for (Row row : rows) {
            String standard = standard(option(row.key()));
            if (standard.isEmpty()) {
                assertThat(row.standard()).startsWith("none");
            } else {
                assertThat(row.standard()).isEqualTo(standard);
            }
        }
    }

    @Test
    void thePageOfOptionsSaysWhatTheyMeanAsTheCodeDoes() throws IOException {
        for (Row row : table("docs/options.md")) {
            assertThat(row.meaning()).isEqualTo(option(row.key()).help());
        }
    }

    @Test
    void everyDefaultIsReadBackAsItself() {
        assertThat(Options.ALL).isNotEmpty();
        for (Option<?> option : Options.ALL) {
            String standard = standard(option);
            if (!standard.isEmpty()) {
                assertThat(option.parse(standard)).isEqualTo(option.standard());
            }
        }
    }

    @Test
    void keysDoNotDifferByCaseAlone() {
        assertThat(Options.ALL).extracting(Option::variable).doesNotHaveDuplicates();
    }

    private static List<String> keys() {
        return Options.ALL.stream().<String>map(Option::key).toList();
    }

    private static Option<?> option(String key) {
        return Options.ALL.stream()
                .filter(option -> option.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
