package io.github.underheap.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.underheap.select.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The excerpts in {@code docs/formats.md} are from what is really written: below a comment {@code <!-- golden: FILE -->}, each line of the block is a
 * line of that golden file, in the same order. A line {@code …} stands for lines that are left out; a line that ends with it for a longer one.
 */
class FormatsPageTest {

    private static final Path PAGE = Path.of("docs/formats.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/github/underheap/report/golden");
    private static final String LEFT_OUT = "…";

    private static final Pattern EXCERPT =
            Pattern.compile("<!-- golden: (\\S+) -->\n```\\w*\n(.*?)\n```", Pattern.DOTALL);

    @Test
    void excerptsAreFromTheFiles() throws IOException {
        Matcher excerpts = EXCERPT.matcher(Files.readString(PAGE));
        List<String> files = new ArrayList<>();
        while (excerpts.find()) {
            String file = excerpts.group(1);
            files.add(file);
            assertThat(missing(excerpts.group(2), Files.readAllLines(GOLDEN.resolve(file))))
                    .as("lines that %s does not have there", file)
                    .isEmpty();
        }

        assertThat(files)
                .contains(
                        "groups.v0.txt",
                        "comparison.v0.txt",
                        "check.txt",
                        "check.junit.xml",
                        "check.github.txt",
                        "profile.json",
                        "groups.by-module.json",
                        "profile.csv",
                        "profile.total.collapsed",
                        "profile.speedscope.json",
                        "profile.pprof.txt");
    }

    /** The lines of an excerpt that do not come next in a file; next to each other where nothing is left out. */
    private static List<String> missing(String excerpt, List<String> file) {
        List<String> missing = new ArrayList<>();
        Iterator<String> rest = file.iterator();
        boolean mayskip = true;
        for (String line : excerpt.split("\n", -1)) {
            if (line.equals(LEFT_OUT)) {
                mayskip = true;
                continue;
            }
            boolean found = false;
            boolean first = true;
            while (!found && rest.hasNext() && (mayskip || first)) {
                found = fits(rest.next(), line);
                first = false;
            }
            if (!found) {
                missing.add(line);
            }
            mayskip = false;
        }
        return missing;
    }

    private static boolean fits(String line, String excerpt) {
        return excerpt.endsWith(LEFT_OUT)
                ? line.startsWith(excerpt.substring(0, excerpt.length() - 1))
                : line.equals(excerpt);
    }

    @Test
    void aLineThatIsNotThereIsSeen() {
        List<String> file = List.of("a", "b", "c", "d");
        assertThat(missing("b\nc", file)).isEmpty();
        assertThat(missing("a\nc", file)).containsExactly("c");
        assertThat(missing("a\n…\nd", file)).isEmpty();
        assertThat(missing("c\n…\na", file)).containsExactly("a");
        assertThat(missing("e", file)).containsExactly("e");
    }

    @Test
    void thePageHasEveryVerdictAndEveryFormat() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> words =
                new TreeSet<>(List.of("dhat", "json", "csv", "collapsed", "html", "speedscope", "pprof", "text"));
        Arrays.stream(Verdict.values())
                .map(Verdict::word)
                .filter(word -> !word.isEmpty())
                .forEach(words::add);

        assertThat(words).allSatisfy(word -> assertThat(page).contains("| `" + word + "` |"));
    }
}
