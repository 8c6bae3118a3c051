package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** To make the page anew: {@code mvn test -Dtest=CommandsPageTest -Ddocs.write=true}. */
class CommandsPageTest {

    private static final Path PAGE = Path.of("docs", "commands.md");

    @Test
    void thePageIsWhatTheCommandsSay() throws IOException {
        String text = CommandsPage.text();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, text);
        }

        assertThat(Files.readString(PAGE))
                .as("to make it anew: mvn test -Dtest=CommandsPageTest -Ddocs.write=true")
                .isEqualTo(text);
    }
}
