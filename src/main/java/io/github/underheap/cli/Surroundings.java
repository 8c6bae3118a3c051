package io.github.underheap.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command has around it: its streams, the folder it runs in, and its environment. Tests give one of their own.
 *
 * @param in standard input
 * @param out standard output, where results go: UTF-8, and failures are thrown, unlike by a {@link PrintStream}
 * @param err standard error, where messages go
 * @param folder what relative names of files start from
 * @param environment variables
 * @param outIsTerminal whether standard output is a terminal
 * @param errIsTerminal whether standard error is a terminal
 * @param colour {@code --color}: one of {@link Colour#WHEN}
 */
record Surroundings(
        InputStream in,
        OutputStream out,
        PrintStream err,
        Path folder,
        Map<String, String> environment,
        boolean outIsTerminal,
        boolean errIsTerminal,
        String colour) {

    /** The same, with another standard output. */
    Surroundings withOut(OutputStream other) {
        return new Surroundings(in, other, err, folder, environment, outIsTerminal, errIsTerminal, colour);
    }

    /** The same, with another {@code --color}. */
    Surroundings withColour(String when) {
        return new Surroundings(in, out, err, folder, environment, outIsTerminal, errIsTerminal, when);
    }

    /** Sets the exit code before the result is written, so that it holds even if the reader of the result goes away. */
    void found(int code) {
        if (out instanceof ResultStream stream) {
            stream.found(code);
        }
    }

    /** The name of a file as a path; relative ones start from the folder. */
    Path file(String name) {
        if (name.isEmpty()) {
            throw new Refusal("'' is not the name of a file");
        }
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            String reason = e.getReason().contains("unmappable")
                    ? "the locale has no such characters; LC_ALL=C.UTF-8 has them"
                    : e.getReason();
            throw new Refusal("'" + name + "' cannot be the name of a file: " + reason, e);
        }
    }

    /** A variable; empty if it is not set. */
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** Writes a message for the user as one line on standard error, whatever is in it. */
    void say(String message) {
        print(Messages.line(message, Colour.of(this, errIsTerminal)));
    }

    /** Writes to standard error at once, in UTF-8. */
    void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        err.write(bytes, 0, bytes.length);
        err.flush();
    }
}
