package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each system is told to open a page with. That it is started, {@link PageTest} sees. */
class OpenerTest {

    /** Each of these is something else to a shell. */
    private static final Path FILE = Path.of("a b & calc %PATH% ^ $HOME;'\".html");

    @TempDir
    Path folder;

    private Surroundings around(Map<String, String> environment) {
        return new Surroundings(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                folder,
                environment,
                false,
                false,
                "auto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Windows 11", "Windows Server 2025", "windows 10"})
    void windowsHasNoShellBetween(String system) {
        assertThat(Opener.command(system, FILE, around(Map.of("SystemRoot", "C:\\Windows"))))
                .containsExactly("C:\\Windows\\System32\\rundll32.exe", "url.dll,FileProtocolHandler", FILE.toString());
        assertThat(Opener.command(system, FILE, around(Map.of())))
                .containsExactly("rundll32.exe", "url.dll,FileProtocolHandler", FILE.toString());
    }

    @ParameterizedTest
    @CsvSource({"Linux, xdg-open", "FreeBSD, xdg-open", "'', xdg-open", "Mac OS X, open", "macOS, open"})
    void othersHaveAProgramOnThePath(String system, String name) throws IOException {
        Path program = Files.createFile(folder.resolve(name));
        Surroundings around = around(Map.of("PATH", "/nowhere:" + folder));

        assertThat(Opener.command(system, FILE, around)).isNull();
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(Opener.command(system, FILE, around)).containsExactly(program.toString(), FILE.toString());
    }

    @Test
    void aFolderIsNoProgram() throws IOException {
        Files.createDirectory(folder.resolve("xdg-open"));

        assertThat(Opener.command("Linux", FILE, around(Map.of("PATH", folder.toString()))))
                .isNull();
    }
}
