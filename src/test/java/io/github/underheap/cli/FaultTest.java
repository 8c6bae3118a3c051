package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FaultTest {

    private static final Pattern FILE = Pattern.compile("with what is in (\\S+\\.txt)\n");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void oneLineNamesTheFileWithTheDetails() throws IOException {
        int code = tell(new IllegalStateException("row 13\nof 7"), List.of("report", "a.json"), Map.of());

        assertThat(code).isEqualTo(2);
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(said)
                .startsWith(
                        "underheap: internal error: java.lang.IllegalStateException: row 13\\u000aof 7; please report it")
                .hasLineCount(1);
        Matcher file = FILE.matcher(said);
        assertThat(file.find()).as(said).isTrue();
        String details = Files.readString(Path.of(file.group(1)));
        Files.delete(Path.of(file.group(1)));
        assertThat(details)
                .contains("underheap report a.json\n")
                .contains("java.lang.IllegalStateException: row 13")
                .contains("\tat " + FaultTest.class.getName());
    }

    @Test
    void detailsAtOnceIfSomebodyWantsThem() throws IOException {
        int code = tell(new IllegalStateException("x"), List.of("report", "--debug"), Map.of());
        assertThat(code).isEqualTo(2);
        assertThat(withoutFile()).contains("\tat " + FaultTest.class.getName());

        err.reset();
        code = tell(new IllegalStateException("x"), List.of("report"), Map.of("UNDERHEAP_DEBUG", "1"));
        assertThat(code).isEqualTo(2);
        assertThat(withoutFile()).contains("\tat " + FaultTest.class.getName());
    }

    @Test
    void anEndOfMemoryIsNoFaultOfTheProgram() {
        int code = tell(new OutOfMemoryError("Java heap space"), List.of("report"), Map.of());

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .matches(
                        "underheap: out of memory: the heap of this command is \\d+ MiB; "
                                + "UNDERHEAP_JAVA_OPTIONS=-Xmx4g has the launcher give it more, java -Xmx4g -jar … without it\n");
    }

    private String withoutFile() throws IOException {
        String said = err.toString(StandardCharsets.UTF_8);
        Matcher file = FILE.matcher(said);
        assertThat(file.find()).as(said).isTrue();
        Files.delete(Path.of(file.group(1)));
        return said;
    }

    private int tell(Throwable fault, List<String> arguments, Map<String, String> environment) {
        Surroundings around = new Surroundings(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Path.of(""),
                environment,
                false,
                false,
                "auto");
        return Fault.tell(fault, arguments, around);
    }
}
