package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** No option, exit code or message is missing in the transcript that {@code EveryOptionIT} types at the real launcher. */
class EveryOptionTest {

    private static final Path TRANSCRIPT =
            Path.of("src", "test", "resources", "io", "github", "underheap", "build", "every-option.txt");

    private static final Path SOURCES = Path.of("src", "main", "java", "io", "github", "underheap", "cli");

    /** Those that no line can show, and where they are tested. */
    private static final Map<String, String> MESSAGES_ELSEWHERE = Map.of(
            " MiB; UNDERHEAP_JAVA_OPTIONS=-Xmx4g has the launcher give it more, java -Xmx4g -jar … without it",
                    "FaultTest",
            "; please report it", "FaultTest",
            " is binary and not for a terminal; name a file, such as --out heap.pb.gz", "FilesVerbsTest",
            "-o html is not for a terminal: name a file by --out, or have it opened by --open", "PageTest",
            ": permission denied", "nowhere: who runs tests as root is denied nothing",
            "cannot be opened", "nowhere: Linux gives a reason");

    /** It shows more of an internal error, of which there is none; {@code FaultTest} makes some. */
    private static final String UNSEEN = "--debug";

    /** What is typed, and below it what comes of it. */
    private static final Map<String, String> TYPED = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        String typed = "";
        for (String line : Files.readAllLines(TRANSCRIPT)) {
            if (line.startsWith("$ ")) {
                typed = line.substring(2);
                TYPED.put(typed, "");
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                TYPED.merge(typed, line + "\n", String::concat);
            }
        }
    }

    /** An option that does nothing would leave the result as it is without it. */
    @Test
    void everyOptionChangesTheResult() {
        Set<String> missing = new TreeSet<>();
        for (Verb verb : Verbs.all()) {
            for (OptionSpec option : verb.spec().options()) {
                for (String name : option.names()) {
                    if (!name.equals(UNSEEN)
                            && !changesTheResult(
                                    verb.name(), name, option.arity().max() > 0)) {
                        missing.add(verb.name() + " " + name);
                    }
                }
            }
        }

        assertThat(missing)
                .as("each needs a line with it, and the same line without it and with another result")
                .isEmpty();
    }

    private static boolean changesTheResult(String verb, String name, boolean takesValue) {
        for (Map.Entry<String, String> entry : TYPED.entrySet()) {
            String without = TYPED.get(without(entry.getKey(), verb, name, takesValue));
            if ((without != null && !entry.getValue().equals(without))
                    || (takesValue && isInForce(entry.getKey(), verb, name, entry.getValue()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the result says that an option of the library is in force: several show their effect in one line then. */
    private static boolean isInForce(String typed, String verb, String name, String result) {
        List<String> words = Arrays.asList(typed.split(" "));
        int at = words.indexOf(name);
        if (at < 0 || words.indexOf(verb) != 1) {
            return false;
        }
        String key = name.equals("--out") ? "output" : name.substring(2);
        String value = words.get(at + 1);
        return result.contains("," + key + "=" + value + ",")
                || Pattern.compile("\\| " + key + " +" + Pattern.quote(value) + " +command line\n")
                        .matcher(result)
                        .find();
    }

    /** What is typed without an option of a verb; empty if it has none such. */
    private static String without(String typed, String verb, String name, boolean takesValue) {
        List<String> words = new ArrayList<>(Arrays.asList(typed.split(" ")));
        int start = words.indexOf("underheap");
        if (start < 0 || words.indexOf(verb) != start + 1) {
            return "";
        }
        int at = words.subList(start, words.size()).indexOf(name);
        if (at < 0) {
            return "";
        }
        words.subList(start + at, start + at + (takesValue ? 2 : 1)).clear();
        return String.join(" ", words);
    }

    /** Of a broken limit, of a wrong command line, of a program, and of programs that KILL and TERM ended. */
    @Test
    void everyExitCode() {
        Set<String> codes = new TreeSet<>();
        for (String result : TYPED.values()) {
            result.lines().filter(line -> line.startsWith("= ")).forEach(codes::add);
        }

        assertThat(codes).containsExactly("= 1", "= 137", "= 143", "= 2", "= 7");
    }

    /** By the longest text of each in the source. */
    @Test
    void everyMessage() throws IOException {
        String said = String.join("\n", TYPED.values());
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                Matcher call = Pattern.compile("(new Refusal|\\.say|notValid|notOneOf)\\((?s:.*?);\n")
                        .matcher(Files.readString(source));
                while (call.find()) {
                    String longest = longestText(call.group());
                    if (!said.contains(longest)) {
                        missing.add(longest);
                    }
                }
            }
        }

        assertThat(missing).isEqualTo(new TreeSet<>(MESSAGES_ELSEWHERE.keySet()));
    }

    private static String longestText(String code) {
        String longest = "";
        Matcher text = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(code);
        while (text.find()) {
            if (text.group(1).length() > longest.length()) {
                longest = text.group(1);
            }
        }
        return longest;
    }
}
