package io.github.underheap.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the command line once through, so that java notes which classes it needs ({@link Publication}). */
public final class Rehearsal {

    private Rehearsal() {}

    /**
     * Runs it.
     *
     * @param arguments where a profile can be written; it is not needed afterwards
     */
    public static void main(String[] arguments) throws IOException {
        Surroundings around = new Surroundings(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), false),
                Path.of(""),
                System.getenv(),
                Terminal.isOut(),
                Terminal.isErr(),
                "never");
        String jar = System.getProperty("java.class.path", "");
        String profile = arguments[0];
        try {
            for (List<String> command : List.of(
                    List.of("run", "--out", profile, "-cp", jar, RehearsalProgram.class.getName()),
                    List.of("report", profile),
                    List.of("report", "-o", "json", profile),
                    List.of("check", "--max-peak", "1g", profile),
                    List.of("--version"))) {
                int ignored = Main.run(command, around);
            }
        } finally {
            Files.deleteIfExists(Path.of(profile));
            Files.deleteIfExists(Path.of(profile)
                    .resolveSibling(Page.name(String.valueOf(Path.of(profile).getFileName()))));
        }
    }
}
