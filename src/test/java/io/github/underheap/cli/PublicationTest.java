package io.github.underheap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishes jars beside what an earlier launcher left. {@code LauncherBuildIT} does it as a whole. */
class PublicationTest {

    @TempDir
    Path folder;

    /** A file that is cut short names nothing that could be kept. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "jar",
                ".jar\n",
                "old-1",
                "old-1.j",
                "old-1.jar",
                "../old-1.jar\n",
                "\0\0\0\0\0\0.jar\n"
            })
    void whatIsLeftOfCurrentIsReplaced(String left) throws IOException {
        Path place = publishOver(left);

        assertThat(names(place)).filteredOn(name -> name.endsWith(".used")).hasSize(1);
        assertThat(names(folder)).noneMatch(name -> name.endsWith(".used"));
    }

    /** Programs may still run with it. */
    @ParameterizedTest
    @ValueSource(strings = "old-1.jar\n")
    void whatWasCurrentIsKeptForADay(String left) throws IOException {
        Path place = publishOver(left);

        assertThat(names(place))
                .contains("old-1.jar.used")
                .filteredOn(name -> name.endsWith(".used"))
                .hasSize(2);
    }

    private Path publishOver(String left) throws IOException {
        Path place = Files.createDirectory(folder.resolve("place"));
        Files.writeString(place.resolve("current"), left);
        Files.writeString(folder.resolve("new.jar"), "a library");
        Files.writeString(folder.resolve("new-all.jar"), "a command line");
        Path start = Files.writeString(folder.resolve("start"), "");

        Path java = folder.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Publication.main(new String[] {
            place.toString(),
            folder.resolve("new").toString(),
            start.toString(),
            "-Xint",
            folder.resolve("jdk").toString()
        });

        String current = Files.readString(place.resolve("current"));
        assertThat(current).matches("new-[0-9a-f]{16}[.]jar\n");
        assertThat(place.resolve(current.strip())).hasContent("a library");
        assertThat(names(place)).noneMatch(name -> name.startsWith("tmp."));
        return place;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
