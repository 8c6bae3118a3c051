package io.github.underheap.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens a page with the program that the system has for that. */
final class Opener {

    /** What asks for it. */
    static final String OPTION = "--open";

    /** A program that says so soon that it cannot is told of; one that goes on is a browser. */
    private static final int PATIENCE_SECONDS = 2;

    private Opener() {}

    /** Opens a file. If that cannot be, it is said, and where the page is. */
    static void open(Path file, Surroundings around) {
        String why = fault(file, around);
        if (why != null) {
            around.say("cannot open the page: " + why + "; it is " + file);
        }
    }

    private static @Nullable String fault(Path file, Surroundings around) {
        String system = System.getProperty("os.name", "");
        List<String> command = command(system, file, around);
        return command == null ? "there is no " + program(system) : fault(command, around);
    }

    /**
     * What is started, each word as it is: a shell, such as {@code cmd}, would make something else of a name with {@code &}, {@code %} or {@code ^}.
     *
     * @param system its name, as the property {@code os.name} has it
     * @return null if the system has no such program
     */
    static @Nullable List<String> command(String system, Path file, Surroundings around) {
        if (isWindows(system)) {
            // By its whole name: Windows would look in the folder of the command first.
            String root = around.variable("SystemRoot");
            String program = root.isEmpty() ? program(system) : root + "\\System32\\" + program(system);
            return List.of(program, "url.dll,FileProtocolHandler", file.toString());
        }
        Path program = onPath(program(system), around);
        return program == null ? null : List.of(program.toString(), file.toString());
    }

    private static String program(String system) {
        if (isWindows(system)) {
            return "rundll32.exe";
        }
        return system.toLowerCase(Locale.ROOT).startsWith("mac") ? "open" : "xdg-open";
    }

    private static boolean isWindows(String system) {
        return system.toLowerCase(Locale.ROOT).startsWith("windows");
    }

    private static @Nullable Path onPath(String name, Surroundings around) {
        for (String folder : Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(around.variable("PATH"))
                .toList()) {
            try {
                Path program = around.folder().resolve(folder).resolve(name);
                if (Files.isExecutable(program) && Files.isRegularFile(program)) {
                    return program.toAbsolutePath();
                }
            } catch (InvalidPathException e) {
                // The locale cannot spell this folder: the next one then.
            }
        }
        return null;
    }

    /** Starts it and leaves it alone: what it writes is nobody's, and it may go on after this command. */
    private static @Nullable String fault(List<String> command, Surroundings around) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(around.folder().toAbsolutePath().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            boolean hasEnded = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return hasEnded && process.exitValue() != 0
                    ? Path.of(command.getFirst()).getFileName() + " ended with code " + process.exitValue()
                    : null;
        } catch (IOException e) {
            return Fault.reason(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
